/** Steps of the room or of one's own view: by a hop, a packet or an event, there and back. */
import { stopAfter, stopBefore } from "#k8sviz/hops.js";
import { moment } from "#k8sviz/moment.js";
import { EMPTY } from "#k8sviz/scene.js";

/** @typedef {"hop" | "packet" | "event"} Unit */
/** @typedef {(form: Record<string, string>) => Promise<void>} Post sends a form to the room's clock */

export class Steps {
  scene = EMPTY;
  /** The packet that is open. */
  chosen = -1;

  /** @param {import("#k8sviz/clock.js").Clock} clock @param {Post | null} post null for those who only watch */
  constructor(clock, post) {
    this.clock = clock;
    this.post = post;
  }

  /** Whether a step forward leads anywhere. */
  get ahead() {
    return moment.past || this.post !== null;
  }

  /** @param {Unit} unit @param {boolean} back */
  go(unit, back) {
    if (back) this.#back(unit);
    else if (moment.past) this.#forward(unit);
    else void this.#room(unit);
  }

  /** @param {Unit} unit */
  #back(unit) {
    const at = unit === "hop" ? stopBefore(this.scene, this.#now(), this.chosen) : null;
    if (at !== null) moment.seek(at);
    else moment.step(unit === "event" ? "event" : "packet", true);
  }

  /** @param {Unit} unit */
  #forward(unit) {
    const at = unit === "hop" ? stopAfter(this.scene, this.#now(), this.chosen) : null;
    if (at !== null) moment.seek(at);
    else moment.step(unit === "event" ? "event" : "packet", false);
  }

  /** At the live edge a step is the room's: the first one pauses it. @param {Unit} unit */
  async #room(unit) {
    if (!this.post) return;
    const { playing, speed } = this.scene.room.clock;
    if (playing) return this.post({ playing: "0", speed: String(speed) });
    const at = unit === "hop" ? stopAfter(this.scene, this.#now(), this.chosen) : null;
    return this.post(at !== null ? { until: String(at) } : { step: unit === "event" ? "event" : "packet" });
  }

  #now() {
    return Math.round(this.clock.now(performance.now()));
  }
}
