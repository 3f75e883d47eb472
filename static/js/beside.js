/** Two stages with one clock: every step, speed and request is both rooms', and so is the moment that is shown. */
import { Answers } from "#k8sviz/answers.js";
import { Clock } from "#k8sviz/clock.js";
import { copy } from "#k8sviz/copying.js";
import { make } from "#k8sviz/dom.js";
import { Moment, moment } from "#k8sviz/moment.js";
import { body, el, onClick, say } from "#k8sviz/page.js";
import { shortcuts } from "#k8sviz/shortcuts.js";
import { Link } from "#k8sviz/socket.js";
import { Stage } from "#k8sviz/stage.js";
import { Steps } from "#k8sviz/steps.js";
import { Timeline } from "#k8sviz/timeline.js";
import { lenses } from "#k8sviz/tools.js";
import { word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/moment.js").Wish} Wish */

const SHOWN = 200;
const url = el("pair-transport").dataset.clock ?? "";

/** @param {string} text */
function toast(text) {
  const place = el("toast");
  place.textContent = text;
  place.hidden = false;
  window.setTimeout(() => { place.hidden = true; }, 2500);
}

/** @param {Record<string, string>} form */
async function post(form) {
  const token = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(form), headers: { "X-CSRFToken": token } }).catch(() => null);
  if (!answer?.ok) toast(say("offline"));
}

/** One of the two: its stage, its lanes, its connection. @param {"a" | "b"} name @param {Steps} steps @param {Clock} clock */
function side(name, steps, clock) {
  const root = el(`stage-${name}`);
  const code = root.dataset.code ?? "";
  const open = (/** @type {number} */ number) => {
    steps.chosen = number;
    for (const one of sides) one.timeline.mark(number);
    void inspect(code, `journeys/${number}`);
  };
  const stage = new Stage(root, clock, { select: (id) => void (id && inspect(code, `inspect?id=${encodeURIComponent(id)}`)), open, landed: () => {} });
  const timeline = new Timeline(el(`time-${name}`), clock, stage.flights, steps, open);
  return { code, clock, stage, timeline };
}

/** @param {string} code @param {string} what */
async function inspect(code, what) {
  const at = moment.at();
  const when = at === null ? "" : `${what.includes("?") ? "&" : "?"}at=${at}`;
  await window.htmx.ajax("GET", `/rooms/${code}/${what}${when}`, { target: "#inspector", swap: "innerHTML" });
}

const clocks = [new Clock(), new Clock()];
const steps = new Steps(clocks[0], body.dataset.edit === "1" ? post : null);
/** @type {ReturnType<typeof side>[]} */
const sides = [];
sides.push(side("a", steps, clocks[0]), side("b", steps, clocks[1]));
const [a, b] = sides;
const answers = new Answers(/** @type {HTMLElement} */ (el("answers").querySelector("tbody")), JSON.parse(el("base").textContent || "{}"));

/** Steps are counted in the first room; the second is shown at the moment that came of it. */
let stepped = false;
const other = new Moment();

/** @param {import("#k8sviz/store.js").Message} message */
function follow(message) {
  if (!stepped || !message.snapshot) return;
  stepped = false;
  if (message.edge) other.seek(message.snapshot[2]);
  else other.live();
}

const links = sides.map(({ code, clock, stage, timeline }, i) => {
  const link = new Link(`/rooms/${code}/ws`, clock, {
    scene: (changed, fresh) => {
      const { scene } = link.store;
      if (i === 0) steps.scene = scene;
      stage.update(scene, changed, fresh);
      timeline.show(scene);
      if (i === 1) body.dispatchEvent(new CustomEvent("k8sviz:scene", { detail: { changed, scene } }));
    },
    viewers: () => {}, checks: () => {}, refused: toast,
    snapshot: (message) => { if (i === 0) follow(message); },
    status: (status) => { if (status !== "live") toast(word(status)); },
  }, i === 0 ? moment : other);
  return link;
});
/** Wishes for both. @type {(wish: Wish) => void} */
const both = (wish) => {
  links[0].say(wish);
  stepped = "step" in wish;
  if ("seek" in wish) other.seek(wish.seek);
  if ("live" in wish) other.live();
  if ("play" in wish) other.play(wish.play > 0, wish.play || other.speed);
};
moment.connect(clocks[0], both);

b.timeline.transport.root.remove();
el("pair-transport").append(a.timeline.transport.root);
shortcuts(a.timeline.transport);
const bar = make("div", "pair-lens");
bar.append(lenses(sides.map(({ stage }) => stage)));
b.stage.root.before(bar);
onClick("open", (id) => /** @type {HTMLDialogElement} */ (document.getElementById(id))?.showModal());
onClick("select", (id) => void inspect(b.code, `inspect?id=${encodeURIComponent(id)}`));
onClick("journey", (number) => void inspect(b.code, `journeys/${number}`));
onClick("why", (number) => void inspect(b.code, `journeys/${Number(number)}/why`));
onClick("why-of", (id) => void inspect(b.code, `why?id=${encodeURIComponent(id)}`));
onClick("copy", (text) => copy(text).then(() => toast(say("copied"))));
onClick("project", (_value, button) => button.setAttribute("aria-pressed", String(body.toggleAttribute("data-projector"))));
document.addEventListener("htmx:beforeRequest", (event) => {
  const { verb, path } = /** @type {CustomEvent} */ (event).detail.requestConfig;
  if (verb === "post" && !/\/(check|convert)$/.test(path)) moment.live();
});
window.setInterval(() => {
  const now = performance.now();
  const [x, y] = sides.map(({ stage, clock }) => ({ answers: stage.flights.arrived(stage.scene.answers, clock.now(now)), totals: stage.scene.totals }));
  answers.show(x, y);
}, SHOWN);
