/**
 * From one lens to the other: every element glides from where it is seen to where it belongs. What is new in the
 * datapath are the rules on every node, and they come out of the Service: its address lives nowhere else.
 */
import { make } from "#k8sviz/dom.js";
import { natural } from "#k8sviz/scene.js";

/** @typedef {import("#k8sviz/layout.js").Layout} Layout */
/** @typedef {{x: number, y: number, w: number, h: number}} Box */
/** @typedef {import("#k8sviz/topology.js").View} View */

/** How long it takes (ms). */
export const LENGTH = 600;
/** Echoes of Services on their way to rules; more would be a swarm. */
const ECHOES = 24;

/** Slow, fast, slow. @param {number} k 0–1 */
export function ease(k) {
  return k < 0.5 ? 4 * k ** 3 : 1 - (2 - 2 * k) ** 3 / 2;
}

/** The same curve, as near as no eye sees it, for the browser's own animations. */
const CURVE = "cubic-bezier(.65, 0, .35, 1)";

/** @param {Element} part @param {Keyframe[]} keyframes */
function play(part, keyframes) {
  return part.animate(keyframes, { duration: LENGTH, easing: CURVE, fill: "backwards" });
}

/** @param {Box} box @param {Keyframe} more @returns {Keyframe} */
function frame({ x, y, w, h }, more = {}) {
  return { transform: `translate(${x}px, ${y}px)`, width: `${w}px`, height: `${h}px`, ...more };
}

export class Morph {
  /** @type {Map<string, DOMRect>} */
  #was = new Map();

  /** @param {HTMLElement} graph @param {import("#k8sviz/faces.js").Faces} faces @param {HTMLElement[]} fading what belongs to one lens only */
  constructor(graph, faces, fading) {
    this.graph = graph;
    this.faces = faces;
    this.fading = fading;
  }

  /** Notes where everything is seen, also in the middle of an earlier change. */
  note() {
    this.#was.clear();
    for (const [id, [part]] of this.faces.parts()) this.#was.set(id, part.getBoundingClientRect());
    this.faces.keep();
  }

  /** Lets everything go from there to where it belongs now. @param {Layout} layout @param {View} view */
  go(layout, view) {
    const { left, top } = this.graph.getBoundingClientRect();
    /** @type {Map<string, Box>} */
    const was = new Map();
    for (const [id, r] of this.#was) {
      was.set(id, { x: (r.left - left - view.x) / view.zoom, y: (r.top - top - view.y) / view.zoom, w: r.width / view.zoom, h: r.height / view.zoom });
    }
    const services = [...was.keys()].filter((id) => id.startsWith("service/") && layout.places.has(id)).sort(natural);
    for (const [id, parts] of this.faces.parts()) this.#enter(id, parts, was, layout.places, services[0]);
    for (const [id, parts] of this.faces.left()) this.#leave(id, parts, was, layout.places, services[0]);
    this.#echoes(services, was, layout);
    for (const part of [...this.fading, ...this.graph.querySelectorAll("canvas[data-id$='-node']")]) {
      play(part, [{ opacity: 0 }, { opacity: 0, offset: 0.8 }, { opacity: 1 }]);
    }
  }

  /** @param {string} id @param {HTMLElement[]} parts @param {Map<string, Box>} was @param {Map<string, Box>} now @param {string | undefined} service */
  #enter(id, parts, was, now, service) {
    const to = now.get(id);
    const from = was.get(id) ?? (isRules(id) ? was.get(service ?? "") : undefined);
    for (const part of parts) {
      if (to && from) play(part, [frame(from, was.has(id) ? {} : CAPSULE), frame(to)]);
      else play(part, [{ opacity: 0 }, { opacity: 1 }]);
    }
  }

  /** @param {string} id @param {HTMLElement[]} parts @param {Map<string, Box>} was @param {Map<string, Box>} now @param {string | undefined} service */
  #leave(id, parts, was, now, service) {
    const from = was.get(id);
    const to = isRules(id) ? now.get(service ?? "") : undefined;
    for (const part of parts) {
      part.inert = true;
      part.removeAttribute("data-id");
      const going = play(part, from && to ? [frame(from), frame(to, { ...CAPSULE, opacity: 0.2 })] : [{ opacity: 1 }, { opacity: 0 }]);
      going.finished.then(() => part.remove(), () => part.remove());
    }
  }

  /** Where rules are in both lenses, and for every further Service: its outline goes to them, or comes back. @param {string[]} services @param {Map<string, Box>} was @param {Layout} layout */
  #echoes(services, was, { lens, places }) {
    const rules = [...new Set([...was.keys(), ...places.keys()])].filter(isRules);
    const pairs = services.flatMap((service, i) => rules.filter((id) => i > 0 || (was.has(id) && places.has(id))).map((id) => [service, id]));
    for (const [service, id] of pairs.slice(0, ECHOES)) {
      const [from, to] = lens === "datapath" ? [was.get(service), places.get(id)] : [was.get(id), places.get(service)];
      if (!from || !to) continue;
      const echo = make("div", "echo", "", { "aria-hidden": "true" });
      this.faces.layer.append(echo);
      const [first, last] = lens === "datapath" ? [CAPSULE, { opacity: 0.2 }] : [{ opacity: 0.2 }, CAPSULE];
      const going = play(echo, [frame(from, first), frame(to, last)]);
      going.finished.then(() => echo.remove(), () => echo.remove());
    }
  }
}

/** The Service's own outline. */
const CAPSULE = { borderRadius: "48px", borderStyle: "dashed", borderColor: "var(--ink)", backgroundColor: "transparent", opacity: 1 };

/** @param {string} id */
function isRules(id) {
  return id.startsWith("gate/");
}
