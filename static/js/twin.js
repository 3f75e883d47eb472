/** The twin of the picture: the same elements as a tree, for the keyboard and for those who do not see the picture. */
import { make } from "#k8sviz/dom.js";
import { described } from "#k8sviz/portraits.js";
import { natural } from "#k8sviz/scene.js";

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */
/** @typedef {{id: string, key: string, text: string, inside: Branch[]}} Branch */

/** The tree of a scene: clients, Services with their endpoints, nodes with what is in them. @param {Scene} scene @returns {Branch[]} */
export function tree({ elements, edges, answers }) {
  const ids = Object.keys(elements).sort(natural);
  const of = (/** @type {string} */ shape) => ids.filter((id) => elements[id].shape === shape);
  const branch = (/** @type {string} */ id, /** @type {string[]} */ inside = [], under = "") => ({
    id, key: `${under}${id}`, text: described({ id, element: elements[id], face: "" }, elements[id].shape === "pod" ? (answers[id] ?? 0) : undefined),
    inside: inside.map((child) => leaf(child, id)),
  });
  /** @param {string} id @param {string} under @returns {Branch} */
  const leaf = (id, under) => branch(id, [], `${under}>`);
  const targets = (/** @type {string} */ id) => Object.values(edges).filter((e) => e.from === id && e.kind !== "mismatch" && elements[e.to]).map((e) => e.to);
  return [
    ...of("outside").map((id) => branch(id)), ...of("balancer").map((id) => branch(id, targets(id))),
    ...of("service").map((id) => branch(id, targets(id))),
    ...of("node").map((id) => branch(id, ids.filter((child) => elements[child].in === id))),
    ...of("pod").filter((id) => !elements[id].in).map((id) => branch(id)),
  ];
}

export class Twin {
  #focus = "";
  #selected = "";
  #drawn = "";
  /** @type {Set<string>} */
  #shut = new Set();
  /** @type {Scene | null} */
  #scene = null;

  /** @param {HTMLElement} root an element with role=tree @param {(id: string) => void} pick */
  constructor(root, pick) {
    this.root = root;
    this.pick = pick;
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("click", (event) => {
      const item = /** @type {HTMLElement} */ (event.target).closest("[role=treeitem]");
      if (item instanceof HTMLElement) this.#enter(item);
    });
  }

  /** @param {Scene} scene */
  show(scene) {
    this.#scene = scene;
    if (this.root.closest("[hidden]")) return;
    const branches = tree(scene);
    const drawn = JSON.stringify([branches, [...this.#shut]]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const had = this.root.contains(document.activeElement);
    this.root.replaceChildren(...branches.map((branch) => this.#item(branch, 1)));
    this.select(this.#selected);
    this.#rove(this.#items().find((item) => item.dataset.key === this.#focus) ?? this.#items()[0], had);
  }

  /** @param {Branch} branch @param {number} level @returns {HTMLElement} */
  #item({ id, key, text, inside }, level) {
    const item = make("li", "", "", { role: "treeitem", "data-id": id, "data-key": key, tabindex: "-1", "aria-level": String(level), "aria-selected": "false" });
    item.append(make("span", "twin-text", text));
    if (!inside.length) return item;
    item.setAttribute("aria-expanded", String(!this.#shut.has(key)));
    if (this.#shut.has(key)) return item;
    const group = make("ul", "", "", { role: "group" });
    group.append(...inside.map((child) => this.#item(child, level + 1)));
    item.append(group);
    return item;
  }

  /** @param {string} id */
  select(id) {
    this.#selected = id;
    for (const item of this.#items()) item.setAttribute("aria-selected", String(item.dataset.id === id));
  }

  /** @returns {HTMLElement[]} */
  #items() {
    return [...this.root.querySelectorAll("[role=treeitem]")].map((item) => /** @type {HTMLElement} */ (item));
  }

  /** @param {HTMLElement | undefined} item @param {boolean} focus */
  #rove(item, focus) {
    if (!item) return;
    for (const other of this.#items()) other.tabIndex = -1;
    item.tabIndex = 0;
    this.#focus = item.dataset.key ?? "";
    if (focus) item.focus();
  }

  /** @param {HTMLElement} item */
  #enter(item) {
    this.#rove(item, true);
    this.pick(item.dataset.id ?? "");
  }

  /** @param {HTMLElement} item @param {boolean} open */
  #fold(item, open) {
    const key = item.dataset.key ?? "";
    if (open) this.#shut.delete(key);
    else this.#shut.add(key);
    if (this.#scene) this.show(this.#scene);
  }

  /** The keys of the ARIA tree pattern. @param {KeyboardEvent} event */
  #key(event) {
    const items = this.#items();
    const item = items.find((one) => one === document.activeElement);
    if (!item) return;
    const i = items.indexOf(item);
    const open = item.getAttribute("aria-expanded");
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowDown: () => this.#rove(items[i + 1], true),
      ArrowUp: () => this.#rove(items[i - 1], true),
      Home: () => this.#rove(items[0], true),
      End: () => this.#rove(items[items.length - 1], true),
      ArrowRight: () => (open === "false" ? this.#fold(item, true) : open && this.#rove(items[i + 1], true)),
      ArrowLeft: () => (open === "true" ? this.#fold(item, false) : this.#rove(parent(item), true)),
      Enter: () => this.#enter(item),
      " ": () => this.#enter(item),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

/** @param {HTMLElement} item */
function parent(item) {
  const found = item.parentElement?.closest("[role=treeitem]");
  return found instanceof HTMLElement ? found : undefined;
}
