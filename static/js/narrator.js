/** Says for a screen reader how journeys ended: one short sentence each, or one for many. */
import { standing, stops } from "#k8sviz/hops.js";
import { nameOf } from "#k8sviz/scene.js";
import { spoken, word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/flights.js").Flight} Flight */
/** @typedef {import("#k8sviz/scene.js").Scene} Scene */

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

  /** Says what a moment at which time stands still is about. @param {Scene} scene @param {number} now @param {number} chosen */
  stand(scene, now, chosen) {
    const text = told(scene, Math.round(now), chosen);
    if (!text) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#heard = [];
    this.region.textContent = text;
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

/** The hop that a packet is at, else who leaves, arrives or changes at this very moment. @param {Scene} scene @param {number} now @param {number} chosen */
export function told(scene, now, chosen) {
  const found = standing(scene, now, chosen);
  if (found) return hop(found);
  const sent = Object.entries(scene.journeys).map(([number, [at, id, port]]) => ({ number: Number(number), at, port, route: scene.routes[id] })).filter(({ route }) => route);
  const leaving = sent.find(({ at, route }) => at === now && route.legs.length);
  if (leaving) {
    const [from, , , dst] = leaving.route.legs[0];
    return word("say_leaves", { n: leaving.number, from: nameOf(from), dst });
  }
  const ended = sent.filter(({ number, at }) => at < now && stops(scene, number).at(-1) === now);
  const changed = Object.values(scene.marks).filter(([at]) => at === now).map(([, kind, name, verb]) => `${kind} ${name} ${spoken(verb)}`);
  return [...ended.map(sentence), ...changed].join(" ");
}

/** @param {import("#k8sviz/hops.js").Standing} found */
function hop({ number, leg: [from, to, src, dst], port }) {
  const end = (/** @type {string} */ text) => text.replace(/\*$/, String(port));
  return word("say_hop", { n: number, from: nameOf(from), to: nameOf(to), src: end(src), dst: end(dst) });
}

/** How a journey ended. @param {{number: number, route: import("#k8sviz/scene.js").Route}} flight */
export function sentence({ number, route }) {
  const key = SENTENCES[/** @type {keyof typeof SENTENCES} */ (route.outcome)] ?? "say_timeout";
  return word(key, { n: number, pod: nameOf(route.answered_by), place: nameOf(route.ended) });
}
