/** The timeline as a slider: a press or a drag goes to a moment, the arrows go a second on or back. */
import { hit } from "#k8sviz/lanes.js";
import { moment } from "#k8sviz/moment.js";
import { word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/lanes.js").Painted} Painted */
/**
 * @typedef {{painted: () => Painted | null, seen: () => import("#k8sviz/chronicle.js").Span, edge: () => number, now: () => number,
 *   under: () => number, show: (at: number | null) => void, open: (number: number) => void}} Face
 *   what the timeline shows: `under` is how many packets are on the way, `show` draws the line at a moment before its scene has come
 */

const SECOND = 1000;
/** A press that moves no farther than this is a click (px); a mark draws the line to itself from so near. */
const STILL = 4;
const NEAR = 8;
/** Who lets go of the line this near to the live edge wants to be there (px). */
const LIVE = 6;

export class Scrubber {
  /** @type {{x: number, y: number, bar: number | null, whole: boolean, moved: boolean} | null} */
  #press = null;

  /** @param {HTMLElement} root @param {Face} face */
  constructor(root, face) {
    this.root = root;
    this.face = face;
    root.addEventListener("pointerdown", (event) => this.#down(event));
    root.addEventListener("pointermove", (event) => this.#move(event));
    root.addEventListener("pointerup", (event) => this.#up(event));
    root.addEventListener("pointercancel", () => this.#end());
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Says where the line is. @param {number} now @param {number} edge */
  tell(now, edge) {
    const behind = word("behind", { n: ((edge - now) / SECOND).toFixed(1) });
    const text = `${(now / SECOND).toFixed(1)} s, ${moment.past ? behind : word("live")}, ${word("under_way", { n: this.face.under() })}`;
    if (text === this.root.getAttribute("aria-valuetext")) return;
    this.root.setAttribute("aria-valuemin", "0");
    this.root.setAttribute("aria-valuemax", (edge / SECOND).toFixed(1));
    this.root.setAttribute("aria-valuenow", (now / SECOND).toFixed(1));
    this.root.setAttribute("aria-valuetext", text);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const painted = this.face.painted();
    if (!painted || event.button > 0) return;
    const { offsetX: x, offsetY: y } = event;
    const whole = y >= painted.strip;
    this.root.setPointerCapture(event.pointerId);
    this.#press = { x, y, bar: whole ? null : hit(painted.drawn(), x, y), whole, moved: false };
    if (this.#press.bar === null) this.#go(x);
  }

  /** @param {PointerEvent} event */
  #move({ offsetX: x }) {
    if (!this.#press) return;
    if (Math.abs(x - this.#press.x) > STILL) this.#press.moved = true;
    if (this.#press.moved) this.#go(x);
  }

  /** @param {PointerEvent} event */
  #up({ offsetX: x }) {
    const press = this.#press;
    const painted = this.face.painted();
    if (press?.bar !== null && press?.bar !== undefined && !press.moved) this.face.open(press.bar);
    else if (press && painted) this.#land(painted, x, press.moved);
    this.#end();
  }

  /** Marks draw a click to themselves, and the live edge whoever lets go beside it. @param {Painted} painted @param {number} x @param {boolean} moved */
  #land({ flags }, x, moved) {
    const near = this.#time(NEAR) - this.#time(0);
    const at = this.#time(x);
    const flag = moved || this.#press?.whole ? undefined : flags.find((one) => Math.abs(one.at - at) < near);
    if (at >= this.face.edge() - (this.#time(LIVE) - this.#time(0))) moment.live();
    else moment.seek(flag ? flag.at : at);
  }

  #end() {
    this.#press = null;
    this.face.show(null);
  }

  /** @param {number} x */
  #go(x) {
    const at = this.#time(x);
    this.face.show(at);
    moment.seek(at);
  }

  /** The moment at a place of the lanes, or of the strip below them. @param {number} x */
  #time(x) {
    const painted = this.face.painted();
    if (!painted) return 0;
    const { start, end } = this.#press?.whole ? { start: 0, end: this.face.edge() } : this.face.seen();
    const share = (x - painted.left) / (painted.right - painted.left);
    return Math.round(Math.min(Math.max(start + share * (end - start), 0), this.face.edge()));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const small = event.shiftKey ? SECOND / 10 : SECOND;
    /** @type {Record<string, number>} */
    const by = { ArrowLeft: -small, ArrowDown: -small, ArrowRight: small, ArrowUp: small, PageDown: -10 * SECOND, PageUp: 10 * SECOND, Home: -Infinity, End: Infinity };
    if (!(event.key in by)) return;
    event.preventDefault();
    const at = this.face.now() + by[event.key];
    if (at >= this.face.edge()) moment.live();
    else moment.seek(Math.max(0, at));
  }
}
