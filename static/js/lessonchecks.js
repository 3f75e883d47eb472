/** Checks turn green by themselves: the server judges the cluster, this page what was looked at. */
import { isSeen, seenBy } from "#k8sviz/lessontyped.js";
import { body, el, keep, kept, say } from "#k8sviz/page.js";

/** @typedef {[met: number, word: string, have: number, want: number]} Seen */

/**
 * A check that was met once stays so, except in a broken world, where all have to hold together.
 * @param {HTMLElement} panel @param {(step: string) => void} done called when all of a step's are met
 * @returns {(step: string) => boolean} whether a step is done
 */
export function checks(panel, done) {
  const rows = new Map([...panel.querySelectorAll(".check")].map((row) => [row.getAttribute("data-check") ?? "", /** @type {HTMLElement} */ (row)]));
  const together = "together" in panel.dataset;
  /** @type {Set<string>} */
  const met = new Set(JSON.parse(kept("met") ?? "[]"));
  /** @type {Set<string>} */
  let told = new Set();

  const stepOf = (/** @type {string} */ name) => name.slice(0, name.lastIndexOf("."));
  const isDone = (/** @type {string} */ step) => [...rows.keys()].filter((name) => stepOf(name) === step).every((name) => met.has(name));

  /** @param {string} name @param {boolean} now @param {string} state */
  function set(name, now, state) {
    const row = rows.get(name);
    if (!row) return;
    const was = met.has(name);
    const is = now || (was && (!together || "deed" in row.dataset));
    if (is) met.add(name);
    else met.delete(name);
    row.classList.toggle("met", is);
    const place = /** @type {HTMLElement} */ (row.querySelector(".check-now"));
    const text = is ? say("met") : state || say("not_met");
    if (place.textContent !== text) place.textContent = text;
    if (is && !was) {
      if (!row.closest("[hidden]")) el("lesson-live").textContent = say("check_met", { what: row.querySelector(".check-say")?.textContent ?? "" });
      keep("met", JSON.stringify([...met]));
    }
  }

  function tell() {
    const steps = new Set([...rows.keys()].map(stepOf).filter(isDone));
    for (const step of steps) if (!told.has(step)) done(step);
    const fewer = [...told].some((step) => !steps.has(step));
    told = steps;
    if (fewer) done("");
  }

  body.addEventListener("k8sviz:checks", (event) => {
    const table = /** @type {CustomEvent<Record<string, Seen>>} */ (event).detail;
    for (const [name, [now, seen, have, want]] of Object.entries(table)) set(name, Boolean(now), state(seen, have, want));
    tell();
  });

  /** @param {string} what */
  function looked(what) {
    for (const [name, row] of rows) {
      const wanted = row.dataset.looked;
      if (wanted && what && isSeen(wanted, what)) set(name, true, "");
    }
    tell();
  }
  body.addEventListener("k8sviz:select", (event) => looked(/** @type {CustomEvent} */ (event).detail.id ?? ""));
  body.addEventListener("k8sviz:journey", () => looked("packet"));
  body.addEventListener("k8sviz:typed", (event) => seenBy(/** @type {CustomEvent<{line: string}>} */ (event).detail.line).forEach(looked));
  body.addEventListener("k8sviz:lesson-reset", () => {
    met.clear();
    keep("met", "[]");
    for (const name of rows.keys()) set(name, false, "");
    told = new Set();
  });

  for (const [name, row] of rows) set(name, "deed" in row.dataset && met.has(name), "");
  window.setTimeout(tell);
  return isDone;
}

/** @param {string} seen @param {number} have @param {number} want */
function state(seen, have, want) {
  return [want > 1 ? say("of", { have, want }) : "", seen ? say(`seen_${seen}`) : ""].filter(Boolean).join(" · ");
}
