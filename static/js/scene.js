/**
 * What a scene is made of (docs/protocol.md). Types only: the stage knows elements, edges, journeys and times.
 *
 * @typedef {{clock: {playing: boolean, speed: number}, mode: string, cloud: string, hop: number}} Room
 * @typedef {"ready" | "pending" | "starting" | "unready" | "terminating" | "failed"} State
 * @typedef {[port: number, protocol: string, targetPort: string, nodePort: number]} Port
 * @typedef {{
 *   shape: "node" | "gate" | "nodeport" | "pod" | "client" | "outside" | "service" | "balancer",
 *   in?: string, name?: string, namespace?: string, address?: string, tags?: string[], state?: string, note?: string,
 *   type?: string, ports?: any[], external?: string[], pending?: boolean, ready?: number, selected?: number,
 *   faults?: string[], host?: string, provider?: string, service?: string, rules?: number,
 * }} Element
 * @typedef {{from: string, to: string, kind: "endpoint" | "front" | "tether" | "mismatch", state: string}} Edge
 * @typedef {[from: string, to: string, src: string, dst: string, reply: number]} Leg
 * @typedef {{service: string, outcome: string, ended: string, answered_by: string, legs: Leg[]}} Route
 * @typedef {[at: number, route: string, sourcePort: number]} Journey
 * @typedef {[at: number, kind: string, name: string, verb: string]} Mark
 * @typedef {{
 *   room: Room, elements: Record<string, Element>, edges: Record<string, Edge>, answers: Record<string, number>,
 *   totals: Record<string, number>, traffic: Record<string, [string, number]>, marks: Record<string, Mark>,
 *   routes: Record<string, Route>, journeys: Record<string, Journey>,
 * }} Scene
 */

/** A scene before the first snapshot. @type {Scene} */
export const EMPTY = {
  room: { clock: { playing: true, speed: 1 }, mode: "", cloud: "", hop: 600 },
  elements: {}, edges: {}, answers: {}, totals: {}, traffic: {}, marks: {}, routes: {}, journeys: {},
};

/**
 * Who calls whom, as `from|service`, and "outside" if anything comes from there: all that a picture takes from routes and traffic.
 * @param {Pick<Scene, "routes" | "traffic">} scene
 */
export function calls({ routes, traffic }) {
  /** @type {Set<string>} */
  const found = new Set();
  if ("outside" in traffic) found.add("outside");
  for (const { legs, ended, service } of Object.values(routes)) {
    found.add(`${legs[0]?.[0]}|${service}`);
    if (legs[0]?.[0] === "outside" || ended === "outside") found.add("outside");
  }
  return found;
}

/** The order in which people read names with numbers; made once, because making it takes longer than comparing. */
export const natural = new Intl.Collator("en", { numeric: true }).compare;

/** The node an element stands on, "" where there is none. @param {string} id @param {Scene["elements"]} elements */
export function nodeOf(id, elements) {
  if (id.startsWith("gate/")) return `node/${id.slice(5)}`;
  return elements[id]?.in ?? "";
}

/** The last part of an id is the name a learner knows. @param {string} id */
export function nameOf(id) {
  return id.startsWith("nodeport/") ? id.split("/")[1] : id.slice(id.lastIndexOf("/") + 1);
}
