/** Where everything stands: pure functions from a scene and a viewport to places and wires, one for each lens. */
import { concept } from "#k8sviz/concept.js";
import { conceptDown } from "#k8sviz/phone.js";
import { datapath } from "#k8sviz/datapath.js";
import { calls, natural } from "#k8sviz/scene.js";

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */
/** @typedef {import("#k8sviz/wires.js").Place} Place */
/** @typedef {import("#k8sviz/wires.js").Wire} Wire */
/** @typedef {{width: number, height: number, top: number, right: number, bottom: number, left: number}} Viewport the stage and its free margins */
/** @typedef {"concept" | "datapath"} Lens */
/** @typedef {{points: import("#k8sviz/path.js").Point[], texts: {x: number, y: number, word: string, anchor: "start" | "end"}[]}} Border the line between outside and cluster */
/**
 * @typedef {{lens: Lens, flow: "right" | "down", width: number, height: number, places: Map<string, Place>, wires: Wire[],
 *   bend: (a: Place, b: Place) => import("#k8sviz/wires.js").Bend, border: Border | null}} Layout width and height may exceed the viewport: then the stage is shown smaller
 */
/** @typedef {{scene: Scene, slots: import("#k8sviz/slots.js").Slots, viewport: Viewport, cast: Cast}} Input */
/** @typedef {{clients: string[], services: string[], nodes: string[], waiting: string[], tabs: string[], gates: string[], balancers: string[], outside: boolean}} Cast */

/**
 * @param {Scene} scene @param {import("#k8sviz/slots.js").Slots} slots settled for this scene
 * @param {Viewport} viewport @param {Lens} lens @returns {Layout}
 */
export function arrange(scene, slots, viewport, lens) {
  const input = { scene, slots, viewport, cast: cast(scene) };
  if (lens === "datapath") return datapath({ ...input, viewport: atLeast(viewport, NARROWEST) });
  return viewport.width < 600 ? conceptDown(input) : concept(input);
}

const NARROWEST = 720;

/** The same viewport seen from further away, if it is narrower. @param {Viewport} viewport @param {number} width @returns {Viewport} */
function atLeast(viewport, width) {
  const scale = Math.max(1, width / viewport.width);
  return { ...viewport, width: viewport.width * scale, height: viewport.height * scale };
}

/** Who is on the stage, in a fixed order. @param {Scene} scene @returns {Cast} */
export function cast(scene) {
  const { elements } = scene;
  const of = (/** @type {string} */ shape) => Object.keys(elements).filter((id) => elements[id].shape === shape).sort(natural);
  const tabs = of("nodeport");
  const balancers = of("balancer");
  return {
    clients: of("client"), services: of("service"), nodes: of("node"), tabs, gates: of("gate"), balancers,
    waiting: of("pod").filter((id) => !elements[id].in),
    outside: "outside" in elements && (tabs.length + balancers.length > 0 || calls(scene).has("outside")),
  };
}
