/** The YAML editor: CodeMirror in a shadow root (its styles then need no CSP exception) over a plain textarea. */
import {
  Decoration, EditorState, EditorView, HighlightStyle, StateEffect, StateField, bracketMatching, defaultKeymap, drawSelection,
  highlightActiveLine, highlightSpecialChars, history, historyKeymap, indentUnit, keymap, lineNumbers, lintGutter, lintKeymap,
  setDiagnostics, syntaxHighlighting, tags, yaml,
} from "#vendor/codemirror.js";
import { annotate, asking, assistance } from "#k8sviz/assist.js";
import { calloutField, followCallouts } from "#k8sviz/editorcallouts.js";
import { LOOK } from "#k8sviz/editorlook.js";
import { follow } from "#k8sviz/draft.js";
import { body, el, keep, kept, mayEdit, onClick, say } from "#k8sviz/page.js";

const DEBOUNCE = 250;
const home = el("editor");
const form = /** @type {HTMLFormElement} */ (el("apply"));
const plain = /** @type {HTMLTextAreaElement} */ (el("manifest"));
const draft = plain.value;

/** Lines that the last Apply refused. @type {any} */
const marked = StateEffect.define();
const marks = StateField.define({
  create: () => Decoration.none,
  update(/** @type {any} */ lines, /** @type {any} */ transaction) {
    for (const effect of transaction.effects) if (effect.is(marked)) return effect.value;
    return lines.map(transaction.changes);
  },
  provide: (/** @type {any} */ field) => EditorView.decorations.from(field),
});

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.punctuation, tags.separator, tags.meta], color: "var(--ink-2)" },
  { tag: [tags.content, tags.string, tags.number, tags.bool, tags.literal], color: "var(--ink)", fontWeight: "500" },
  { tag: tags.comment, color: "var(--ink-3)" },
]);

function submit() {
  if (mayEdit) form.requestSubmit();
  return true;
}

/** @param {string} doc */
function open(doc) {
  const host = Object.assign(document.createElement("div"), { className: "editor-host" });
  const root = host.attachShadow({ mode: "open" });
  home.append(host);
  home.classList.add("live");
  return new EditorView({
    doc, root, parent: root,
    extensions: [
      lineNumbers(), lintGutter(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), highlightActiveLine(),
      ...(mayEdit ? assistance({ suggest: form.dataset.suggest ?? "", explain: form.dataset.explain ?? "" }) : []),
      yaml(), indentUnit.of("  "), syntaxHighlighting(highlight), marks, calloutField, EditorView.theme(LOOK),
      EditorState.readOnly.of(!mayEdit), EditorView.contentAttributes.of({ "aria-label": home.dataset.label ?? "YAML", "aria-multiline": "true", tabindex: "0" }),
      keymap.of([{ key: "Mod-Enter", run: submit, preventDefault: true }, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
      EditorView.updateListener.of((/** @type {any} */ update) => { if (update.docChanged) changed(update.state.doc.toString()); }),
    ],
  });
}

/** What was typed here and never applied is not lost: it is the text, or one undo away from it. */
function restored() {
  const mine = JSON.parse(kept("text") ?? "null");
  if (!mayEdit || !mine || mine.text === draft) return { text: draft, newer: false };
  return { text: mine.text, newer: mine.draft !== draft };
}

const { text, newer } = restored();
const view = open(text);
followCallouts(view);
let timer = 0;
let asked = 0;
plain.value = text;
if (newer) {
  replace(draft);
  el("editor-state").textContent = say("newer_text");
}
void check();

/** @param {string} now */
function changed(now) {
  plain.value = now;
  keep("text", JSON.stringify({ draft, text: now }));
  el("editor-state").textContent = "";
  clearTimeout(timer);
  timer = window.setTimeout(check, DEBOUNCE);
}

/** One change, so that one undo takes it back. @param {string} now */
function replace(now) {
  const { doc } = view.state;
  if (doc.toString() !== now) view.dispatch({ changes: { from: 0, to: doc.length, insert: now } });
}

async function check() {
  if (!mayEdit) return;
  const number = ++asked;
  const doc = view.state.doc;
  const answer = await asking(form.dataset.check ?? "")({ text: doc.toString() });
  if (!answer) return; // offline: the text stays as it is, and Apply will say so
  const { marks, notes } = await answer.json();
  if (number !== asked || doc !== view.state.doc) return;
  view.dispatch(setDiagnostics(view.state, [...marks.map(found), ...remarks()]));
  annotate(view, notes);
}

/** @param {number} line @param {number} column 1-based both; beyond the text is its end */
function offset(line, column) {
  const { doc } = view.state;
  const there = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(there.from + Math.max(column, 1) - 1, there.to);
}

/** @param {any} diagnostic */
function found({ line, column, endLine, endColumn, severity, message }) {
  const from = offset(line, column);
  return { from, to: Math.max(from, offset(endLine || line, endColumn || column)), severity, message };
}

/** The lesson says 8080 and writes 808: said beside the line. */
function remarks() {
  const match = home.dataset.remark && /^[ -]*port: *808 *$/m.exec(view.state.doc.toString());
  if (!match) return [];
  return [{ from: match.index + match[0].indexOf("port"), to: match.index + match[0].trimEnd().length, severity: "info", message: home.dataset.remark }];
}

/** @param {number} line @param {number} column */
function go(line, column) {
  const at = offset(line, column);
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  view.focus();
}

function markRefused() {
  const lines = [...document.querySelectorAll("#outcome [data-mark]")].map((place) => Number(place.getAttribute("data-mark")));
  const found = [...new Set(lines)].filter((line) => line <= view.state.doc.lines).sort((a, b) => a - b);
  const line = Decoration.line({ class: "cm-refused" });
  el("outcome").scrollTop = 0;
  (document.querySelector("#outcome .offer") ?? document.querySelector("#outcome .refused"))?.scrollIntoView({ block: "nearest" });
  view.dispatch({ effects: marked.of(Decoration.set(found.map((number) => line.range(view.state.doc.line(number).from)))) });
}

onClick("line", (line, button) => go(Number(line), Number(button.dataset.column ?? 1)));
body.addEventListener("k8sviz:show-line", (event) => go(/** @type {CustomEvent<{line: number}>} */ (event).detail.line, 1));
onClick("dismiss", () => el("outcome").replaceChildren());
onClick("accept", () => {
  const converted = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("#outcome .converted"));
  if (converted) replace(converted.value);
  submit();
});
follow({ form, draft, text: () => plain.value, replace });
body.addEventListener("k8sviz:text", (event) => replace(/** @type {CustomEvent<{text: string}>} */ (event).detail.text));
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target instanceof HTMLElement && event.target.id === "outcome") markRefused();
});
