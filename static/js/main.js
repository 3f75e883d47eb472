/** Wires the stage of a room: socket → store → stage, timeline, twin; what is chosen goes out as DOM events. */
import { Clock } from "#k8sviz/clock.js";
import { make } from "#k8sviz/dom.js";
import { keepsakes, named } from "#k8sviz/keepsakes.js";
import { moment } from "#k8sviz/moment.js";
import { Narrator } from "#k8sviz/narrator.js";
import { shortcuts } from "#k8sviz/shortcuts.js";
import { Link } from "#k8sviz/socket.js";
import { Stage } from "#k8sviz/stage.js";
import { Steps } from "#k8sviz/steps.js";
import { Timeline } from "#k8sviz/timeline.js";
import { tools } from "#k8sviz/tools.js";
import { word } from "#k8sviz/words.js";

/** @param {string} name @param {object} detail */
function dispatch(name, detail) {
  document.body.dispatchEvent(new CustomEvent(`k8sviz:${name}`, { detail }));
}

/** What the page's address named is opened once. @param {{journey: number}} wanted */
function take(wanted) {
  const { journey } = wanted;
  wanted.journey = -1;
  return journey;
}

/** @param {string} url @param {Record<string, string>} form */
async function post(url, form) {
  const token = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(form), headers: { "X-CSRFToken": token } }).catch(() => null);
  if (!answer?.ok) dispatch("toast", { text: word("offline") });
}

/** What is changed is changed now: whoever does it wants to see it. @param {{verb: string, path: string}} request */
function leave({ verb, path }) {
  if (verb === "post" && !/\/(check|convert)$/.test(path)) moment.live();
}

/** @param {HTMLElement} root @param {HTMLElement | null} timelineRoot */
function start(root, timelineRoot) {
  const room = document.body.dataset.room;
  const clock = new Clock();
  const region = make("p", "visually-hidden", "", { "aria-live": "polite", id: "narrator" });
  const banner = make("p", "stage-status", "", { role: "status" });
  banner.hidden = true;
  root.after(region);
  const narrator = new Narrator(region);
  const stage = new Stage(root, clock, {
    select: (id) => {
      twin.select(id);
      dispatch("select", { id });
    },
    open: (number) => dispatch("journey", { number }),
    landed: (flights) => narrator.hear(flights),
  });
  root.append(banner);
  const twin = tools(stage);
  const clockUrl = timelineRoot?.dataset.clock ?? (document.body.dataset.edit === "1" ? `/rooms/${room}/clock` : "");
  const wanted = named();
  const steps = new Steps(clock, clockUrl ? (form) => post(clockUrl, form) : null);
  const timeline = timelineRoot && new Timeline(timelineRoot, clock, stage.flights, steps, (number) => dispatch("journey", { number }), (journey, at) => {
    Object.assign(wanted, { journey, at });
    moment.seek(at);
  });
  if (timeline) {
    shortcuts(timeline.transport);
    timeline.totals.root.append(keepsakes(() => clock.now(performance.now()), () => steps.chosen));
  }
  document.body.addEventListener("k8sviz:journey", (event) => {
    steps.chosen = /** @type {CustomEvent} */ (event).detail.number;
    timeline?.mark(steps.chosen);
  });
  document.addEventListener("htmx:beforeRequest", (event) => leave(/** @type {CustomEvent} */ (event).detail.requestConfig));
  if (wanted.at !== null) moment.open(wanted.at);
  new MutationObserver(() => timeline?.recolour()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => timeline?.recolour());
  document.body.addEventListener("k8sviz:choose", (event) => stage.pick(/** @type {CustomEvent} */ (event).detail.id));

  const link = new Link(root.dataset.socket ?? `/rooms/${room}/ws`, clock, {
    scene: (changed, fresh) => {
      const { scene } = link.store;
      steps.scene = scene;
      stage.update(scene, changed, fresh);
      timeline?.show(scene);
      twin.show(scene);
      if (clock.rate === 0) narrator.stand(scene, clock.now(performance.now()), steps.chosen);
      dispatch("scene", { changed, scene });
      if (fresh && wanted.journey in scene.journeys && moment.past === (wanted.at !== null)) dispatch("journey", { number: take(wanted) });
      if (fresh || changed.elements?.length) dispatch("changed", {});
    },
    viewers: (count) => dispatch("viewers", { count }),
    checks: (table) => dispatch("checks", table),
    refused: (text) => dispatch("toast", { text }),
    status: (status) => {
      banner.hidden = status === "live";
      if (status !== "live") banner.textContent = word(status);
      dispatch("status", { status });
    },
  });
}

const root = document.getElementById("stage");
if (root) start(root, document.getElementById("timeline"));
