/** The lesson's panel: one step at a time, a link to each, and what is done already. */
import { copy } from "#k8sviz/copying.js";
import { checks } from "#k8sviz/lessonchecks.js";
import { hints } from "#k8sviz/lessonhints.js";
import { predictions } from "#k8sviz/lessonpredict.js";
import { terms } from "#k8sviz/lessonterms.js";
import { doneSteps, finish } from "#k8sviz/progress.js";
import { body, el, keep, kept, say } from "#k8sviz/page.js";

/** @param {HTMLElement} panel */
function open(panel) {
  const slug = panel.dataset.slug ?? "";
  const steps = /** @type {HTMLElement[]} */ ([...panel.querySelectorAll(".step")]);
  const bars = panel.querySelectorAll(".lesson-bars i");
  const back = /** @type {HTMLButtonElement} */ (el("step-back"));
  const next = /** @type {HTMLButtonElement} */ (el("step-next"));
  const met = checks(panel, (id) => done(id));
  let at = 0;

  /** @param {number} index @param {boolean} move whether the reader asked for it */
  function show(index, move) {
    at = Math.min(Math.max(index, 0), steps.length - 1);
    steps.forEach((step, i) => step.toggleAttribute("hidden", i !== at));
    el("lesson-count").textContent = say("step", { n: at + 1, all: steps.length });
    back.disabled = at === 0;
    next.disabled = at === steps.length - 1;
    keep("step", steps[at].dataset.step ?? "");
    callouts(steps[at]);
    steps[at].querySelector(".step-body")?.scrollTo(0, 0);
    mark();
    if (!move) return;
    history.replaceState(null, "", `#step=${steps[at].dataset.step}`);
    steps[at].querySelector("h2")?.focus();
  }

  /** What is done is seen on the bars, in the list, and on the button that leads on. */
  function mark() {
    const earlier = doneSteps(slug);
    steps.forEach((step, i) => {
      const id = step.dataset.step ?? "";
      const now = met(id);
      const is = now || earlier.has(id);
      bars[i]?.classList.toggle("done", is);
      bars[i]?.classList.toggle("here", i === at);
      panel.querySelector(`[data-step-link="${id}"]`)?.classList.toggle("done", is);
      step.querySelector(".step-after")?.toggleAttribute("hidden", !now);
      if (i === at) next.classList.toggle("solid", now);
    });
  }

  /** @param {string} id */
  function done(id) {
    const known = doneSteps(slug).has(id);
    finish(slug, id, steps.length);
    mark();
    const number = steps.findIndex((step) => step.dataset.step === id) + 1;
    if (number === at + 1) steps[at].querySelector(".step-after")?.scrollIntoView({ block: "start" });
    if (!known) el("lesson-live").textContent = doneSteps(slug).size === steps.length ? say("lesson_done") : say("step_done", { n: number });
  }

  const indexOf = (/** @type {string | null} */ id) => steps.findIndex((step) => step.dataset.step === id);
  const asked = () => indexOf(new URLSearchParams(location.hash.slice(1)).get("step"));
  back.addEventListener("click", () => show(at - 1, true));
  next.addEventListener("click", () => show(at + 1, true));
  addEventListener("hashchange", () => { if (asked() >= 0) show(asked(), true); });
  panel.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-step-link]") : null;
    if (!link) return;
    event.preventDefault();
    el("lesson-steps").hidePopover();
    show(indexOf(link.getAttribute("data-step-link")), true);
  });
  el("step-link").addEventListener("click", async () => {
    await copy(`${location.origin}${location.pathname}#step=${steps[at].dataset.step}`);
    el("lesson-said").textContent = say("link_copied");
  });
  for (const name of ["k8sviz:lesson-reset", "k8sviz:undone"]) body.addEventListener(name, () => window.setTimeout(mark));
  body.addEventListener("k8sviz:lesson-reset", () => show(0, true));
  show(asked() >= 0 ? asked() : Math.max(0, indexOf(kept("step"))), false);
}

/** The same numbers stand beside the lines in the editor and on the Service's face. @param {HTMLElement} step */
function callouts(step) {
  const shown = /** @type {HTMLElement[]} */ ([...step.querySelectorAll(".callout")]);
  const told = shown.map((one) => [one.dataset.lineBegins ?? "", one.dataset.callout ?? ""]);
  body.dispatchEvent(new CustomEvent("k8sviz:callouts", { detail: { callouts: told } }));
  for (const place of ["kind", "name", "selector", "ports"]) {
    const one = shown.find(({ dataset }) => dataset.stage === place);
    if (one) body.style.setProperty(`--callout-${place}`, `"${one.dataset.callout}"`);
    else body.style.removeProperty(`--callout-${place}`);
  }
}

const panel = document.getElementById("lesson");
if (panel) {
  open(panel);
  hints(panel);
  predictions(panel);
  terms(panel);
}
