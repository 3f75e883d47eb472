/** The faces: a layer of buttons on the graph's places. It is what is seen, what is clicked, and what a keyboard reaches. */
import { make } from "#k8sviz/dom.js";
import { described, PORTRAITS } from "#k8sviz/portraits.js";
import { natural } from "#k8sviz/scene.js";
import { word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/layout.js").Layout} Layout */
/** @typedef {import("#k8sviz/scene.js").Scene} Scene */
/** @typedef {{button: HTMLElement, key: string, box: HTMLElement | null}} Face */

export class Faces {
  /** @type {Map<string, Face>} */
  #faces = new Map();
  #selected = "";
  #keeps = false;
  /** @type {[string, HTMLElement[]][]} */
  #left = [];

  /**
   * @param {HTMLElement} layer above the wires @param {HTMLElement} under below them: the boxes of the nodes
   * @param {(id: string) => void} pick
   */
  constructor(layer, under, pick) {
    this.layer = layer;
    this.under = under;
    layer.addEventListener("click", (event) => {
      const face = /** @type {HTMLElement} */ (event.target).closest(".face");
      if (face instanceof HTMLElement) pick(face.dataset.id ?? "");
    });
  }

  /** @param {Layout} layout @param {Scene} scene */
  show(layout, scene) {
    for (const [id, face] of this.#faces) {
      if (layout.places.has(id)) continue;
      this.#faces.delete(id);
      if (this.#keeps) this.#left.push([id, parts(face)]);
      else for (const part of parts(face)) part.remove();
    }
    this.#keeps = false;
    let before = null;
    for (const id of reading(layout, scene)) before = this.#face(id, layout, scene, before);
  }

  /**
   * @param {string} id @param {Layout} layout @param {Scene} scene @param {Element | null} before
   * @returns {Element} so that the order of the DOM is the order of reading
   */
  #face(id, layout, scene, before) {
    const place = /** @type {import("#k8sviz/wires.js").Place} */ (layout.places.get(id));
    const element = scene.elements[id];
    const face = this.#faces.get(id) ?? this.#enter(id, element.shape);
    const key = JSON.stringify([element, place.face]);
    if (face.key !== key) this.#draw(face, id, element, place.face);
    for (const part of parts(face)) put(part, place);
    const wanted = before ? before.nextElementSibling : this.layer.firstElementChild;
    if (wanted !== face.button) this.layer.insertBefore(face.button, wanted);
    return face.button;
  }

  /** @param {string} id @param {string} shape @returns {Face} */
  #enter(id, shape) {
    const button = make("button", "", "", { type: "button", "data-id": id });
    const box = shape === "node" ? make("div", "node-box") : null;
    if (box) this.under.append(box);
    const face = { button, box, key: "" };
    this.#faces.set(id, face);
    return face;
  }

  /** @param {Face} face @param {string} id @param {import("#k8sviz/scene.js").Element} element @param {string} size */
  #draw(face, id, element, size) {
    const sitter = { id, element, face: size };
    face.key = JSON.stringify([element, size]);
    face.button.className = `face ${element.shape} face-${size} ${element.state ? `is-${element.state}` : ""} enter`;
    face.box?.classList.toggle("is-cut", (element.faults ?? []).includes("cut_off"));
    face.button.classList.toggle("is-troubled", (element.faults ?? []).length > 0);
    face.button.replaceChildren(...PORTRAITS[element.shape](sitter));
    face.button.setAttribute("aria-label", described(sitter));
    face.button.setAttribute("aria-pressed", String(id === this.#selected));
    if (element.shape === "pod") face.button.title = `${element.name} ${element.address ?? ""}`;
  }

  /** @param {string} id */
  select(id) {
    for (const old of [this.#selected, id]) this.#faces.get(old)?.button.setAttribute("aria-pressed", String(old === id));
    this.#selected = id;
  }

  /** Every element's id and what it is drawn by, its button first. @returns {[string, HTMLElement[]][]} */
  parts() {
    return [...this.#faces].map(([id, face]) => [id, parts(face)]);
  }

  /** What leaves with the next layout stays in the document for `left`, whose caller removes it. */
  keep() {
    this.#keeps = true;
  }

  /** @returns {[string, HTMLElement[]][]} */
  left() {
    return this.#left.splice(0);
  }

  /** @param {string} id */
  focus(id) {
    this.#faces.get(id)?.button.focus({ preventScroll: true });
  }
}

/** Moves and sizes a face. @param {HTMLElement} part @param {import("#k8sviz/wires.js").Place} place */
function put(part, { x, y, w, h }) {
  part.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
  part.style.width = `${Math.round(w)}px`;
  part.style.height = `${Math.round(h)}px`;
}

/** @param {Face} face */
function parts({ button, box }) {
  return box ? [button, box] : [button];
}

/** Clients first, then Services, then every node with what it holds. @param {Layout} layout @param {Scene} scene */
function reading(layout, { elements }) {
  const rank = { outside: 0, balancer: 1, client: 2, service: 3, node: 4, nodeport: 5, gate: 6, pod: 7 };
  const home = (/** @type {string} */ id) => (elements[id].shape === "node" ? id : (layout.places.get(id)?.inside ?? ""));
  return [...layout.places.keys()].filter((id) => elements[id]).sort((a, b) =>
    natural(home(a), home(b)) || rank[elements[a].shape] - rank[elements[b].shape] || (a < b ? -1 : 1));
}

/** The line between outside and cluster, and its two words. */
export class Border {
  /** @param {HTMLElement} under */
  constructor(under) {
    this.layer = make("div", "border");
    under.append(this.layer);
  }

  /** @param {Layout} layout */
  show({ border }) {
    if (!border) return this.layer.replaceChildren();
    const segments = border.points.slice(1).map((to, i) => {
      const from = border.points[i];
      const part = make("div", "border-line");
      put(part, { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), w: Math.abs(to.x - from.x) || 1, h: Math.abs(to.y - from.y) || 1, face: "" });
      return part;
    });
    const texts = border.texts.map(({ x, y, word: key }) => {
      const text = make("div", key === "not_a_hop" ? "border-word prose" : "border-word", word(/** @type {import("#k8sviz/words.js").Word} */ (key)));
      text.style.transform = `translate(${x}px, ${y - 12}px)`;
      return text;
    });
    return this.layer.replaceChildren(...segments, ...texts);
  }
}
