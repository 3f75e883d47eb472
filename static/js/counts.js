/** How many answers each Pod gave, beside it, and a bar against the average. */
import { make } from "#k8sviz/dom.js";
import { word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/layout.js").Layout} Layout */
/** @typedef {{root: HTMLElement, number: HTMLElement, bar: HTMLElement, mean: HTMLElement, told: HTMLElement, last: string, face: string}} Count `last`: what it says */

/** The faces that have room for a number. */
const SHOWN = new Set(["full", "short", "medium", "line", "compact", "tally", "tile"]);
/** Those that show the number and nothing else. */
const BARE = new Set(["line", "compact", "tally"]);

export class Counts {
  /** @type {Map<string, Count>} */
  #counts = new Map();

  /** @param {HTMLElement} layer */
  constructor(layer) {
    this.layer = layer;
  }

  /** @param {Layout} layout @param {import("#k8sviz/scene.js").Scene} scene */
  place(layout, { elements }) {
    for (const [id, count] of this.#counts) {
      if (layout.places.has(id)) continue;
      count.root.remove();
      this.#counts.delete(id);
    }
    for (const [id, p] of layout.places) {
      if (elements[id]?.shape !== "pod" || !p.inside) continue;
      const count = this.#counts.get(id) ?? this.#enter(id);
      count.face = p.face;
      count.last = "";
      count.root.className = `count count-${p.face}`;
      count.root.hidden = !SHOWN.has(p.face);
      // Inside a small block the number is in the block's colour, which only a Pod that is Ready has.
      count.root.classList.toggle("off", BARE.has(p.face) && (elements[id].state !== "ready" || Boolean(elements[id].faults?.length)));
      const spot = { full: [p.w + 20, 0], short: [p.w + 20, 0], medium: [p.w + 16, 0], line: [p.w - 58, 6], compact: [p.w - 58, 6], tally: [p.w - 54, 2], tile: [0, p.h + 8] }[p.face] ?? [0, 0];
      count.root.style.transform = `translate(${Math.round(p.x + spot[0])}px, ${Math.round(p.y + spot[1])}px)`;
      count.root.style.width = p.face === "tile" ? `${Math.round(p.w)}px` : "";
    }
  }

  /** Only what is seen and what has changed is written. @param {Record<string, number>} answers what each Pod has answered by now @param {Record<string, import("#k8sviz/scene.js").Element>} elements */
  tell(answers, elements) {
    const pods = [...this.#counts.keys()].filter((id) => elements[id]?.state === "ready" || answers[id]);
    const values = pods.map((id) => answers[id] ?? 0);
    const sum = values.reduce((a, b) => a + b, 0);
    const mean = values.length ? sum / values.length : 0;
    const most = Math.max(...values, mean, 1);
    let first = true;
    for (const [id, count] of this.#counts) {
      if (!SHOWN.has(count.face)) continue;
      const n = answers[id] ?? 0;
      const told = first && sum > 0 && values.length > 1;
      if (told) first = false;
      this.#write(count, BARE.has(count.face) ? `${n}` : `${n}|${mean.toFixed(2)}|${most}|${told}`, n, mean, most, told);
    }
  }

  /** @param {Count} count @param {string} key @param {number} n @param {number} mean @param {number} most @param {boolean} told */
  #write(count, key, n, mean, most, told) {
    if (count.last === key) return;
    count.last = key;
    count.number.textContent = String(n);
    if (BARE.has(count.face)) return;
    count.root.classList.toggle("none", n === 0);
    count.bar.style.width = `${(100 * n) / most}%`;
    count.mean.style.left = `${(100 * mean) / most}%`;
    count.mean.hidden = mean === 0;
    count.told.textContent = told ? word("average", { n: Math.round(mean * 10) / 10 }) : "";
  }

  /** @param {string} id @returns {Count} */
  #enter(id) {
    const [root, number, bar, mean, told] = ["count", "number", "fill", "mean", "told"].map((name) => make("div", name));
    const gauge = make("div", "gauge");
    gauge.append(bar, mean);
    root.append(number, make("div", "of", word("answers")), gauge, told);
    root.setAttribute("aria-hidden", "true");
    this.layer.append(root);
    const count = { root, number, bar, mean, told, last: "", face: "" };
    this.#counts.set(id, count);
    return count;
  }
}
