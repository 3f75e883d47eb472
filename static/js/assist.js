/** Help while writing YAML: what may stand here, what a field means, and what would come of it. The server knows. */
import { Decoration, EditorView, StateEffect, StateField, WidgetType, autocompletion, hoverTooltip } from "#vendor/codemirror.js";
import { asking } from "#k8sviz/asking.js";

/** @typedef {{line: number, tone: string, text: string}} Note */
/** @typedef {import("#k8sviz/asking.js").Ask} Ask */

/** @param {any} state @param {number} at */
function place(state, at) {
  const line = state.doc.lineAt(at);
  return { text: state.doc.toString(), line: String(line.number), column: String(at - line.from + 1) };
}

/** Completion. @param {Ask} ask */
function completing(ask) {
  return async (/** @type {any} */ context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    if (!context.explicit && !/[\w.-]$|: $/.test(before)) return null;
    const answer = await ask(place(context.state, context.pos));
    if (!answer || context.aborted) return null;
    const { start, options } = await answer.json();
    const indent = " ".repeat(start);
    return {
      from: line.from + start,
      filter: false,
      options: options.map((/** @type {any} */ { label, text, detail, info }) => ({ label, detail, info: info || undefined, apply: start ? text : text.replaceAll(`\n${indent}`, "\n") })),
    };
  };
}

/** Documentation under the pointer; the words come from the server as a fragment. @param {Ask} ask */
function explaining(ask) {
  return hoverTooltip(async (/** @type {any} */ view, /** @type {number} */ at) => {
    const answer = await ask(place(view.state, at));
    if (!answer) return null;
    const html = await answer.text();
    const line = view.state.doc.lineAt(at);
    return { pos: line.from + line.text.search(/\S|$/), end: line.to, above: true, create: () => ({ dom: card(html) }) };
  }, { hoverTime: 450 });
}

/** @param {string} html */
function card(html) {
  const dom = Object.assign(document.createElement("div"), { className: "cm-field" });
  dom.append(document.createRange().createContextualFragment(html));
  return dom;
}

class Remark extends WidgetType {
  /** @param {Note} note @param {number} indent */
  constructor(note, indent) {
    super();
    this.note = note;
    this.indent = indent;
  }

  /** @param {Remark} other */
  eq(other) {
    return other.note.text === this.note.text && other.note.tone === this.note.tone && other.indent === this.indent;
  }

  toDOM() {
    const dom = Object.assign(document.createElement("div"), { className: `cm-note cm-note-${this.note.tone}`, textContent: this.note.text });
    dom.style.setProperty("--indent", `${this.indent}ch`);
    return dom;
  }
}

/** @type {any} */
const noted = StateEffect.define();
const notes = StateField.define({
  create: () => Decoration.none,
  update(/** @type {any} */ set, /** @type {any} */ transaction) {
    for (const effect of transaction.effects) if (effect.is(noted)) return effect.value;
    return set.map(transaction.changes);
  },
  provide: (/** @type {any} */ field) => EditorView.decorations.from(field),
});

/** Puts remarks under the lines that they are about. @param {any} view @param {Note[]} told */
export function annotate(view, told) {
  const { doc } = view.state;
  const ranges = told.filter(({ line }) => line <= doc.lines).map((note) => {
    const line = doc.line(note.line);
    return Decoration.widget({ widget: new Remark(note, line.text.search(/\S|$/)), side: 1, block: true }).range(line.to);
  });
  view.dispatch({ effects: noted.of(Decoration.set(ranges, true)) });
}

/** @param {{suggest: string, explain: string}} urls */
export function assistance({ suggest, explain }) {
  return [notes, autocompletion({ override: [completing(asking(suggest))], icons: false, defaultKeymap: true }), explaining(asking(explain))];
}
