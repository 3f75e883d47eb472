/** Hints, one more with every press; callouts lead to their line in the editor; snippets can be put there. */
import { body, onClick, say } from "#k8sviz/page.js";

const SAID = 8000; // ms

/** @param {HTMLElement} panel */
export function hints(panel) {
  onClick("hint", (id, button) => {
    const list = [...panel.querySelectorAll(`#step-${id} .hints > li`)];
    const hidden = list.filter((hint) => hint.hasAttribute("hidden"));
    hidden[0]?.removeAttribute("hidden");
    hidden[0]?.scrollIntoView({ block: "nearest" });
    const left = Math.max(0, hidden.length - 1);
    const count = button.querySelector(".quiet");
    if (count) count.textContent = String(left);
    /** @type {HTMLButtonElement} */ (button).disabled = left === 0;
    button.title = say("hint", { n: list.length - left, all: list.length });
  });
  onClick("callout", (number, button) => {
    for (const other of panel.querySelectorAll("[data-callout-line]")) other.classList.toggle("lit", other.getAttribute("data-callout-line") === number && !other.closest("[hidden]"));
    const begins = button.dataset.lineBegins ?? "";
    const text = /** @type {HTMLTextAreaElement} */ (document.getElementById("manifest")).value;
    const line = lineOf(text, begins);
    if (line) body.dispatchEvent(new CustomEvent("k8sviz:show-line", { detail: { line } }));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target instanceof HTMLElement && event.target.id === "lesson-said") forgetLater(event.target);
    if (event.target instanceof HTMLElement && event.target.matches(".solution")) event.target.scrollIntoView({ block: "nearest" });
  });
  onClick("use-text", (added) => {
    const text = together(/** @type {HTMLTextAreaElement} */ (document.getElementById("manifest")).value, added);
    body.dispatchEvent(new CustomEvent("k8sviz:text", { detail: { text } }));
  });
}

/** What was said about an act need not stand there for ever; a refusal stays. @param {HTMLElement} place */
function forgetLater(place) {
  const said = place.firstChild;
  if (!place.querySelector(".refused")) window.setTimeout(() => { if (place.firstChild === said) place.replaceChildren(); }, SAID);
}

/** What is in the editor stays; documents that it has already are not added again. @param {string} text @param {string} added */
export function together(text, added) {
  if (text.includes(added.trimEnd())) return text;
  return text.trim() ? `${text.trimEnd()}\n---\n${added}` : added;
}

/** The last such line is the Service's: it stands below the Deployment. @param {string} text @param {string} begins */
export function lineOf(text, begins) {
  const lines = text.split("\n");
  for (let i = lines.length - 1; i >= 0; i--) if (lines[i].trim().startsWith(begins)) return i + 1;
  return 0;
}
