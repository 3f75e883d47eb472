/** The lesson's numbers beside the very lines in the editor that it speaks of. */
import { Decoration, EditorView, StateEffect, StateField, WidgetType } from "#vendor/codemirror.js";
import { body } from "#k8sviz/page.js";

/** @typedef {[begins: string, number: string]} Callout */

class Disc extends WidgetType {
  /** @param {string} number */
  constructor(number) {
    super();
    this.number = number;
  }

  /** @param {Disc} other */
  eq(other) {
    return other.number === this.number;
  }

  toDOM() {
    const disc = Object.assign(document.createElement("span"), { className: "cm-disc", textContent: this.number });
    disc.setAttribute("aria-hidden", "true");
    return disc;
  }
}

/** @type {any} */
const numbered = StateEffect.define();
const discs = StateField.define({
  create: () => ({ callouts: [], set: Decoration.none }),
  update(/** @type {any} */ held, /** @type {any} */ transaction) {
    const told = transaction.effects.find((/** @type {any} */ effect) => effect.is(numbered));
    const callouts = told ? told.value : held.callouts;
    return told || transaction.docChanged ? { callouts, set: drawn(transaction.state.doc, callouts) } : held;
  },
  provide: (/** @type {any} */ field) => EditorView.decorations.from(field, (/** @type {any} */ held) => held.set),
});

/** The last such line is meant: the Service stands below the Deployment. @param {any} doc @param {Callout[]} callouts */
function drawn(doc, callouts) {
  const ranges = callouts.flatMap(([begins, number]) => {
    for (let n = doc.lines; n > 0; n--) {
      const line = doc.line(n);
      if (line.text.trim().startsWith(begins)) return [Decoration.widget({ widget: new Disc(number), side: 1 }).range(line.to)];
    }
    return [];
  });
  return Decoration.set(ranges, true);
}

export const calloutField = discs;

/** @param {any} view */
export function followCallouts(view) {
  const tell = (/** @type {Callout[]} */ callouts) => view.dispatch({ effects: numbered.of(callouts) });
  body.addEventListener("k8sviz:callouts", (event) => tell(/** @type {CustomEvent<{callouts: Callout[]}>} */ (event).detail.callouts));
  tell([...document.querySelectorAll(".step:not([hidden]) .callout")].map((one) => [one.getAttribute("data-line-begins") ?? "", one.getAttribute("data-callout") ?? ""]));
}
