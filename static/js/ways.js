/** Routes as ways on the stage: for every leg the path a packet takes, and what was rewritten before it. */
import { at, curve, reversed } from "#k8sviz/path.js";

/** @typedef {import("#k8sviz/layout.js").Layout} Layout */
/** @typedef {import("#k8sviz/scene.js").Route} Route */
/** @typedef {import("#k8sviz/path.js").Path} Path */
/** @typedef {{field: "src" | "dst", old: string, value: string}} Change */
/**
 * @typedef {{path: Path, reply: boolean, src: string, dst: string, changes: Change[], node: string,
 *   gate: import("#k8sviz/wires.js").Place | null, last: boolean}} Way
 *   `gate` is where the leg starts if addresses were rewritten there
 */

/** Routes come and go; those that are under way are laid again at once. */
const MOST = 3000;

export class Ways {
  /** @type {Map<string, Way[]>} */
  #known = new Map();
  /** @type {Map<string, Path>} */
  #paths = new Map();
  /** @type {Layout | null} */
  layout = null;

  /** @param {Layout} layout */
  reset(layout) {
    this.layout = layout;
    this.#known.clear();
    this.#paths.clear();
  }

  /** @param {string} id @param {Route} route @returns {Way[]} */
  of(id, route) {
    let ways = this.#known.get(id);
    if (ways) return ways;
    if (this.#known.size > MOST) this.#known.clear();
    this.#known.set(id, (ways = this.#lay(route)));
    return ways;
  }

  /** @param {Route} route @returns {Way[]} */
  #lay(route) {
    const lastRequest = route.legs.findLastIndex((leg) => !leg[4]);
    return route.legs.map(([from, to, src, dst, reply], i) => {
      const [a, b] = [this.#stand(from, route), this.#stand(to, route)];
      const before = route.legs[i - 1];
      const changes = before && before[4] === reply ? changed(before, src, dst) : [];
      return {
        path: this.#path(a, b, Boolean(reply)), reply: Boolean(reply), src, dst, changes, node: nodeName(from),
        gate: changes.length ? (this.layout?.places.get(a) ?? null) : null, last: i === lastRequest,
      };
    });
  }

  /**
   * The place an element is drawn at. In the concept lens the gate of the client's node is the Service itself: an
   * address that is exchanged for a Pod's.
   * @param {string} id @param {Route} route
   */
  #stand(id, route) {
    const places = this.layout?.places;
    if (!places || !id.startsWith("gate/")) return id;
    const entrance = route.legs[0][0];
    if (this.layout?.lens === "concept" && entrance !== "outside" && places.has(route.service)) return route.service;
    if (places.has(id)) return id;
    const tab = route.legs.find((leg) => leg[0].startsWith(`nodeport/${id.slice(5)}/`))?.[0];
    return tab && places.has(tab) ? tab : `node/${id.slice(5)}`;
  }

  /** @param {string} from @param {string} to @param {boolean} reply @returns {Path} */
  #path(from, to, reply) {
    const key = `${from}|${to}|${reply}`;
    let path = this.#paths.get(key);
    if (!path) this.#paths.set(key, (path = this.#bend(from, to, reply)));
    return path;
  }

  /** @param {string} from @param {string} to @param {boolean} reply @returns {Path} */
  #bend(from, to, reply) {
    if (reply) return reversed(this.#path(to, from, false));
    const layout = this.layout;
    const wire = layout?.wires.find((w) => w.from === from && w.to === to && w.kind !== "tether");
    if (wire) return curve(wire.start, wire.controls, wire.end);
    const [a, b] = [layout?.places.get(from), layout?.places.get(to)];
    if (!layout || !a || !b || a === b) return dot(a ?? b);
    const { start, controls, end } = layout.bend(a, b);
    return curve(start, controls, end);
  }
}

/** What a rewrite changed. @param {import("#k8sviz/scene.js").Leg} before @param {string} src @param {string} dst @returns {Change[]} */
function changed(before, src, dst) {
  /** @type {Change[]} */
  const changes = [];
  if (before[2] !== src) changes.push({ field: "src", old: before[2], value: src });
  if (before[3] !== dst) changes.push({ field: "dst", old: before[3], value: dst });
  return changes;
}

/** The node that rewrites; "" where it is the load balancer. @param {string} id */
function nodeName(id) {
  if (id.startsWith("balancer/")) return "";
  return id.startsWith("gate/") ? id.slice(5) : id.slice(id.lastIndexOf("/") + 1);
}

/** A path that stays at one place. @param {import("#k8sviz/wires.js").Place | undefined} place */
function dot(place) {
  const point = place ? { x: place.x + place.w / 2, y: place.y + place.h / 2 } : { x: -1e4, y: -1e4 };
  return curve(point, [], point);
}

/** @param {Way[]} ways @param {number} i */
export function arrival(ways, i) {
  return at(ways[i].path, 1);
}
