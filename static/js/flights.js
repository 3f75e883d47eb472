/** The journeys that are on their way, and where each of them is at an instant. */
import { at } from "#k8sviz/path.js";

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */
/** @typedef {import("#k8sviz/ways.js").Way} Way */
/** @typedef {{number: number, at: number, until: number, hop: number, port: number, routeId: string, route: import("#k8sviz/scene.js").Route}} Flight */
/**
 * @typedef {{flight: Flight, way: Way | null, leg: number, x: number, y: number, angle: number, share: number,
 *   hold: number, phase: "moving" | "stopped" | "lost" | "failed", since: number, left: number, count: number}} Sight
 *   `hold` is how much of a rewrite is done (1: gone on); `since` and `left` the simulated ms since it stopped and until it is seen no more;
 *   `count` how many packets it stands for, 0 if another one stands for it
 */

/** The part of a leg that a packet stands at a gate while its address is rewritten. */
export const HOLD = 0.3;
/** How long an end is seen, in simulated ms. */
export const LINGER = 900;

export class Flights {
  /** @type {Map<number, Flight>} */
  all = new Map();

  /** Takes in new journeys; `now` keeps out those that ended long ago. @param {Scene} scene @param {number} now @param {boolean} fresh everything anew */
  take(scene, now, fresh) {
    if (fresh) this.all.clear();
    for (const [key, [start, routeId, port]] of Object.entries(scene.journeys)) {
      const number = Number(key);
      const route = scene.routes[routeId];
      if (!route || this.all.has(number)) continue;
      const hop = scene.room.hop;
      const until = start + Math.max(route.legs.length, 1) * hop + (route.outcome === "answered" ? 0 : LINGER);
      if (until > now) this.all.set(number, { number, at: start, until, hop, port, routeId, route });
    }
  }

  /** Forgets what has ended. @param {number} now @returns {Flight[]} those that ended */
  land(now) {
    /** @type {Flight[]} */
    const landed = [];
    for (const flight of this.all.values()) if (flight.until <= now) landed.push(flight);
    for (const flight of landed) this.all.delete(flight.number);
    return landed;
  }

  /** What each Pod will have answered minus what is still on its way there. @param {Record<string, number>} answers @param {number} now */
  arrived(answers, now) {
    const seen = { ...answers };
    for (const { route, at: start, hop } of this.all.values()) {
      const there = start + Math.max(route.legs.findLastIndex((leg) => !leg[4]) + 1, 1) * hop;
      if (route.answered_by && there > now && seen[route.answered_by]) seen[route.answered_by]--;
    }
    return seen;
  }

  /** How many are under way, by the outcome they will have. @param {number} now */
  flying(now) {
    /** @type {Record<string, number>} */
    const by = {};
    for (const { route, at: start, hop } of this.all.values()) {
      if (start + route.legs.length * hop > now) by[route.outcome] = (by[route.outcome] ?? 0) + 1;
    }
    return by;
  }
}

/** @returns {Sight} an empty sheet, to be filled at every frame */
export function blank() {
  return /** @type {any} */ ({ flight: null, way: null, leg: 0, x: NaN, y: NaN, angle: 0, share: 0, hold: 1, phase: "moving", since: 0, left: Infinity, count: 1 });
}

/**
 * Where a flight is. With `stepped` it stands in the middle of its leg until the next.
 * @param {Flight} flight @param {Way[]} ways @param {number} now @param {boolean} stepped @param {Sight} [into] what is filled: nothing is made anew at a frame
 * @returns {Sight | null}
 */
export function sight(flight, ways, now, stepped, into = blank()) {
  const passed = (now - flight.at) / flight.hop;
  if (passed < 0 || now >= flight.until) return null;
  const leg = Math.floor(passed);
  const end = ways.length ? stop(flight.route, ways) : 0;
  into.flight = flight;
  into.leg = leg;
  into.count = 1;
  if (leg >= end) return ended(flight, ways, end, now, into);
  const way = ways[leg];
  const part = passed - leg;
  const hold = way.gate ? Math.min(part / HOLD, 1) : 1;
  const share = stepped ? 0.5 : way.gate ? Math.max(0, (part - HOLD) / (1 - HOLD)) : part;
  const waits = hold < 0.5 && !stepped && leg > 0;
  if (waits) at(ways[leg - 1].path, 1, into);
  else at(way.path, share, into);
  into.way = way;
  into.share = waits ? 0 : share;
  into.hold = stepped ? 1 : hold;
  into.phase = "moving";
  into.since = 0;
  into.left = Infinity;
  return into;
}

/** After how many legs the packet is stopped, if it is. @param {import("#k8sviz/scene.js").Route} route @param {Way[]} ways */
function stop(route, ways) {
  return route.outcome === "refused" || route.outcome === "unreachable" ? ways.findLastIndex((way) => !way.reply) + 1 : ways.length;
}

/** @param {Flight} flight @param {Way[]} ways @param {number} end @param {number} now @param {Sight} into @returns {Sight | null} */
function ended(flight, ways, end, now, into) {
  if (flight.route.outcome === "answered") return null;
  const lost = flight.route.outcome === "timeout";
  into.since = now - flight.at - end * flight.hop;
  into.left = flight.until - now;
  into.hold = 1;
  into.phase = lost ? "lost" : ways.length ? "stopped" : "failed";
  into.way = ways.length ? ways[Math.min(into.leg, ways.length - 1)] : null;
  into.share = ways.length ? 1 : 0;
  if (ways.length) at(ways[end - 1].path, before(ways[end - 1]), into);
  else [into.leg, into.x, into.y, into.angle] = [0, NaN, NaN, 0];
  return into;
}

/** The share of a path at which an end is shown: just before the place it did not get past. @param {Way} way */
export function before({ path }) {
  return path.length > 60 ? 1 - 26 / path.length : 1;
}
