/** The timeline: transport on the left, lanes in the middle, totals of the moment on the right. */
import { make } from "#k8sviz/dom.js";
import { hit, paint } from "#k8sviz/lanes.js";
import { sentence } from "#k8sviz/narrator.js";
import { Transport } from "#k8sviz/transport.js";
import { word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */

const TICK = 100;
const BAD = ["refused", "timeout", "nxdomain", "unreachable"];

export class Timeline {
  /** @type {Scene | null} */
  #scene = null;
  #timer = 0;
  /** @type {Map<string, string>} */
  #inks = new Map();
  #told = "";
  /** @type {import("#k8sviz/lanes.js").Drawn[]} */
  #drawn = [];
  #chosen = -1;

  /**
   * @param {HTMLElement} root @param {import("#k8sviz/clock.js").Clock} clock
   * @param {import("#k8sviz/flights.js").Flights} flights @param {string} clockUrl "" for those who only watch
   * @param {(number: number) => void} open a packet was chosen
   */
  constructor(root, clock, flights, clockUrl, open) {
    this.open = open;
    this.clock = clock;
    this.flights = flights;
    this.transport = new Transport(clockUrl);
    this.lanes = make("div", "lanes");
    this.canvas = /** @type {HTMLCanvasElement} */ (make("canvas", "", "", { role: "slider", tabindex: "0", "aria-label": word("timeline"), "aria-valuenow": "0", "aria-valuetext": "–" }));
    this.canvas.addEventListener("click", ({ offsetX, offsetY }) => this.#choose(hit(this.#drawn, offsetX, offsetY)));
    this.canvas.addEventListener("keydown", (event) => this.#key(event));
    this.lanes.append(this.canvas);
    this.totals = make("dl", "totals");
    const body = make("div", "timeline-body");
    body.append(this.transport.root, this.lanes, this.totals);
    root.append(body);
    this.c = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    new ResizeObserver(() => this.draw()).observe(this.lanes);
    document.fonts.addEventListener("loadingdone", () => this.draw());
    this.recolour();
  }

  recolour() {
    this.#inks.clear();
    this.draw();
  }

  /** @param {Scene} scene */
  show(scene) {
    this.#scene = scene;
    this.transport.show(scene.room.clock);
    this.draw();
    if (this.clock.rate > 0 && !this.#timer) this.#timer = window.setInterval(() => this.#tick(), TICK);
  }

  #tick() {
    this.draw();
    if (this.clock.rate > 0) return;
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.lanes;
    if (!this.#scene || !width || !height || document.hidden) return;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    this.c.setTransform(ratio, 0, 0, ratio, 0, 0);
    const now = this.clock.now(performance.now());
    const type = document.body.hasAttribute("data-projector") ? 16 : height < 100 ? 12 : 14;
    this.#drawn = paint({ c: this.c, width, height, ink: (name) => this.#ink(name), type }, this.#scene, now, this.#chosen);
    this.transport.time(now);
    this.#total(this.#scene.totals, now);
  }

  /** Chooses a packet: it is marked, said and opened. @param {number | null} number */
  #choose(number) {
    const journey = number === null ? undefined : this.#scene?.journeys[number];
    const route = journey && this.#scene?.routes[journey[1]];
    if (number === null || !route) return;
    this.mark(number);
    this.canvas.setAttribute("aria-valuenow", String(number));
    this.canvas.setAttribute("aria-valuetext", sentence({ number, route }));
    this.open(number);
  }

  /** Marks a packet that was opened elsewhere. @param {number} number */
  mark(number) {
    this.#chosen = number;
    this.draw();
  }

  /** Left and right go from packet to packet. @param {KeyboardEvent} event */
  #key(event) {
    const numbers = this.#drawn.map((bar) => bar.number);
    const i = numbers.indexOf(this.#chosen);
    /** @type {Record<string, number>} */
    const to = { ArrowLeft: i < 0 ? numbers.length - 1 : i - 1, ArrowRight: i < 0 ? numbers.length - 1 : i + 1, Home: 0, End: numbers.length - 1, Enter: i };
    if (!(event.key in to)) return;
    event.preventDefault();
    this.#choose(numbers[to[event.key]] ?? null);
  }

  /** @param {string} name */
  #ink(name) {
    let value = this.#inks.get(name);
    if (value === undefined) this.#inks.set(name, (value = getComputedStyle(document.documentElement).getPropertyValue(name).trim()));
    return value;
  }

  /** A journey counts when it has ended, not when it was sent. @param {Record<string, number>} totals @param {number} now */
  #total(totals, now) {
    const flying = this.flights.flying(now);
    const way = Object.values(flying).reduce((a, b) => a + b, 0);
    const bad = BAD.reduce((sum, outcome) => sum + (totals[outcome] ?? 0) - (flying[outcome] ?? 0), 0);
    const answered = (totals.answered ?? 0) - (flying.answered ?? 0);
    const told = `${answered} ${way} ${bad}`;
    if (told === this.#told) return;
    this.#told = told;
    this.totals.replaceChildren(total(answered, word("answered")), total(way, word("flying")), total(bad, word("not_answered"), bad > 0));
  }
}

/** @param {number} n @param {string} text @param {boolean} [bad] */
function total(n, text, bad = false) {
  const pair = make("div", bad ? "total bad" : "total");
  pair.append(make("dd", "", String(Math.max(n, 0))), make("dt", "", text));
  return pair;
}
