/** The YAML text: a plain textarea at once, the editor over it as soon as it is wanted. Nothing typed in either is lost. */
import { asking } from "#k8sviz/asking.js";
import { follow } from "#k8sviz/draft.js";
import { body, el, keep, kept, mayEdit, onClick, say } from "#k8sviz/page.js";
import { wanted } from "#k8sviz/wanted.js";

const DEBOUNCE = 250;
const home = el("editor");
const form = /** @type {HTMLFormElement} */ (el("apply"));
const plain = /** @type {HTMLTextAreaElement} */ (el("manifest"));
const draft = plain.value;

/** @type {import("#k8sviz/yamlview.js").YamlView | null} */
let view = null;
let timer = 0;
let asked = 0;

/** What was typed here and never applied is not lost: it is the text, or one undo away from it. */
const mine = JSON.parse((mayEdit && kept("text")) || "null");
const newer = Boolean(mine) && mine.text !== draft && mine.draft !== draft;
if (mine && !newer) plain.value = mine.text;
if (newer) el("editor-state").textContent = say("newer_text");

async function load() {
  const { YamlView } = await import("#k8sviz/yamlview.js");
  await composed();
  const focused = document.activeElement === plain;
  const { selectionStart: from, selectionEnd: to, scrollTop } = plain;
  view = new YamlView(home, {
    doc: newer ? mine.text : plain.value, mayEdit, label: home.dataset.label ?? "YAML", remark: home.dataset.remark ?? "",
    suggest: form.dataset.suggest ?? "", explain: form.dataset.explain ?? "", changed, submit,
  });
  if (newer) {
    const said = el("editor-state").textContent;
    view.replace(plain.value);
    el("editor-state").textContent = said;
  }
  home.classList.add("live");
  view.take({ from, to, scrollTop, focused });
  void check();
  return view;
}

/** A word that is being put together in an input method is not torn apart. */
let composing = false;
plain.addEventListener("compositionstart", () => { composing = true; });
plain.addEventListener("compositionend", () => { composing = false; });

/** @returns {Promise<void>} */
function composed() {
  return composing ? new Promise((done) => plain.addEventListener("compositionend", () => done(), { once: true })) : Promise.resolve();
}

plain.addEventListener("input", () => changed(plain.value));
plain.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  submit();
});

function submit() {
  if (mayEdit) form.requestSubmit();
}

/** @param {string} now */
function changed(now) {
  plain.value = now;
  keep("text", JSON.stringify({ draft, text: now }));
  el("editor-state").textContent = "";
  clearTimeout(timer);
  timer = window.setTimeout(check, DEBOUNCE);
}

/** @param {string} now */
function replace(now) {
  if (view) view.replace(now);
  else if (plain.value !== now) {
    plain.value = now;
    changed(now);
  }
}

async function check() {
  if (!mayEdit || !view) return;
  const number = ++asked;
  const text = plain.value;
  const answer = await asking(form.dataset.check ?? "")({ text });
  if (!answer) return; // offline: the text stays as it is, and Apply will say so
  const told = await answer.json();
  if (number === asked && text === plain.value) view.tell(told);
}

/** The editor, loaded now if it is not there yet. @type {() => Promise<import("#k8sviz/yamlview.js").YamlView | null>} */
const opened = wanted(home, load);

/** @param {number} line @param {number} column */
async function go(line, column) {
  (await opened())?.go(line, column);
}

async function markRefused() {
  const lines = [...document.querySelectorAll("#outcome [data-mark]")].map((place) => Number(place.getAttribute("data-mark")));
  el("outcome").scrollTop = 0;
  (document.querySelector("#outcome .offer") ?? document.querySelector("#outcome .refused"))?.scrollIntoView({ block: "nearest" });
  if (view || lines.length) (await opened())?.refuse(lines);
}

onClick("line", (line, button) => void go(Number(line), Number(button.dataset.column ?? 1)));
body.addEventListener("k8sviz:show-line", (event) => void go(/** @type {CustomEvent<{line: number}>} */ (event).detail.line, 1));
onClick("dismiss", () => el("outcome").replaceChildren());
onClick("accept", () => {
  const converted = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("#outcome .converted"));
  if (converted) replace(converted.value);
  submit();
});
follow({ form, draft, text: () => plain.value, replace });
body.addEventListener("k8sviz:text", (event) => replace(/** @type {CustomEvent<{text: string}>} */ (event).detail.text));
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target instanceof HTMLElement && event.target.id === "outcome") void markRefused();
});
