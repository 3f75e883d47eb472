/** Wires the stage of a room: socket → store → stage, timeline, twin; what is chosen goes out as DOM events. */
import { Clock } from "#k8sviz/clock.js";
import { make } from "#k8sviz/dom.js";
import { Narrator } from "#k8sviz/narrator.js";
import { Link } from "#k8sviz/socket.js";
import { Stage } from "#k8sviz/stage.js";
import { Timeline } from "#k8sviz/timeline.js";
import { tools } from "#k8sviz/tools.js";
import { word } from "#k8sviz/words.js";

/** @param {string} name @param {object} detail */
function dispatch(name, detail) {
  document.body.dispatchEvent(new CustomEvent(`k8sviz:${name}`, { detail }));
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
  const timeline = timelineRoot && new Timeline(timelineRoot, clock, stage.flights, clockUrl, (number) => dispatch("journey", { number }));
  document.body.addEventListener("k8sviz:journey", (event) => timeline?.mark(/** @type {CustomEvent} */ (event).detail.number));
  new MutationObserver(() => timeline?.recolour()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => timeline?.recolour());
  document.body.addEventListener("k8sviz:choose", (event) => stage.pick(/** @type {CustomEvent} */ (event).detail.id));

  const link = new Link(root.dataset.socket ?? `/rooms/${room}/ws`, clock, {
    scene: (changed, fresh) => {
      const { scene } = link.store;
      stage.update(scene, changed, fresh);
      timeline?.show(scene);
      twin.show(scene);
      dispatch("scene", { changed, scene });
      if (fresh || changed.elements?.length) dispatch("changed", {});
    },
    viewers: (count) => dispatch("viewers", { count }),
    checks: (table) => dispatch("checks", table),
    status: (status) => {
      banner.hidden = status === "live";
      if (status !== "live") banner.textContent = word(status);
      dispatch("status", { status });
    },
  });
}

const root = document.getElementById("stage");
if (root) start(root, document.getElementById("timeline"));
