/** The answers of two rooms, Pod by Pod, and where they differ: by weight, tint and sign. */
import { make } from "#k8sviz/dom.js";
import { nameOf } from "#k8sviz/scene.js";
import { word } from "#k8sviz/words.js";

/** @typedef {{answers: Record<string, number>, totals: Record<string, number>}} Counted */

const BAD = /** @type {const} */ (["refused", "timeout", "unreachable", "nxdomain", "reset"]);

export class Answers {
  #told = "";

  /** @param {HTMLElement} body of the table @param {Counted} base what was counted before the two parted */
  constructor(body, base) {
    this.body = body;
    this.base = base;
  }

  /** @param {Counted} a @param {Counted} b */
  show(a, b) {
    const told = JSON.stringify([a, b]);
    if (told === this.#told) return;
    this.#told = told;
    const pods = [...new Set([...Object.keys(a.answers), ...Object.keys(b.answers)])].sort();
    /** @type {[string, number, number, boolean][]} */
    const rows = [
      ...pods.map((id) => /** @type {[string, number, number, boolean]} */ ([nameOf(id), since(a, this.base, "answers", id), since(b, this.base, "answers", id), false])),
      ...BAD.map((outcome) => /** @type {[string, number, number, boolean]} */ ([word(outcome), since(a, this.base, "totals", outcome), since(b, this.base, "totals", outcome), true])),
    ].filter(([, x, y]) => x || y);
    const most = Math.max(1, ...rows.flatMap(([, x, y]) => [x, y]));
    this.body.replaceChildren(...(rows.length ? rows.map(([name, x, y, bad]) => row(name, x, y, bad, most)) : [none()]));
  }
}

/** @param {Counted} counted @param {Counted} base @param {"answers" | "totals"} table @param {string} id */
function since(counted, base, table, id) {
  return Math.max(0, (counted[table][id] ?? 0) - (base[table][id] ?? 0));
}

/** @param {string} name @param {number} x @param {number} y @param {boolean} bad @param {number} most */
function row(name, x, y, bad, most) {
  const line = make("tr", [bad ? "bad" : "", x === y ? "" : "differs"].join(" ").trim());
  line.append(make("th", "", name, { scope: "row" }), cell(x, most), cell(y, most), make("td", "", x === y ? "=" : y > x ? `+${y - x}` : `−${x - y}`));
  return line;
}

/** Before anybody has asked. */
function none() {
  const line = make("tr", "none");
  line.append(make("td", "", word("no_answers_yet"), { colspan: "4" }));
  return line;
}

/** @param {number} n @param {number} most */
function cell(n, most) {
  const field = make("td", "", String(n));
  const bar = make("span", "bar-of");
  bar.style.width = `${Math.round((100 * n) / most)}%`;
  field.append(bar);
  return field;
}
