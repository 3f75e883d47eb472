/** Says for a screen reader how journeys ended: one short sentence each, or one for many. */
import { nameOf } from "#k8sviz/scene.js";
import { word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/flights.js").Flight} Flight */

const PAUSE = 1500;

export class Narrator {
  /** @type {Flight[]} */
  #heard = [];
  #timer = 0;

  /** @param {HTMLElement} region an aria-live region */
  constructor(region) {
    this.region = region;
  }

  /** @param {Flight[]} flights */
  hear(flights) {
    this.#heard.push(...flights);
    if (!this.#timer) this.#timer = window.setTimeout(() => this.#say(), this.region.textContent ? PAUSE : 50);
  }

  /** Says where a packet stands after a step. @param {import("#k8sviz/hops.js").Standing | null} found */
  stand(found) {
    if (!found) return;
    const [from, to, src, dst] = found.leg;
    const end = (/** @type {string} */ text) => text.replace(/\*$/, String(found.port));
    this.region.textContent = word("say_hop", { n: found.number, from: nameOf(from), to: nameOf(to), src: end(src), dst: end(dst) });
  }

  #say() {
    this.#timer = 0;
    const flights = this.#heard.splice(0);
    const bad = flights.filter(({ route }) => route.outcome !== "answered").length;
    this.region.textContent = flights.length > 2 ? word("say_many", { n: flights.length - bad, bad }) : flights.map(sentence).join(" ");
  }
}

const SENTENCES = /** @type {const} */ ({
  answered: "say_answered", refused: "say_refused", timeout: "say_timeout", nxdomain: "say_nxdomain", unreachable: "say_unreachable",
  reset: "say_reset",
});

/** How a journey ended. @param {{number: number, route: import("#k8sviz/scene.js").Route}} flight */
export function sentence({ number, route }) {
  const key = SENTENCES[/** @type {keyof typeof SENTENCES} */ (route.outcome)] ?? "say_timeout";
  return word(key, { n: number, pod: nameOf(route.answered_by), place: nameOf(route.ended) });
}
