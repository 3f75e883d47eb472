/** Keys for time, wherever the focus is, but for fields and what has keys of its own. The page's help lists them. */
import { moment } from "#k8sviz/moment.js";

/** @typedef {import("#k8sviz/transport.js").Transport} Transport */

/** @type {Record<string, (transport: Transport) => void>} */
const KEYS = {
  ",": (transport) => transport.step(true, "hop"),
  ".": (transport) => transport.step(false, "hop"),
  "[": (transport) => transport.step(true, "packet"),
  "]": (transport) => transport.step(false, "packet"),
  "{": (transport) => transport.step(true, "event"),
  "}": (transport) => transport.step(false, "event"),
  "<": (transport) => transport.shift(-1),
  ">": (transport) => transport.shift(1),
  p: (transport) => transport.toggle(),
  l: () => moment.live(),
  w: () => /** @type {HTMLElement | null} */ (document.querySelector("#inspector :is([data-why], .why-ask [data-why-of])"))?.click(),
  t: () => /** @type {HTMLElement | null} */ (document.querySelector("[data-terminal]"))?.click(),
  "?": () => /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"))?.showModal(),
};

/** @param {Transport} transport */
export function shortcuts(transport) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || writes(event.target)) return;
    const free = event.target === document.body || (event.target instanceof HTMLElement && event.target.getAttribute("role") === "slider");
    const act = event.key === " " && free ? KEYS.p : KEYS[event.key];
    if (!act || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    act(transport);
  });
}

/** @param {EventTarget | null} target */
function writes(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, select, textarea, [contenteditable]"));
}
