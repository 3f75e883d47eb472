/** What others apply: an editor that holds nothing of its own follows, one with own edits is told. */
import { body, el } from "#k8sviz/page.js";

/** Kinds that controllers make or change by themselves: they say nothing about the text. */
const MADE = new Set(["Pod", "ReplicaSet", "EndpointSlice", "Endpoints"]);
/** Long enough for the answer to an Apply of our own to be here first. */
const PAUSE = 400;

/**
 * @typedef {{form: HTMLFormElement, draft: string, text: () => string, replace: (text: string) => void}} Editor
 * `draft` is the text that the page was opened with
 */

/** @param {Editor} editor */
export function follow({ form, draft, text, replace }) {
  let base = draft;
  let theirs = "";
  let sent = draft;
  let timer = 0;

  async function look() {
    const answer = await fetch(form.dataset.live ?? "").catch(() => null);
    if (!answer?.ok) return;
    meet(await answer.text());
  }

  /** @param {string} live */
  function meet(live) {
    const untouched = text() === base;
    if (live === base) return;
    if (live === text() || live === sent) settle(live);
    else if (untouched) {
      settle(live);
      replace(live);
    } else {
      theirs = live;
      el("theirs").hidden = false;
    }
  }

  /** Nobody's text is overwritten unseen: an Apply waits until this one has looked at what others applied. */
  form.addEventListener("htmx:confirm", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (detail.elt !== form || !el("theirs").hidden) return;
    event.preventDefault();
    void look().then(() => {
      if (el("theirs").hidden) detail.issueRequest(true);
      else el("theirs").querySelector("button")?.focus();
    });
  });

  /** @param {string} live */
  function settle(live) {
    base = live;
    el("theirs").hidden = true;
  }

  form.addEventListener("submit", () => { sent = text(); }, { capture: true });
  body.addEventListener("k8sviz:text", (event) => { sent = /** @type {CustomEvent<{text: string}>} */ (event).detail.text; });
  body.addEventListener("k8sviz:scene", (event) => {
    const { changed, scene } = /** @type {CustomEvent} */ (event).detail;
    const told = (changed.marks ?? []).some((/** @type {string} */ id) => scene.marks[id] && !MADE.has(scene.marks[id][1]));
    if (!told) return;
    clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE);
  });
  el("take-theirs").addEventListener("click", () => {
    settle(theirs);
    replace(theirs);
  });
}
