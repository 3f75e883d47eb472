/** The lesson's steps: one at a time, and the same one after a reload. */
import { el, keep, kept, say } from "#k8sviz/page.js";

const steps = [...document.querySelectorAll("#lesson .step")];
const bars = document.querySelectorAll("#lesson .lesson-bars i");

/** @param {number} index @param {boolean} move whether the reader asked for it */
function show(index, move) {
  steps.forEach((step, i) => step.toggleAttribute("hidden", i !== index));
  bars.forEach((bar, i) => bar.classList.toggle("done", i <= index));
  el("lesson-count").textContent = say("step", { n: index + 1, all: steps.length });
  /** @type {HTMLButtonElement} */ (el("step-back")).disabled = index === 0;
  /** @type {HTMLButtonElement} */ (el("step-next")).disabled = index === steps.length - 1;
  keep("step", String(index));
  el("lesson").scrollTop = 0;
  if (move) steps[index].querySelector("h2")?.focus();
}

if (steps.length) {
  let at = Math.min(Math.max(Number(kept("step") ?? 0) || 0, 0), steps.length - 1);
  el("step-back").addEventListener("click", () => show((at = Math.max(0, at - 1)), true));
  el("step-next").addEventListener("click", () => show((at = Math.min(steps.length - 1, at + 1)), true));
  show(at, false);
}
