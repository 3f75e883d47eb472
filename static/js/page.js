/** What the page's own modules share: its words, its room, and the newest scene. */
import { EMPTY } from "#k8sviz/scene.js";

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */
/** @typedef {import("#k8sviz/scene.js").Element} Element */

const carrier = document.getElementById("page-words");
/** @type {Record<string, string>} */
const words = carrier ? JSON.parse(carrier.textContent || "{}") : {};

/** A sentence of #page-words with {name} replaced. @param {string} key @param {Record<string, string | number>} [values] */
export function say(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export const body = document.body;
export const room = body.dataset.room ?? "";
export const mayEdit = body.dataset.edit === "1";

/** @template {HTMLElement} T @param {string} id @returns {T} */
export function el(id) {
  return /** @type {T} */ (document.getElementById(id));
}

/** @type {Scene} */
let scene = EMPTY;

/** The scene as the server last told it. */
export const now = () => scene;

/** Calls `draw` now and whenever the scene changed. @param {(scene: Scene) => void} draw */
export function onScene(draw) {
  body.addEventListener("k8sviz:scene", (event) => {
    scene = /** @type {CustomEvent<{scene: Scene}>} */ (event).detail.scene ?? scene;
    draw(scene);
  });
  draw(scene);
}

/** Elements of one shape, with their ids, in the order of their ids. @param {string} shape @returns {[string, Element][]} */
export function ofShape(shape) {
  return Object.entries(scene.elements).filter(([, element]) => element.shape === shape).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The Services a learner made. */
export const services = () => ofShape("service").filter(([id]) => id !== "service/default/kubernetes");

/** A text kept in this browser; storage may be off or full, and then nothing is kept. @param {string} key */
export function kept(key) {
  try { return localStorage.getItem(`k8sviz:${room}:${key}`); } catch { return null; }
}

/** @param {string} key @param {string} value */
export function keep(key, value) {
  try { localStorage.setItem(`k8sviz:${room}:${key}`, value); } catch { /* see above */ }
}

/**
 * Listens on the document for clicks on elements that carry a data attribute; fragments come and go.
 * @param {string} name the attribute without "data-" @param {(value: string, button: HTMLElement) => void} act
 */
export function onClick(name, act) {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof window.Element ? event.target.closest(`[data-${name}]`) : null;
    if (button instanceof HTMLElement) act(button.getAttribute(`data-${name}`) ?? "", button);
  });
}
