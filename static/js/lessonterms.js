/** Terms explain themselves where they are met: under the pointer, and when they have the focus. */
import { make } from "#k8sviz/dom.js";

const GAP = 8;

/** @param {HTMLElement} panel */
export function terms(panel) {
  const tip = make("div", "term-tip", "", { popover: "manual", id: "term-tip", role: "tooltip" });
  document.body.append(tip);

  /** @param {Element} term */
  function show(term) {
    tip.textContent = term.getAttribute("data-means");
    term.setAttribute("aria-describedby", "term-tip");
    tip.showPopover();
    const word = term.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    const left = Math.max(GAP, Math.min(word.left, innerWidth - size.width - GAP));
    const below = word.bottom + GAP + size.height < innerHeight;
    Object.assign(tip.style, { left: `${left}px`, top: `${below ? word.bottom + GAP : word.top - GAP - size.height}px` });
  }

  function hide() {
    if (tip.matches(":popover-open")) tip.hidePopover();
  }

  for (const name of ["mouseover", "focusin"]) {
    panel.addEventListener(name, (event) => {
      const term = event.target instanceof Element ? event.target.closest(".term") : null;
      if (term) show(term);
      else hide();
    });
  }
  for (const name of ["mouseleave", "focusout", "scroll"]) panel.addEventListener(name, hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
}
