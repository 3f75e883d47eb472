/** The stage's own controls: which lens, the picture as a list, everything in view. */
import { icon, make } from "#k8sviz/dom.js";
import { Twin } from "#k8sviz/twin.js";
import { word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/stage.js").Stage} Stage */

/** @param {Stage} stage @returns {Twin} */
export function tools(stage) {
  const bar = make("div", "stage-tools");
  const twin = panel(stage);
  const list = make("button", "tool", "", { type: "button", id: "twin", "aria-expanded": "false", "aria-controls": "twin-panel", "aria-label": word("twin"), title: word("twin") });
  list.append(icon("twin"));
  const fit = make("button", "tool", "", { type: "button", "aria-label": word("fit"), title: word("fit") });
  fit.append(icon("fit"));
  fit.addEventListener("click", () => stage.fit());
  list.addEventListener("click", () => {
    twin.section.hidden = !twin.section.hidden;
    list.setAttribute("aria-expanded", String(!twin.section.hidden));
    if (!twin.section.hidden) {
      twin.tree.show(stage.scene);
      /** @type {HTMLElement | null} */ (twin.section.querySelector("[tabindex='0']"))?.focus();
    }
  });
  const lens = lenses([stage]);
  bar.append(list, fit, lens);
  const small = matchMedia("(max-width: 599px)");
  const settle = () => {
    const [controls, more] = ["stage-controls", "more-panel"].map((id) => document.getElementById(id));
    ((small.matches ? null : controls) ?? stage.root).append(bar);
    ((small.matches ? more : null) ?? bar).append(lens);
  };
  small.addEventListener("change", settle);
  settle();
  return twin.tree;
}

/** @param {Stage} stage */
function panel(stage) {
  const section = make("section", "twin-panel", "", { id: "twin-panel", "aria-label": word("twin") });
  section.hidden = true;
  const root = make("ul", "twin-tree", "", { role: "tree", "aria-label": word("graph") });
  section.append(root);
  stage.root.append(section);
  return { section, tree: new Twin(root, (id) => stage.pick(id)) };
}

/** The switch between the lenses. @param {Stage[]} stages */
export function lenses(stages) {
  const [first] = stages;
  const group = make("div", "lens", "", { role: "group", "aria-label": word("lens") });
  const buttons = /** @type {const} */ (["concept", "datapath"]).map((lens) => {
    const button = make("button", "", word(lens), { type: "button", "data-lens": lens, "aria-pressed": String(first.lens === lens) });
    button.addEventListener("click", () => {
      for (const stage of stages) stage.look(lens);
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    });
    return button;
  });
  group.append(...buttons);
  return group;
}
