/** Keeps the scene: takes snapshots and numbered frames, and says when one is missing. */
import { apply, touched } from "#k8sviz/delta.js";
import { EMPTY } from "#k8sviz/scene.js";

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */
/** @typedef {[epoch: string | number, number: number, t: number]} Stamp */
/** @typedef {{snapshot?: Stamp, frame?: Stamp, rate?: number, edge?: [number, number], scene?: Scene, delta?: import("#k8sviz/delta.js").Delta}} Message */
/** @typedef {"snapshot" | "frame" | "gap" | "ignored"} Taken */

export class Store {
  /** @type {Scene} */
  scene = EMPTY;
  /** @type {string | number | null} */
  #epoch = null;
  #number = -1;

  /**
   * Takes what the server sent. A frame that does not follow changes nothing: the answer "gap" asks for a snapshot,
   * and until it comes every frame is ignored.
   * @param {Message} message
   * @returns {{taken: Taken, changed: Record<string, string[]>}}
   */
  take(message) {
    if (message.snapshot && message.scene) return this.#snapshot(message.snapshot, message.scene);
    if (message.frame) return this.#frame(message.frame, message.delta ?? {});
    return { taken: "ignored", changed: {} };
  }

  /** @param {Stamp} stamp @param {Scene} scene */
  #snapshot([epoch, number], scene) {
    [this.#epoch, this.#number] = [epoch, number];
    this.scene = { ...EMPTY, ...scene };
    const changed = Object.fromEntries(Object.entries(this.scene).map(([name, table]) => [name, Object.keys(table)]));
    return { taken: /** @type {Taken} */ ("snapshot"), changed };
  }

  /** @param {Stamp} stamp @param {import("#k8sviz/delta.js").Delta} delta */
  #frame([epoch, number], delta) {
    if (this.#epoch === null) return { taken: /** @type {Taken} */ ("ignored"), changed: {} };
    if (epoch !== this.#epoch || number !== this.#number + 1) {
      this.#epoch = null;
      return { taken: /** @type {Taken} */ ("gap"), changed: {} };
    }
    this.#number = number;
    this.scene = /** @type {Scene} */ (/** @type {unknown} */ (apply(/** @type {any} */ (this.scene), delta)));
    return { taken: /** @type {Taken} */ ("frame"), changed: touched(delta) };
  }
}
