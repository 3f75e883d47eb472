/** Where a step by hops stands still: in every leg at the moment in which a rewrite is done, and at the end. */
import { HOLD } from "#k8sviz/flights.js";

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */
/** @typedef {{number: number, leg: import("#k8sviz/scene.js").Leg, port: number}} Standing */

/** The moments at which one journey is looked at. @param {Scene} scene @param {number} number @returns {number[]} simulated ms */
export function stops({ journeys, routes, room }, number) {
  const [at, routeId] = journeys[number];
  const legs = routes[routeId]?.legs.length ?? 0;
  return [...Array.from({ length: legs }, (_, leg) => Math.round(at + (leg + HOLD) * room.hop)), at + Math.max(legs, 1) * room.hop];
}

/** The next stop of a packet that is on its way; null if none is. @param {Scene} scene @param {number} now @param {number} chosen the only one that counts while it is on its way */
export function stopAfter(scene, now, chosen) {
  /** @type {(list: number[]) => number[]} */
  const later = (list) => list.filter((at) => at > now);
  const own = chosen in scene.journeys && scene.journeys[chosen][0] <= now ? later(stops(scene, chosen)) : [];
  if (own.length) return Math.min(...own);
  const all = Object.keys(scene.journeys).map(Number).filter((number) => scene.journeys[number][0] <= now);
  const next = later(all.flatMap((number) => stops(scene, number)));
  return next.length ? Math.min(...next) : null;
}

/** The last stop before now; null if there was none. @param {Scene} scene @param {number} now @param {number} chosen */
export function stopBefore(scene, now, chosen) {
  /** @type {(list: number[]) => number[]} */
  const earlier = (list) => list.filter((at) => at < now);
  const own = chosen in scene.journeys ? stops(scene, chosen) : [];
  if (earlier(own).length && now <= own[own.length - 1]) return Math.max(...earlier(own));
  const before = earlier(Object.keys(scene.journeys).flatMap((number) => stops(scene, Number(number))));
  return before.length ? Math.max(...before) : null;
}

/** The packet that stands at a stop, and the leg it is in; null between stops. @param {Scene} scene @param {number} now @param {number} chosen @returns {Standing | null} */
export function standing(scene, now, chosen) {
  const numbers = Object.keys(scene.journeys).map(Number).filter((number) => scene.journeys[number][0] <= now);
  const here = [chosen, ...numbers].find((number) => number in scene.journeys && stops(scene, number).slice(0, -1).includes(Math.round(now)));
  if (here === undefined) return null;
  const leg = scene.routes[scene.journeys[here][1]]?.legs[stops(scene, here).indexOf(Math.round(now))];
  return leg ? { number: here, leg, port: scene.journeys[here][2] } : null;
}
