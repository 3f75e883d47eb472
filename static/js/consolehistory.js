/** The lines that were typed before, kept on this device. */

const KEPT = 200;

export class History {
  /** @param {string | null} kept @param {(text: string) => void} keep */
  constructor(kept, keep) {
    /** @type {string[]} */
    this.lines = read(kept);
    this.place = this.lines.length;
    this.typed = "";
    this.keep = keep;
  }

  /** @param {string} line */
  add(line) {
    if (line && line !== this.lines.at(-1)) this.lines = [...this.lines, line].slice(-KEPT);
    this.place = this.lines.length;
    this.keep(JSON.stringify(this.lines));
  }

  /** The line before or after the one that is shown; null where there is none. @param {-1 | 1} step @param {string} now */
  move(step, now) {
    const to = this.place + step;
    if (to < 0 || to > this.lines.length) return null;
    if (this.place === this.lines.length) this.typed = now;
    this.place = to;
    return to === this.lines.length ? this.typed : this.lines[to];
  }
}

/** @param {string | null} kept @returns {string[]} */
function read(kept) {
  try {
    const found = JSON.parse(kept ?? "[]");
    return Array.isArray(found) ? found.filter((line) => typeof line === "string") : [];
  } catch {
    return [];
  }
}

/** What all words begin with. @param {string[]} words */
export function common(words) {
  let [shared = ""] = words;
  for (const word of words) while (!word.startsWith(shared)) shared = shared.slice(0, -1);
  return shared;
}
