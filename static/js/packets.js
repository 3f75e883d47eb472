/** The canvas above the graph: draws the flights of an instant, and nothing while nothing moves. */
import { before, sight } from "#k8sviz/flights.js";
import { count, octagon, pentagon, ring, trail } from "#k8sviz/glyphs.js";
import { nameOf } from "#k8sviz/scene.js";
import { note, said, tag } from "#k8sviz/tags.js";
import { word, spoken } from "#k8sviz/words.js";
import { right } from "#k8sviz/wires.js";

/** @typedef {import("#k8sviz/flights.js").Sight} Sight */
/** @typedef {{width: number, height: number}} Size */

/** Up to so many packets carry their addresses along; up to so many are drawn one by one. */
const TAGGED = 3;
const SINGLE = 60;
/** Packets closer than this cannot be told apart. */
const BUNDLE = 30;
const TAIL = 56;
/** Faces that a label may lie on. */
const OPEN = new Set(["top", "side", "foot", "inset", "mini"]);
/** Boxes with a title at their top left, and its size. */
const TITLED = new Set(["top", "side", "inset"]);
const TITLE = { w: 140, h: 72 };
/** On a narrower stage the note of a rewrite is enough; the packet's own tag would say the same again. */
const ROOMY = 900;

/** The colours of the theme in force. @returns {import("#k8sviz/glyphs.js").Palette} */
function palette() {
  const css = getComputedStyle(document.documentElement);
  const of = (/** @type {string} */ name) => css.getPropertyValue(name).trim();
  return {
    ink: of("--ink"), paper: of("--paper"), request: of("--request"), reply: of("--reply"), refused: of("--refused"),
    onFill: of("--on-fill"), mono: of("--mono"), tints: { request: of("--request-tint"), reply: of("--reply-tint") },
  };
}

/** @param {Sight} s */
function rewriting({ way }) {
  return word(way?.reply ? "turns_back" : "rewrites", { node: way?.node || word("load_balancer") });
}

/** What became of it, and where. @param {import("#k8sviz/scene.js").Route} route */
function outcome({ outcome: what, ended, legs }) {
  if (what === "timeout" && ended === "outside" && !legs.length) return word("only_inside");
  const place = ended.startsWith("gate/") || ended.startsWith("node/");
  return place ? word("ended_on", { what: spoken(what), node: nameOf(ended) }) : spoken(what);
}

export class Packets {
  /** @type {Sight[]} */
  seen = [];
  /** @type {import("#k8sviz/topology.js").View} */
  view = { x: 0, y: 0, zoom: 1 };
  #ratio = 1;

  /** @param {HTMLCanvasElement} canvas @param {import("#k8sviz/flights.js").Flights} flights @param {import("#k8sviz/ways.js").Ways} ways */
  constructor(canvas, flights, ways) {
    this.canvas = canvas;
    this.flights = flights;
    this.ways = ways;
    this.c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.palette = palette();
  }

  recolour() {
    this.palette = palette();
  }

  /** @param {Size} size */
  resize(size) {
    this.#ratio = Math.min(devicePixelRatio || 1, 2);
    this.canvas.width = Math.round(size.width * this.#ratio);
    this.canvas.height = Math.round(size.height * this.#ratio);
  }

  /** Draws the instant. @param {number} now @param {boolean} stepped */
  draw(now, stepped) {
    const { c } = this;
    const { x, y, zoom } = this.view;
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, this.canvas.width, this.canvas.height);
    c.setTransform(this.#ratio * zoom, 0, 0, this.#ratio * zoom, this.#ratio * x, this.#ratio * y);
    this.seen = [];
    for (const flight of this.flights.all.values()) {
      const found = sight(flight, this.ways.of(flight.routeId, flight.route), now, stepped);
      if (found) this.seen.push(this.#stands(found));
    }
    c.lineJoin = "round";
    this.#gates();
    this.#trails(stepped);
    if (this.seen.length > SINGLE) this.#bundles();
    else for (const s of this.seen) this.#one(s);
    if (this.seen.length <= TAGGED) this.#labels();
  }

  /** At a gate the matching rules light up one after the other. */
  #gates() {
    const { c, palette } = this;
    for (const s of this.seen) {
      const gate = s.way?.gate;
      if (gate?.face !== "gate" || s.phase !== "moving") continue;
      c.strokeStyle = s.way?.reply ? palette.reply : palette.request;
      c.lineWidth = 3;
      const middle = gate.port ?? gate.y + gate.h / 2;
      const first = gate.y + 9 + 10 * Math.round((Math.min(middle, gate.y + gate.h - 44) - gate.y - 9) / 10);
      for (let i = 0; i < Math.ceil(s.hold * 4); i++) {
        c.beginPath();
        c.moveTo(gate.x + 5, first + 10 * i + 0.75);
        c.lineTo(gate.x + gate.w - 5, first + 10 * i + 0.75);
        c.stroke();
      }
    }
  }

  /** A request that never left stands beside its client. @param {Sight} s */
  #stands(s) {
    if (!Number.isNaN(s.x)) return s;
    const place = this.ways.layout?.places.get(s.flight.route.ended);
    const spot = place ? right(place) : { x: -100, y: -100 };
    return { ...s, x: spot.x + 24, y: spot.y };
  }

  /** Solid out, dashed back; all of a kind in one stroke. @param {boolean} stepped */
  #trails(stepped) {
    const { c, palette } = this;
    const moving = this.seen.filter((s) => s.phase === "moving" && s.way?.path.length);
    const many = moving.length > 12;
    if (moving.length > SINGLE) moving.length = 0;
    for (const reply of [false, true]) {
      c.beginPath();
      for (const { way, share } of moving) {
        if (way?.reply === reply) trail(c, way.path, many ? share - TAIL / way.path.length : 0, share);
      }
      c.strokeStyle = reply ? palette.reply : palette.request;
      c.lineWidth = many ? 2 : 3;
      c.setLineDash(reply ? [7, 5] : []);
      c.stroke();
    }
    c.setLineDash([]);
    for (const s of stepped ? [] : this.seen) if (s.phase === "stopped") this.#refusal(s);
  }

  /** The way to where it was refused, and the dotted line back. @param {Sight} s */
  #refusal(s) {
    const { c, palette } = this;
    const ways = this.ways.of(s.flight.routeId, s.flight.route);
    const out = ways.findLast((way) => !way.reply);
    const fade = Math.min((s.flight.until - s.since - s.flight.at) / 400, 1);
    c.globalAlpha = Math.max(0, Math.min(1, fade));
    if (out) {
      c.setLineDash([]);
      c.strokeStyle = palette.request;
      c.lineWidth = 3;
      c.beginPath();
      trail(c, out.path, 0, before(out));
      c.stroke();
    }
    const back = s.leg < ways.length ? ways[s.leg] : null;
    if (back?.reply) {
      const part = Math.min((s.since % s.flight.hop) / s.flight.hop, 1);
      c.save();
      c.translate(0, 18);
      c.setLineDash([2, 5]);
      c.strokeStyle = palette.refused;
      c.lineWidth = 2;
      c.beginPath();
      trail(c, back.path, Math.min(1 - before(back), part), part);
      c.stroke();
      c.restore();
    }
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  /** @param {Sight} s */
  #one(s) {
    const { palette } = this;
    if (s.phase === "moving" && s.way) pentagon(this.c, s.x, s.y, s.angle, s.way.reply, this.seen.length > SINGLE ? 0.75 : 1, palette);
    else if (s.phase === "lost") {
      this.c.globalAlpha = Math.max(0, Math.min(1, s.left / 400));
      ring(this.c, s.x, s.y, Math.min(s.since / 400, 1), palette);
    } else octagon(this.c, s.x, s.y, Math.min(1, 0.8 + (0.2 * s.since) / 160), palette);
    this.c.globalAlpha = 1;
  }

  #bundles() {
    /** @type {Map<string, Sight[]>} */
    const bundles = new Map();
    for (const s of this.seen) {
      const key = s.way && s.phase === "moving"
        ? `${s.way.reply},${Math.round(s.x / BUNDLE)},${Math.round(s.y / BUNDLE)}`
        : `${s.phase},${Math.round(s.x)},${Math.round(s.y)}`;
      const bundle = bundles.get(key);
      if (bundle) bundle.push(s);
      else bundles.set(key, [s]);
    }
    for (const bundle of bundles.values()) this.#one(bundle[0]);
    for (const bundle of bundles.values()) {
      if (bundle.length > 2) count(this.c, bundle[0].x, bundle[0].y + (bundle[0].way?.reply ? 38 : 0), bundle.length, this.palette);
    }
  }

  #labels() {
    const { c, palette } = this;
    const layout = this.ways.layout;
    if (!layout) return;
    const stage = { width: layout.width, height: layout.height - (layout.flow === "down" ? 0 : 52) };
    /** @type {import("#k8sviz/tags.js").Box[]} */
    const taken = this.#faces();
    const down = layout.flow === "down";
    const noted = this.seen.filter((s) => s.phase === "moving" && s.way?.gate);
    for (const s of noted) note(c, s, down ? "" : rewriting(s), taken, stage, palette);
    for (const s of this.seen) {
      if (s.phase !== "moving") said(c, s, outcome(s.flight.route), taken, stage, palette);
      else if (!noted.includes(s) || !(down || stage.width < ROOMY || s.way?.gate?.face === "gate")) tag(c, s, taken, stage, palette);
    }
  }

  /** What labels should not cover. @returns {import("#k8sviz/tags.js").Box[]} */
  #faces() {
    const layout = this.ways.layout;
    const places = [...(layout?.places ?? [])];
    const titles = places.filter(([, p]) => TITLED.has(p.face)).map(([, { x, y }]) => ({ x, y, w: TITLE.w, h: TITLE.h }));
    const faces = places.filter(([, p]) => !OPEN.has(p.face));
    return [...titles, ...faces.map(([id, p]) => ({ ...p, weight: id.startsWith("service/") ? 0.3 : 1 }))];
  }

  /** The packet nearest to a point of the stage, if it is near. @param {number} x @param {number} y */
  near(x, y) {
    const { x: px, y: py, zoom } = this.view;
    const [mx, my] = [(x - px) / zoom, (y - py) / zoom];
    let best = null;
    let least = 18 / zoom;
    for (const s of this.seen) {
      const distance = Math.hypot(s.x - mx, s.y - my);
      if (distance < least) [best, least] = [s, distance];
    }
    return best ? best.flight.number : null;
  }
}
