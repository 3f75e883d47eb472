/** Where the stage's controls have no room for all of them, the rest stands behind one button. */
import { el } from "#k8sviz/page.js";

const button = el("more-button");
const place = el("more");

/** @param {boolean} open */
function set(open) {
  place.toggleAttribute("data-open", open);
  button.setAttribute("aria-expanded", String(open));
}

button.addEventListener("click", () => set(!place.hasAttribute("data-open")));
document.addEventListener("pointerdown", (event) => {
  if (event.target instanceof Node && !place.contains(event.target)) set(false);
});
place.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !place.hasAttribute("data-open")) return;
  set(false);
  button.focus();
});
