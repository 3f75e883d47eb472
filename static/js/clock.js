/** Simulated time in the browser: follows the server's, smoothly, and never runs backwards unless it is set. */

/** An error of the clock is worked off with this time constant, in real milliseconds. */
const EASE = 250;
/** A larger error is a jump (a pause that was long, a seek): set, not eased. */
const JUMP = 2000;

export class Clock {
  rate = 0;
  #t = 0;
  #received = 0;
  #error = 0;
  #last = 0;

  /**
   * Sets the time without easing: after a snapshot.
   * @param {number} t simulated ms @param {number} rate simulated ms per real ms @param {number} now real ms
   */
  set(t, rate, now) {
    [this.#t, this.rate, this.#received, this.#error, this.#last] = [t, rate, now, 0, t];
  }

  /** Follows a frame. @param {number} t @param {number} rate @param {number} now */
  follow(t, rate, now) {
    const shown = this.now(now);
    const error = shown - t;
    if (Math.abs(error) > JUMP) return this.set(t, rate, now);
    [this.#t, this.rate, this.#received] = [t, rate, now];
    this.#error = rate === 0 ? 0 : error;
  }

  /** The simulated time shown at real time `now`. @param {number} now */
  now(now) {
    const passed = Math.max(0, now - this.#received);
    const eased = this.#t + this.rate * passed + this.#error * Math.exp(-passed / EASE);
    this.#last = Math.max(this.#last, eased);
    return this.#last;
  }
}
