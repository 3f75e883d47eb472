/** Packets while the lens changes: each goes on from where it was seen, and has found its new way when the change is over. */
import { ease, LENGTH } from "#k8sviz/morph.js";

/** @typedef {import("#k8sviz/flights.js").Sight} Sight */
/** @typedef {import("#k8sviz/topology.js").View} View */

export class Stray {
  /** @type {Map<number, {x: number, y: number}>} where packets were seen when it began, as places of the view that is now */
  #was = new Map();
  #began = -Infinity;

  /** Whether the change still goes on. */
  get going() {
    return performance.now() - this.#began < LENGTH;
  }

  /** @param {Sight[]} seen @param {View} before the view in which they were seen @param {View} view */
  begin(seen, before, view) {
    this.#was.clear();
    for (const { flight, x, y } of seen) {
      this.#was.set(flight.number, { x: (x * before.zoom + before.x - view.x) / view.zoom, y: (y * before.zoom + before.y - view.y) / view.zoom });
    }
    this.#began = performance.now();
  }

  /** Leads those of an instant from there towards where they belong; never beyond. @param {Sight[]} seen */
  lead(seen) {
    const done = ease(Math.min((performance.now() - this.#began) / LENGTH, 1));
    for (const s of seen) {
      const was = this.#was.get(s.flight.number);
      if (!was) continue;
      s.x = was.x + (s.x - was.x) * done;
      s.y = was.y + (s.y - was.y) * done;
    }
  }
}
