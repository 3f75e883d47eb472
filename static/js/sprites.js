/** Packets as small pictures, drawn once for every direction: where there are many, a frame only copies them. */
import { bundle, pentagon } from "#k8sviz/glyphs.js";

/** @typedef {import("#k8sviz/palette.js").Palette} Palette */

/** So many directions are told apart. */
const TURNS = 64;
/** Half the side of a picture (stage px): the longest shape, turned anyhow. */
const HALF = 22;
/** A packet among many is smaller than one alone. */
export const SMALL = 0.75;
/** Numbers are few; should they not be, it begins anew. */
const MOST = 4000;

export class Sprites {
  /** @type {Map<number, ImageBitmap>} */
  #made = new Map();

  /** @param {Palette} palette @param {number} scale device px a stage px */
  constructor(palette, scale) {
    this.palette = palette;
    this.scale = scale;
    this.side = Math.ceil(2 * HALF * scale);
  }

  /**
   * The picture of a packet, or of several that are shown as one.
   * @param {number} angle @param {boolean} reply @param {number} count @returns {ImageBitmap}
   */
  of(angle, reply, count) {
    const turn = Math.round((angle / (2 * Math.PI)) * TURNS + TURNS) % TURNS;
    const key = (count * 2 + Number(reply)) * TURNS + turn;
    let made = this.#made.get(key);
    if (!made) {
      if (this.#made.size > MOST) this.#made.clear();
      this.#made.set(key, (made = this.#draw((turn / TURNS) * 2 * Math.PI, reply, count)));
    }
    return made;
  }

  /** @param {number} angle @param {boolean} reply @param {number} count */
  #draw(angle, reply, count) {
    const sheet = new OffscreenCanvas(this.side, this.side);
    const c = /** @type {any} */ (sheet.getContext("2d"));
    c.setTransform(this.scale, 0, 0, this.scale, this.side / 2, this.side / 2);
    c.lineJoin = "round";
    if (count > 1) bundle(c, 0, 0, angle, reply, count, this.palette);
    else pentagon(c, 0, 0, angle, reply, SMALL, this.palette);
    return sheet.transferToImageBitmap();
  }
}
