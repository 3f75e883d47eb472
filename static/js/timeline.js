/** The timeline: transport on the left, lanes and the line of the moment in the middle, totals of the moment on the right. */
import { Chronicle } from "#k8sviz/chronicle.js";
import { make } from "#k8sviz/dom.js";
import { around, paint, span } from "#k8sviz/lanes.js";
import { moment } from "#k8sviz/moment.js";
import { Scrubber } from "#k8sviz/scrubber.js";
import { Settled } from "#k8sviz/settled.js";
import { Totals } from "#k8sviz/totals.js";
import { Transport } from "#k8sviz/transport.js";
import { word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */

const TICK = 100;
/** So often the whole time is asked for while it is shown (real ms). */
const SURVEY = 10_000;
/** From here on the lanes do not show the whole time any more (simulated ms). */
const LONG = 50_000;

export class Timeline {
  chronicle = new Chronicle();
  /** @type {Scene | null} */
  #scene = null;
  #timer = 0;
  /** @type {Map<string, string>} */
  #inks = new Map();
  /** @type {import("#k8sviz/lanes.js").Painted | null} */
  #painted = null;
  #settled = new Settled();
  #size = { width: 0, height: 0 };
  #seen = span(0);
  #chosen = -1;
  #surveyed = -Infinity;
  /** @type {number | null} a moment whose scene has not come yet */
  #dragged = null;

  /**
   * @param {HTMLElement} root @param {import("#k8sviz/clock.js").Clock} clock
   * @param {import("#k8sviz/flights.js").Flights} flights @param {import("#k8sviz/steps.js").Steps} steps
   * @param {(number: number) => void} open a packet of the moment was chosen @param {(number: number, at: number) => void} [fetch] one of another moment was
   */
  constructor(root, clock, flights, steps, open, fetch = open) {
    this.room = root.dataset.room ?? document.body.dataset.room;
    this.clock = clock;
    this.flights = flights;
    this.transport = new Transport(clock, steps);
    this.lanes = make("div", "lanes");
    this.canvas = /** @type {HTMLCanvasElement} */ (make("canvas", "", "", { role: "slider", tabindex: "0", "aria-label": word("timeline"), "aria-valuenow": "0", "aria-valuetext": "–" }));
    this.scrubber = new Scrubber(this.canvas, {
      painted: () => this.#painted, seen: () => this.#seen, edge: () => this.#edge(), now: () => this.#now(),
      open: (number) => (this.#scene && number in this.#scene.journeys ? open(number) : fetch(number, this.chronicle.began(number) ?? this.#now())),
      under: () => Object.values(flights.flying(this.#now())).reduce((a, b) => a + b, 0),
      show: (at) => {
        this.#dragged = at;
        this.draw();
      },
    });
    this.lanes.append(this.canvas);
    this.totals = new Totals(flights);
    const body = make("div", "timeline-body");
    body.append(this.transport.root, this.lanes, this.totals.root);
    root.append(body);
    this.c = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    new ResizeObserver(([{ contentRect: { width, height } }]) => {
      this.#size = { width, height };
      this.draw();
    }).observe(this.lanes);
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
    this.chronicle.take(scene);
    this.transport.show(scene.room.clock);
    if (!this.#timer || !this.#moves()) this.draw();
    if (this.#moves() && !this.#timer) this.#timer = window.setInterval(() => this.#tick(), TICK);
  }

  #moves() {
    return this.clock.rate > 0 || (moment.past && moment.edge.rate > 0);
  }

  #tick() {
    this.draw();
    if (this.#moves()) return;
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #now() {
    return this.#dragged ?? this.clock.now(performance.now());
  }

  #edge() {
    return moment.past ? Math.max(moment.edge.now(performance.now()), this.#now()) : this.clock.now(performance.now());
  }

  draw() {
    const { width, height } = this.#size;
    if (!this.#scene || !width || !height || document.hidden) return;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    this.c.setTransform(ratio, 0, 0, ratio, 0, 0);
    const [now, edge] = [this.#now(), this.#edge()];
    const past = moment.past || this.#dragged !== null;
    this.#seen = past ? around(now, this.#seen) : span(now);
    const type = document.body.hasAttribute("data-projector") ? 16 : height < 100 ? 12 : 14;
    const { chronicle } = this;
    this.#painted = paint({ c: this.c, width, height, ink: (name) => this.#ink(name), type, settled: this.#settled }, {
      bars: chronicle.bars(this.#seen), marks: chronicle.marks(), overview: chronicle.overview, seen: this.#seen, now, edge, past, chosen: this.#chosen, revision: chronicle.revision,
    });
    this.transport.time(now, moment.behind(performance.now()));
    this.scrubber.tell(now, edge);
    this.totals.show(this.#scene.totals, now);
    if (edge > LONG) void this.#survey();
  }

  /** Marks a packet that was opened. @param {number} number */
  mark(number) {
    this.#chosen = number;
    this.draw();
  }

  /** Asks the server for the whole time. */
  async #survey() {
    const now = performance.now();
    if (now - this.#surveyed < SURVEY || !this.room) return;
    this.#surveyed = now;
    const answer = await fetch(`/rooms/${this.room}/overview`).catch(() => null);
    if (answer?.ok) this.chronicle.survey(await answer.json());
  }

  /** @param {string} name */
  #ink(name) {
    let value = this.#inks.get(name);
    if (value === undefined) this.#inks.set(name, (value = getComputedStyle(document.documentElement).getPropertyValue(name).trim()));
    return value;
  }
}
