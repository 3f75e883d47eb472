/** Connections that are over look the same from then on: kept as a picture, to which only those are added that ended since. */

/** @typedef {import("#k8sviz/chronicle.js").Bar} Bar */

export class Settled {
  /** @type {OffscreenCanvas | null} */
  #picture = null;
  #key = "";
  /** @type {Set<Bar>} */
  #kept = new Set();

  /**
   * Draws those that are over, and returns the others.
   * @param {CanvasRenderingContext2D} c @param {string} key what all places and colours come from @param {Bar[]} bars @param {number} now
   * @param {(c: any, bars: Bar[]) => void} stroke
   */
  draw(c, key, bars, now, stroke) {
    const { width, height } = c.canvas;
    if (!this.#picture || this.#key !== key || this.#picture.width !== width || this.#picture.height !== height) {
      this.#picture = new OffscreenCanvas(width, height);
      this.#key = key;
      this.#kept.clear();
    }
    const sheet = /** @type {OffscreenCanvasRenderingContext2D} */ (this.#picture.getContext("2d"));
    sheet.setTransform(c.getTransform());
    sheet.lineWidth = c.lineWidth;
    const over = bars.filter((bar) => bar.end <= now && !this.#kept.has(bar));
    if (over.length) stroke(sheet, over);
    for (const bar of over) this.#kept.add(bar);
    c.save();
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.drawImage(this.#picture, 0, 0);
    c.restore();
    return bars.filter((bar) => bar.end > now);
  }
}
