/** The canvas above the graph: draws the flights of an instant, and nothing while nothing moves. */
import { Bundles } from "#k8sviz/bundles.js";
import { before, blank, sight } from "#k8sviz/flights.js";
import { bundle, count, octagon, pentagon, ring, trail } from "#k8sviz/glyphs.js";
import { labels } from "#k8sviz/labels.js";
import { palette } from "#k8sviz/palette.js";
import { Sprites } from "#k8sviz/sprites.js";
import { Stray } from "#k8sviz/stray.js";
import { right } from "#k8sviz/wires.js";

/** @typedef {import("#k8sviz/flights.js").Sight} Sight */
/** @typedef {{width: number, height: number}} Size */

/** Up to so many packets carry their addresses along; up to so many have a trail and their own shape. */
const TAGGED = 3;
const SINGLE = 60;
/** Packets closer than this (stage px) cannot be told apart: among few hardly any, among many those that would overlap. */
const NEAR = { few: 12, many: 34 };
const TAIL = 56;
/** How far to the right of their wire many go (stage px). */
const ASIDE = 9;

export class Packets {
  /** @type {Sight[]} the packets of this instant, the oldest first */
  seen = [];
  /** @type {import("#k8sviz/topology.js").View} */
  view = { x: 0, y: 0, zoom: 1 };
  #ratio = 1;
  /** @type {Sight[]} sheets that are filled anew at every frame */
  #sheets = [];
  #bundles = new Bundles();
  stray = new Stray();

  /** @param {HTMLCanvasElement} canvas @param {import("#k8sviz/flights.js").Flights} flights @param {import("#k8sviz/ways.js").Ways} ways */
  constructor(canvas, flights, ways) {
    this.canvas = canvas;
    this.flights = flights;
    this.ways = ways;
    this.c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.palette = palette();
    this.sprites = new Sprites(this.palette, 1);
  }

  recolour() {
    this.palette = palette();
    this.sprites = new Sprites(this.palette, this.#ratio * this.view.zoom);
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
    this.#look(now, stepped);
    if (!this.seen.length) return;
    c.setTransform(this.#ratio * zoom, 0, 0, this.#ratio * zoom, this.#ratio * x, this.#ratio * y);
    c.lineJoin = "round";
    const many = this.seen.length > SINGLE;
    this.#bundles.gather(this.seen, many ? NEAR.many : NEAR.few);
    if (!this.stray.going) this.#ways(many, stepped);
    for (const s of this.seen) if (s.count && s.phase !== "moving") this.#ended(s);
    if (many) this.#stamps();
    else for (const s of this.seen) if (s.count && s.phase === "moving") this.#one(s);
    if (!this.stray.going && this.seen.length <= TAGGED && this.ways.layout) labels(c, this.seen, this.ways.layout, this.palette);
  }

  /** What lies under the packets. @param {boolean} many @param {boolean} stepped */
  #ways(many, stepped) {
    this.#gates();
    if (!many) this.#trails(stepped);
  }

  /** The lens has changed. @param {import("#k8sviz/topology.js").View} before the view until now */
  pass(before) {
    this.stray.begin(this.seen, before, this.view);
  }

  /** Where every packet is. @param {number} now @param {boolean} stepped */
  #look(now, stepped) {
    let used = 0;
    this.seen.length = 0;
    for (const flight of this.flights.all.values()) {
      const sheet = (this.#sheets[used] ??= blank());
      if (!sight(flight, this.ways.of(flight.routeId, flight.route), now, stepped, sheet)) continue;
      used++;
      this.#stand(sheet);
      this.seen.push(sheet);
    }
    if (this.stray.going) this.stray.lead(this.seen);
  }

  /** A request that never left stands beside its client. @param {Sight} s */
  #stand(s) {
    if (!Number.isNaN(s.x)) return;
    const place = this.ways.layout?.places.get(s.flight.route.ended);
    const spot = place ? right(place) : { x: -100, y: -100 };
    s.x = spot.x + 24;
    s.y = spot.y;
  }

  /** At a gate the matching rules light up one after the other: as many as the packet there that is farthest on has matched. */
  #gates() {
    const { c, palette } = this;
    /** @type {Map<import("#k8sviz/wires.js").Place, {hold: number, reply: boolean}>} */
    const lit = new Map();
    for (const { way, phase, hold } of this.seen) {
      if (way?.gate?.face !== "gate" || phase !== "moving") continue;
      if (hold > (lit.get(way.gate)?.hold ?? 0)) lit.set(way.gate, { hold, reply: way.reply });
    }
    c.lineWidth = 3;
    for (const [gate, { hold, reply }] of lit) {
      c.strokeStyle = reply ? palette.reply : palette.request;
      const middle = gate.port ?? gate.y + gate.h / 2;
      const first = gate.y + 9 + 10 * Math.round((Math.min(middle, gate.y + gate.h - 44) - gate.y - 9) / 10);
      c.beginPath();
      for (let i = 0; i < Math.ceil(hold * 4); i++) {
        c.moveTo(gate.x + 5, first + 10 * i + 0.75);
        c.lineTo(gate.x + gate.w - 5, first + 10 * i + 0.75);
      }
      c.stroke();
    }
  }

  /** Solid out, dashed back; all of a kind in one stroke. @param {boolean} stepped */
  #trails(stepped) {
    const { c, palette } = this;
    const moving = this.seen.filter((s) => s.phase === "moving" && s.way?.path.length);
    const many = moving.length > 12;
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
  #one({ x, y, angle, way, count: n }) {
    if (n > 1) bundle(this.c, x, y, angle, Boolean(way?.reply), n, this.palette);
    else pentagon(this.c, x, y, angle, Boolean(way?.reply), 1, this.palette);
  }

  /** What was lost opens and fades, what was stopped grows; how many there are stands beside them. @param {Sight} s */
  #ended(s) {
    const { c, palette } = this;
    if (s.phase === "lost") {
      c.globalAlpha = Math.max(0, Math.min(1, s.left / 400));
      ring(c, s.x, s.y, Math.min(s.since / 400, 1), palette);
      c.globalAlpha = 1;
    } else octagon(c, s.x, s.y, Math.min(1, 0.8 + (0.2 * s.since) / 160), palette);
    if (s.count > 1) count(c, s.x, s.y, s.count, palette);
  }

  /** Many are copied from pictures, on whole device pixels; they keep to the right, so that replies do not hide under requests. */
  #stamps() {
    const { c } = this;
    const { x, y, zoom } = this.view;
    const scale = this.#ratio * zoom;
    if (this.sprites.scale !== scale) this.sprites = new Sprites(this.palette, scale);
    const half = this.sprites.side / 2;
    c.setTransform(1, 0, 0, 1, 0, 0);
    for (const s of this.seen) {
      if (!s.count || s.phase !== "moving") continue;
      const [sx, sy] = [s.x - ASIDE * Math.sin(s.angle), s.y + ASIDE * Math.cos(s.angle)];
      const picture = this.sprites.of(s.angle, Boolean(s.way?.reply), s.count);
      c.drawImage(picture, Math.round((sx * zoom + x) * this.#ratio - half), Math.round((sy * zoom + y) * this.#ratio - half));
    }
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
