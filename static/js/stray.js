/** Packets while the lens changes: each goes on from where it was seen, and has found its new way when the change is over. */
import { ease, LENGTH } from "#k8sviz/morph.js";

/** @typedef {import("#k8sviz/flights.js").Sight} Sight */
/** @typedef {import("#k8sviz/topology.js").View} View */

export class Stray {
  /** @type {Map<number, {x: number, y: number}>} where packets were seen, then how far that is from their new way */
  #off = new Map();
  #began = -Infinity;

  /** Whether the change still goes on. */
  get going() {
    return performance.now() - this.#began < LENGTH;
  }

  /** Notes where packets are seen, as places of the view to come. @param {Sight[]} seen @param {View} before @param {View} view */
  note(seen, before, view) {
    this.#began = -Infinity;
    this.#off.clear();
    for (const { flight, x, y } of seen) {
      this.#off.set(flight.number, { x: (x * before.zoom + before.x - view.x) / view.zoom, y: (y * before.zoom + before.y - view.y) / view.zoom });
    }
  }

  /** @param {Sight[]} seen the same packets where they belong now */
  begin(seen) {
    for (const { flight, x, y } of seen) {
      const off = this.#off.get(flight.number);
      if (off) this.#off.set(flight.number, { x: off.x - x, y: off.y - y });
    }
    this.#began = performance.now();
  }

  /** Leads those of an instant the rest of their way. @param {Sight[]} seen */
  lead(seen) {
    const rest = 1 - ease(Math.min((performance.now() - this.#began) / LENGTH, 1));
    for (const s of seen) {
      const off = this.#off.get(s.flight.number);
      if (!off) continue;
      s.x += off.x * rest;
      s.y += off.y * rest;
    }
  }
}
