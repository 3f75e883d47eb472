/** The editor itself: CodeMirror in a shadow root (its styles then need no CSP exception). Loaded when the editor is opened. */
import {
  Decoration, EditorState, EditorView, HighlightStyle, StateEffect, StateField, bracketMatching, defaultKeymap, drawSelection,
  highlightActiveLine, highlightSpecialChars, history, historyKeymap, indentUnit, keymap, lineNumbers, lintGutter, lintKeymap,
  setDiagnostics, syntaxHighlighting, tags, yaml,
} from "#vendor/codemirror.js";
import { annotate, assistance } from "#k8sviz/assist.js";
import { calloutField, followCallouts } from "#k8sviz/editorcallouts.js";
import { LOOK } from "#k8sviz/editorlook.js";

/**
 * @typedef {{doc: string, label: string, mayEdit: boolean, remark: string, suggest: string, explain: string,
 *   changed: (text: string) => void, submit: () => void}} Opening
 */
/** @typedef {{line: number, column: number, endLine: number, endColumn: number, severity: "error" | "warning" | "info", message: string}} Mark as the server found it, 1-based */

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

/** Typing over several lines is the editor's own change: Chromium would join them with styles that the page's policy forbids. @param {InputEvent} event @param {any} view */
function overLines(event, view) {
  const { from, to } = view.state.selection.main;
  const lines = view.state.doc.lineAt(from).to < to;
  if (!lines || event.inputType !== "insertText" || !event.data || view.state.readOnly || view.state.selection.ranges.length > 1) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  return true;
}

export class YamlView {
  /** @param {HTMLElement} home @param {Opening} opening */
  constructor(home, opening) {
    this.opening = opening;
    const { doc, label, mayEdit, suggest, explain, changed, submit } = opening;
    const host = Object.assign(document.createElement("div"), { className: "editor-host" });
    const root = host.attachShadow({ mode: "open" });
    home.append(host);
    const run = () => { submit(); return true; };
    this.view = new EditorView({
      doc, root, parent: root,
      extensions: [
        lineNumbers(), lintGutter(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), highlightActiveLine(),
        ...(mayEdit ? assistance({ suggest, explain }) : []),
        yaml(), indentUnit.of("  "), syntaxHighlighting(highlight), marks, calloutField, EditorView.theme(LOOK),
        EditorState.readOnly.of(!mayEdit), EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true", tabindex: "0" }),
        EditorView.domEventHandlers({ beforeinput: overLines }),
        keymap.of([{ key: "Mod-Enter", run, preventDefault: true }, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
        EditorView.updateListener.of((/** @type {any} */ update) => { if (update.docChanged) changed(update.state.doc.toString()); }),
      ],
    });
    followCallouts(this.view);
  }

  /** Goes on where the plain text was left. @param {{from: number, to: number, scrollTop: number, focused: boolean}} left */
  take({ from, to, scrollTop, focused }) {
    this.view.dispatch({ selection: { anchor: from, head: to } });
    this.view.requestMeasure({ read: () => {}, write: () => { this.view.scrollDOM.scrollTop = scrollTop; } });
    if (focused) this.view.focus();
  }

  /** One change, so that one undo takes it back. @param {string} now */
  replace(now) {
    const { doc } = this.view.state;
    if (doc.toString() !== now) this.view.dispatch({ changes: { from: 0, to: doc.length, insert: now } });
  }

  /** What the server says of the text. @param {{marks: Mark[], notes: import("#k8sviz/assist.js").Note[]}} told */
  tell({ marks: found, notes }) {
    const diagnostics = found.map(({ line, column, endLine, endColumn, severity, message }) => {
      const from = this.#offset(line, column);
      return { from, to: Math.max(from, this.#offset(endLine || line, endColumn || column)), severity, message };
    });
    this.view.dispatch(setDiagnostics(this.view.state, [...diagnostics, ...this.#remarks()]));
    annotate(this.view, notes);
  }

  /** @param {number} line @param {number} column */
  go(line, column) {
    const at = this.#offset(line, column);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.view.focus();
  }

  /** Marks the lines that were refused. @param {number[]} lines */
  refuse(lines) {
    const { doc } = this.view.state;
    const line = Decoration.line({ class: "cm-refused" });
    const found = [...new Set(lines)].filter((number) => number <= doc.lines).sort((a, b) => a - b);
    this.view.dispatch({ effects: marked.of(Decoration.set(found.map((number) => line.range(doc.line(number).from)))) });
  }

  /** @param {number} line @param {number} column 1-based both; beyond the text is its end */
  #offset(line, column) {
    const { doc } = this.view.state;
    const there = doc.line(Math.min(Math.max(line, 1), doc.lines));
    return Math.min(there.from + Math.max(column, 1) - 1, there.to);
  }

  /** The lesson says 8080 and writes 808: said beside the line. @returns {import("@codemirror/lint").Diagnostic[]} */
  #remarks() {
    const { remark } = this.opening;
    const match = remark && /^[ -]*port: *808 *$/m.exec(this.view.state.doc.toString());
    if (!match) return [];
    return [{ from: match.index + match[0].indexOf("port"), to: match.index + match[0].trimEnd().length, severity: "info", message: remark }];
  }
}
