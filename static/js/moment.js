/** Which moment this browser shows: the live edge, or one of its own. One at a time is asked for; the newest wish wins. */
import { Clock } from "#k8sviz/clock.js";

/** @typedef {{seek: number} | {step: "packet" | "event", back: boolean} | {live: true} | {play: number}} Wish */
/** @typedef {import("#k8sviz/store.js").Message} Message */

/** An answer that does not come is not waited for longer (real ms). */
const PATIENCE = 4000;

export class Moment {
  past = false;
  /** Where the live edge is, while this browser is away from it. */
  edge = new Clock();
  /** The speed at which the past is played. */
  speed = 1;
  #asked = 0;
  /** @type {Wish | null} */
  #next = null;
  /** @type {number | null} */
  #wanted = null;
  #clock = new Clock();
  /** @type {(wish: Wish) => void} */
  #say = () => {};

  /** @param {Clock} clock @param {(wish: Wish) => void} say */
  connect(clock, say) {
    this.#clock = clock;
    this.#say = say;
  }

  /** The moment for an address; null at the live edge. @returns {number | null} */
  at() {
    return this.past ? Math.round(this.#clock.now(performance.now())) : null;
  }

  /** How far behind the live edge (simulated ms). @param {number} now real ms */
  behind(now) {
    return this.past ? Math.max(0, this.edge.now(now) - this.#clock.now(now)) : 0;
  }

  /** Shows this moment as soon as there is a connection. @param {number} at simulated ms */
  open(at) {
    this.#wanted = at;
  }

  /** @param {number} at simulated ms */
  seek(at) {
    this.#ask({ seek: Math.max(0, Math.round(at)) });
  }

  /** @param {"packet" | "event"} unit @param {boolean} back */
  step(unit, back) {
    this.#ask({ step: unit, back });
  }

  /** Plays the past at its own speed, or stands still. @param {boolean} playing @param {number} [speed] */
  play(playing, speed = this.speed) {
    this.speed = speed;
    if (this.past) this.#say({ play: playing ? speed : 0 });
  }

  live() {
    if (this.past || this.#asked) this.#ask({ live: true });
  }

  /** @param {Wish} wish */
  #ask(wish) {
    const now = performance.now();
    if (this.#asked && now - this.#asked < PATIENCE) this.#next = wish;
    else {
      this.#asked = now;
      this.#say(wish);
    }
  }

  /**
   * Takes note of a snapshot. After a lost connection, or for a link to a moment, the wish is said again.
   * @param {Message} message @param {boolean} first of a connection
   */
  took(message, first) {
    const again = first ? this.#wanted ?? this.at() : null;
    this.#wanted = null;
    this.#asked = 0;
    this.past = Boolean(message.edge);
    if (message.edge) this.edge.set(...message.edge, performance.now());
    if (again !== null) this.seek(again);
    else if (this.#next) {
      const next = this.#next;
      this.#next = null;
      this.#ask(next);
    }
  }

  /** @param {[number, number]} edge */
  heard(edge) {
    this.edge.set(...edge, performance.now());
  }

  /** The server would not; whatever was wished for is over. */
  refused() {
    this.#asked = 0;
    this.#next = null;
  }
}

/** The one of this page. */
export const moment = new Moment();
