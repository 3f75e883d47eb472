/** The stage: layers, one layout, one loop. Takes scenes, shows instants. */
import { Counts } from "#k8sviz/counts.js";
import { make } from "#k8sviz/dom.js";
import { Border, Faces } from "#k8sviz/faces.js";
import { Flights } from "#k8sviz/flights.js";
import { arrange } from "#k8sviz/layout.js";
import { legend } from "#k8sviz/legend.js";
import { Morph } from "#k8sviz/morph.js";
import { Packets } from "#k8sviz/packets.js";
import { calls, EMPTY } from "#k8sviz/scene.js";
import { Slots } from "#k8sviz/slots.js";
import { Topology } from "#k8sviz/topology.js";
import { Ways } from "#k8sviz/ways.js";
import { word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */
/** @typedef {{select: (id: string) => void, open: (number: number) => void, landed: (flights: import("#k8sviz/flights.js").Flight[]) => void}} Tell */

/** What changes the picture itself, not only what travels in it. */
const STRUCTURE = ["elements", "edges", "traffic"];
/** The numbers are told so often (real ms): nobody reads faster. */
const COUNT = 150;

export class Stage {
  scene = EMPTY;
  selected = "";
  /** @type {import("#k8sviz/layout.js").Lens} */
  lens = "concept";
  flights = new Flights();
  #slots = new Slots();
  #ways = new Ways();
  /** @type {import("#k8sviz/layout.js").Layout | null} */
  #layout = null;
  #awake = 0;
  #opened = 0;
  #called = "";
  #counted = -Infinity;
  #recount = 0;
  #firsts = new Set(["k8sviz:drawn", "k8sviz:packet"]);
  #still = matchMedia("(prefers-reduced-motion: reduce)");

  /** @param {HTMLElement} root @param {import("#k8sviz/clock.js").Clock} clock @param {Tell} tell */
  constructor(root, clock, tell) {
    this.root = root;
    this.clock = clock;
    this.tell = tell;
    root.classList.add("stage");
    const graph = make("div", "stage-graph", "", { role: "group", "aria-label": word("graph") });
    root.prepend(graph);
    this.topology = new Topology(graph, {
      view: (view) => this.#view(view), pick: (id) => this.pick(id), tap: (x, y) => void this.#packetAt(x, y),
    });
    this.under = make("div", "stage-under");
    this.over = make("div", "stage-over");
    const numbers = make("div", "stage-over stage-counts");
    const canvas = /** @type {HTMLCanvasElement} */ (make("canvas", "stage-packets", "", { "aria-hidden": "true" }));
    graph.append(this.under, this.over, numbers, canvas);
    this.layers = [this.under, this.over, numbers];
    this.border = new Border(this.under);
    this.faces = new Faces(this.over, this.under, (id) => this.pick(id));
    this.morph = new Morph(graph, this.faces, [numbers, this.border.layer]);
    this.counts = new Counts(numbers);
    this.packets = new Packets(canvas, this.flights, this.#ways);
    root.append(legend());
    this.#listen(graph);
  }

  /** @param {HTMLElement} graph */
  #listen(graph) {
    graph.addEventListener("click", (event) => {
      const box = graph.getBoundingClientRect();
      if (event.detail && this.#packetAt(event.clientX - box.left, event.clientY - box.top)) event.stopPropagation();
    }, { capture: true });
    new ResizeObserver(() => this.resize()).observe(this.root);
    for (const query of ["(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"]) {
      matchMedia(query).addEventListener("change", () => this.recolour());
    }
    new MutationObserver(() => this.recolour()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    document.fonts.addEventListener("loadingdone", () => this.wake());
  }

  recolour() {
    this.topology.recolour();
    this.packets.recolour();
    this.wake();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (!width || !height) return;
    this.topology.resize();
    this.packets.resize({ width, height });
    this.#relay(true);
  }

  /** @param {Scene} scene @param {Record<string, string[]>} changed @param {boolean} fresh a snapshot: nothing that was known holds */
  update(scene, changed, fresh) {
    this.scene = scene;
    if (fresh || STRUCTURE.some((table) => changed[table]?.length) || (changed.routes?.length && this.#calls() !== this.#called)) this.#relay(false);
    this.flights.take(scene, this.clock.now(performance.now()), fresh);
    this.wake();
  }

  #calls() {
    return [...calls(this.scene)].sort().join(" ");
  }

  /** Changes the lens: what is seen becomes what is seen then. @param {import("#k8sviz/layout.js").Lens} lens */
  look(lens) {
    const [view, still] = [this.packets.view, this.#still.matches];
    if (!still) this.morph.note();
    this.lens = lens;
    this.root.dataset.lens = lens;
    this.#relay(true);
    if (still || !this.#layout) return;
    this.packets.pass(view);
    this.morph.go(this.#layout, this.packets.view);
  }

  /** Lays out, and fits the view if the picture's size asks for it. @param {boolean} fit */
  #relay(fit) {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (!width || !height) return;
    const small = width < 600;
    const side = small ? 16 : 32;
    const top = this.root.querySelector("#stage-controls") ? 88 : small ? 12 : 16;
    const scale = this.#scale();
    const viewport = { width: width / scale, height: height / scale, top: top / scale, right: side, bottom: small ? 12 : 52, left: side };
    const before = this.#layout;
    const layout = arrange(this.scene, this.#slots.settle(this.scene.elements), viewport, this.lens);
    this.#layout = layout;
    this.#ways.reset(layout);
    this.topology.show(layout);
    this.faces.show(layout, this.scene);
    this.border.show(layout);
    this.counts.place(layout, this.scene);
    this.#called = this.#calls();
    this.#counted = -Infinity;
    if (fit || before?.width !== layout.width || before?.height !== layout.height) this.fit();
    this.topology.select(this.selected);
    this.wake();
  }

  fit() {
    if (this.#layout) this.topology.fit(this.#layout, { width: this.root.clientWidth, height: this.root.clientHeight }, this.#scale());
  }

  /** From the back of a room everything is read that is 16 px high: the smallest face has 14. Two stages side by side are smaller (data-least). */
  #scale() {
    const least = Number(this.root.dataset.least);
    if (least && this.root.clientWidth >= 600) return Math.min(1, this.root.clientWidth / least);
    return document.body.hasAttribute("data-projector") && this.root.clientWidth >= 600 ? 8 / 7 : 1;
  }

  /** @param {import("#k8sviz/topology.js").View} view */
  #view(view) {
    this.packets.view = view;
    for (const layer of this.layers) layer.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.zoom})`;
    this.wake();
  }

  /** Selects an element, "" selects nothing. @param {string} id */
  pick(id) {
    if (id === this.selected || performance.now() - this.#opened < 300) return;
    this.selected = id;
    this.faces.select(id);
    this.topology.select(id);
    this.tell.select(id);
  }

  /** @param {number} x @param {number} y */
  #packetAt(x, y) {
    const number = this.packets.near(x, y);
    if (number === null || performance.now() - this.#opened < 300) return number !== null;
    this.#opened = performance.now();
    this.tell.open(number);
    return true;
  }

  /** Draws soon, and goes on drawing as long as something moves. */
  wake() {
    if (this.#awake) return;
    this.#awake = requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#awake = 0;
    const now = this.clock.now(performance.now());
    const landed = this.flights.land(now);
    if (landed.length) this.tell.landed(landed);
    this.packets.draw(now, this.#still.matches);
    this.#drawn();
    this.#count(now);
    if (!this.packets.stray.going && (!this.flights.all.size || this.clock.rate === 0)) return;
    if (this.#still.matches) setTimeout(() => this.wake(), 100);
    else this.wake();
  }

  /** Tells once that there is a picture, and marks for those who measure when its first packet was drawn. */
  #drawn() {
    if (this.scene === EMPTY || !this.#firsts.size) return;
    if (this.#firsts.delete("k8sviz:drawn")) document.body.dispatchEvent(new CustomEvent("k8sviz:drawn"));
    if (this.packets.seen.length && this.#firsts.delete("k8sviz:packet")) performance.mark("k8sviz:packet");
  }

  /** The numbers follow the packets: a Pod has answered when the request is there. @param {number} now */
  #count(now) {
    const passed = performance.now() - this.#counted;
    if (passed < COUNT) {
      this.#recount ||= window.setTimeout(() => this.wake(), COUNT - passed);
      return;
    }
    clearTimeout(this.#recount);
    this.#recount = 0;
    this.#counted = performance.now();
    this.counts.tell(this.flights.arrived(this.scene.answers, now), this.scene.elements);
  }
}
