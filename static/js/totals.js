/** How many requests were answered, are on the way and failed at the moment that is shown. */
import { make } from "#k8sviz/dom.js";
import { word } from "#k8sviz/words.js";

const BAD = ["refused", "timeout", "nxdomain", "unreachable", "reset"];

export class Totals {
  #told = "";

  /** @param {import("#k8sviz/flights.js").Flights} flights */
  constructor(flights) {
    this.flights = flights;
    this.list = make("dl", "totals-list");
    this.root = make("div", "totals");
    this.root.append(this.list);
  }

  /** A journey counts when it has ended, not when it was sent. @param {Record<string, number>} totals @param {number} now */
  show(totals, now) {
    const flying = this.flights.flying(now);
    const way = Object.values(flying).reduce((a, b) => a + b, 0);
    const bad = BAD.reduce((sum, outcome) => sum + (totals[outcome] ?? 0) - (flying[outcome] ?? 0), 0);
    const answered = (totals.answered ?? 0) - (flying.answered ?? 0);
    const told = `${answered} ${way} ${bad}`;
    if (told === this.#told) return;
    this.#told = told;
    this.list.replaceChildren(total(answered, word("answered")), total(way, word("flying")), total(bad, word("not_answered"), bad > 0));
  }
}

/** @param {number} n @param {string} text @param {boolean} [bad] */
function total(n, text, bad = false) {
  const pair = make("div", bad ? "total bad" : "total");
  pair.append(make("dd", "", String(Math.max(n, 0))), make("dt", "", text));
  return pair;
}
