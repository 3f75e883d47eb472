/** Packets that cannot be told apart: one of them stands for those beside it, with their number. */

/** @typedef {import("#k8sviz/flights.js").Sight} Sight */

/** Heads of the lists of a hashed grid; a power of two. */
const CELLS = 1024;

export class Bundles {
  #heads = new Int32Array(CELLS);
  #next = new Int32Array(512);

  /**
   * Sets `count` of each: the oldest stands for all that go the same way within `near` of it.
   * @param {Sight[]} seen the oldest first @param {number} near stage px
   */
  gather(seen, near) {
    if (this.#next.length < seen.length) this.#next = new Int32Array(2 * seen.length);
    this.#heads.fill(-1);
    for (let i = 0; i < seen.length; i++) {
      const lead = this.#lead(seen, i, near);
      if (lead) {
        lead.count++;
        seen[i].count = 0;
      } else this.#put(i, cell(Math.floor(seen[i].x / near), Math.floor(seen[i].y / near)));
    }
  }

  /** Who can stand for it. @param {Sight[]} seen @param {number} i @param {number} near */
  #lead(seen, i, near) {
    const [column, row] = [Math.floor(seen[i].x / near), Math.floor(seen[i].y / near)];
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        for (let k = this.#heads[cell(column + dx, row + dy)]; k >= 0; k = this.#next[k]) if (alike(seen[k], seen[i], near)) return seen[k];
      }
    }
    return null;
  }

  /** @param {number} i @param {number} at */
  #put(i, at) {
    this.#next[i] = this.#heads[at];
    this.#heads[at] = i;
  }
}

/** @param {number} column @param {number} row */
function cell(column, row) {
  return (Math.imul(column, 73856093) ^ Math.imul(row, 19349663)) & (CELLS - 1);
}

/** The same kind, the same direction, too close to be seen as two. @param {Sight} a @param {Sight} b @param {number} near */
function alike(a, b, near) {
  const [dx, dy] = [a.x - b.x, a.y - b.y];
  if (dx * dx + dy * dy > near * near || a.phase !== b.phase) return false;
  return a.phase !== "moving" || (a.way?.reply === b.way?.reply && Math.cos(a.angle - b.angle) > 0.5);
}
