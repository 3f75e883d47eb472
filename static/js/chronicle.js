/** What this browser has seen of the room's time, also while it looks at an earlier moment: connections and marks. */

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */
/** @typedef {import("#k8sviz/scene.js").Mark} Mark */
/** @typedef {{start: number, end: number}} Span simulated ms */
/** @typedef {{number: number, lane: number, at: number, turn: number, end: number, good: boolean}} Bar */
/** @typedef {{now: number, width: number, requests: [good: number, bad: number][], marks: Mark[]}} Overview */

const MOST = 3000;
const FORGET = 500;
const LANES = 18;
/** Between two connections in a lane (simulated ms). */
const GAP = 150;

export class Chronicle {
  /** @type {Map<number, Bar>} */
  #bars = new Map();
  /** @type {Map<string, Mark>} */
  #marks = new Map();
  /** @type {number[]} when each lane is free again */
  #free = [];
  #newest = -1;
  /** Grows when lanes are given out anew. */
  revision = 0;
  /** @type {Overview | null} */
  overview = null;

  /** @param {Scene} scene */
  take({ journeys, routes, room, marks }) {
    let mixed = false;
    for (const key of Object.keys(journeys)) {
      const number = Number(key);
      if (this.#bars.has(number)) continue;
      const [at, routeId] = journeys[number];
      const route = routes[routeId];
      if (!route) continue;
      const there = route.legs.findLastIndex((leg) => !leg[4]) + 1;
      const bar = { number, lane: 0, at, turn: at + Math.max(there, 1) * room.hop, end: at + Math.max(route.legs.length, 1) * room.hop, good: route.outcome === "answered" };
      this.#bars.set(number, bar);
      if (number > this.#newest) this.#place(bar);
      else mixed = true;
    }
    if (mixed) this.#again();
    if (this.#bars.size > MOST) this.#forget();
    for (const mark of Object.values(marks)) this.#marks.set(mark.join(" "), mark);
  }

  /** @param {Overview} overview */
  survey(overview) {
    this.overview = overview;
    for (const mark of overview.marks) this.#marks.set(mark.join(" "), mark);
  }

  /** The connections of a stretch of time. @param {Span} seen @returns {Bar[]} */
  bars({ start, end }) {
    return [...this.#bars.values()].filter((bar) => bar.end >= start && bar.at <= end).sort((a, b) => a.number - b.number);
  }

  /** When a connection began, if it was ever seen. @param {number} number */
  began(number) {
    return this.#bars.get(number)?.at ?? null;
  }

  /** All marks, the oldest first. @returns {Mark[]} */
  marks() {
    return [...this.#marks.values()].sort((a, b) => a[0] - b[0]);
  }

  /** Each takes the first lane that is free. @param {Bar} bar */
  #place(bar) {
    this.#newest = bar.number;
    const lane = this.#free.findIndex((until) => until <= bar.at);
    bar.lane = lane >= 0 ? lane : this.#free.length < LANES ? this.#free.length : bar.number % LANES;
    this.#free[bar.lane] = bar.end + GAP;
  }

  #again() {
    this.revision++;
    this.#free = [];
    for (const number of [...this.#bars.keys()].sort((a, b) => a - b)) this.#place(/** @type {Bar} */ (this.#bars.get(number)));
  }

  #forget() {
    for (const number of [...this.#bars.keys()].sort((a, b) => a - b).slice(0, FORGET)) this.#bars.delete(number);
  }
}
