/** The datapath lens: the client stands in its node, every node has its gate, and the Service is only in the rules. */
import { FACES, fill, SMALL, stack, TITLE } from "#k8sviz/boxes.js";
import { inner, size, waiting } from "#k8sviz/concept.js";
import { across, attach, bottom, cornered, down, left, right, top, wire } from "#k8sviz/wires.js";

/** @typedef {import("#k8sviz/layout.js").Input} Input */
/** @typedef {import("#k8sviz/wires.js").Place} Place */

const GHOST = { w: 304, h: 72, gap: 16 };
const CLIENT = { w: 176, h: 96 };
const GATE = 24;
/** How much of the width is for the nodes beside the client's: more where there are many Pods, so that they are as large there as here. */
const SHARE = { plain: 0.44, crowded: 0.54, wide: 1000, many: 8 };
/** The least between a client and the rules of its node. */
const GAP = 16;
/** The tab of a node port. */
const TAB = { w: 84, h: 36 };
/** Between the client's node and the others. */
const AISLE = { narrowBelow: 800, narrow: { plain: 64, tabs: 96 }, wide: { plain: 120, tabs: 150 } };

/** @param {Input} input @returns {import("#k8sviz/layout.js").Layout} */
export function datapath(input) {
  const { cast, scene, slots, viewport } = input;
  const frame = inner(viewport);
  const home = scene.elements[cast.clients[0]]?.in ?? cast.nodes[0] ?? "";
  const others = cast.nodes.filter((id) => id !== home);
  const sky = GHOST.h + 36;
  const body = { ...frame, y: frame.y + sky, h: frame.h - sky };
  const share = shared(input, frame.w);
  const guests = (/** @type {string} */ node) => cast.clients.filter((id) => scene.elements[id].in === node);
  const rightSide = stack(others.map((id) => ({ id, pods: [...slots.of(id), ...guests(id)] })), { ...body, x: frame.x + frame.w * (1 - share), w: frame.w * share }, { lead: { top: 60, side: 60 }, fill: true });
  const places = rightSide.places;
  const edge = others.length ? rightSide.area.x - aisle(cast, frame.w) : frame.x + frame.w;
  const { face } = rightSide.plan;
  if (home) homeNode(input, home, { ...body, w: edge - body.x }, places, SMALL.has(face.face) ? face : FACES[0]);
  for (const id of others) {
    const node = places.get(id);
    const gate = `gate/${id.slice(5)}`;
    if (!node) continue;
    const beside = node.face === "side";
    if (!beside) node.face = "inset";
    const at = beside ? { x: node.x + 24 + TITLE.side, y: node.y + 12, h: node.h - 24 } : { x: node.x + 24, y: node.y + 48, h: node.h - 64 };
    if (scene.elements[gate]) places.set(gate, { ...at, w: GATE, face: "gate", inside: id });
  }
  tabs(input, home, places);
  if (cast.outside) outside(input, frame, places);
  const gates = [`gate/${home.slice(5)}`, `gate/${(others[0] ?? "").slice(5)}`].map((id) => places.get(id));
  const texts = ghosts(cast, frame, gates, places);
  waiting(cast.waiting, { ...body, x: edge + 8, w: 112 }, places);
  return { lens: "datapath", flow: "right", ...size(viewport, places), places, bend, wires: wires(input, home, places), border: { points: [], texts } };
}

/** @param {Input} input @param {number} width */
function shared({ cast, slots }, width) {
  const crowded = width >= SHARE.wide && cast.nodes.some((id) => slots.of(id).length > SHARE.many);
  return crowded ? SHARE.crowded : SHARE.plain;
}

/** @param {Input["cast"]} cast @param {number} width */
function aisle({ tabs }, width) {
  const room = width < AISLE.narrowBelow ? AISLE.narrow : AISLE.wide;
  return tabs.length ? room.tabs : room.plain;
}

/** @param {Input} input @param {string} home @param {import("#k8sviz/boxes.js").Area} area @param {Map<string, Place>} places @param {import("#k8sviz/boxes.js").Face} largest many are as small here as on the other nodes */
function homeNode({ cast, scene, slots }, home, area, places, largest) {
  const clients = cast.clients.filter((id) => scene.elements[id].in === home);
  places.set(home, { ...area, face: "top" });
  const gate = `gate/${home.slice(5)}`;
  const x = area.x + area.w - 72;
  const w = Math.min(CLIENT.w, x - GAP - area.x - 24);
  const face = w < CLIENT.w ? "medium" : "full";
  clients.forEach((id, i) => places.set(id, { x: area.x + 24, y: area.y + 56 + i * (CLIENT.h + 12), w, h: CLIENT.h, face, inside: home }));
  if (scene.elements[gate]) places.set(gate, { x, y: area.y + 48, w: GATE, h: area.h - 64, face: "gate", inside: home, port: area.y + 56 + CLIENT.h / 2 });
  const y = area.y + 56 + clients.length * (CLIENT.h + 12) + 4;
  fill(slots.of(home), { x: area.x + 24, y, w: x - 24 - area.x - 24, h: area.y + area.h - 16 - y }, home, places, largest);
}

/** @param {Input} input @param {string} home @param {Map<string, Place>} places */
function tabs({ cast, scene }, home, places) {
  /** @type {Map<string, number>} */
  const used = new Map();
  for (const id of cast.tabs) {
    const host = scene.elements[id].in ?? "";
    const node = places.get(host);
    const row = used.get(host) ?? 0;
    used.set(host, row + 1);
    if (!node) continue;
    const at = host === home ? { x: Math.min(node.x + 280, node.x + node.w - TAB.w - 80) + row * 100, y: node.y - 18 } : { x: node.x - 68, y: node.y + 12 + row * 44 };
    places.set(id, { ...at, ...TAB, face: "tab", inside: host });
  }
}

/** @param {Input} input @param {import("#k8sviz/boxes.js").Area} frame @param {Map<string, Place>} places */
function outside({ cast }, frame, places) {
  places.set("outside", { x: frame.x, y: frame.y, w: 152, h: 64, face: "medium" });
  cast.balancers.forEach((id, i) => places.set(id, { x: frame.x + 184, y: frame.y - 4 + i * 80, w: 168, h: 72, face: "medium" }));
}

/**
 * The Services above everything: one between the gates, several in a row.
 * @param {Input["cast"]} cast @param {import("#k8sviz/boxes.js").Area} frame @param {(Place | undefined)[]} gates
 * @param {Map<string, Place>} places @returns {import("#k8sviz/layout.js").Border["texts"]}
 */
function ghosts(cast, frame, [mine, next], places) {
  const from = cast.outside ? frame.x + 390 : frame.x;
  const room = frame.x + frame.w - from;
  const n = Math.max(cast.services.length, 1);
  const w = Math.min(GHOST.w, (room - GHOST.gap * (n - 1)) / n);
  const between = n === 1 && mine && next ? (mine.x + next.x + GATE - w) / 2 : from + (room - (n * (w + GHOST.gap) - GHOST.gap)) / 2;
  const x = Math.max(from, between);
  cast.services.forEach((id, i) => places.set(id, { x: x + i * (w + GHOST.gap), y: frame.y, w, h: GHOST.h, face: "ghost" }));
  const beside = Math.max(x + w, next?.x ?? 0) + 48;
  const fits = n === 1 && beside + 240 <= frame.x + frame.w;
  return fits ? [{ x: beside, y: frame.y + GHOST.h / 2 - 24, word: "not_a_hop", anchor: "start" }] : [];
}

/** @param {Place} a @param {Place} b */
function bend(a, b) {
  return across(...attach(a, b));
}

/** @param {Input} input @param {string} home @param {Map<string, Place>} places */
function wires({ scene, cast }, home, places) {
  /** @type {import("#k8sviz/wires.js").Wire[]} */
  const list = [];
  /** @param {string} from @param {string} to @param {string} kind @param {typeof bend} by */
  const add = (from, to, kind, by) => {
    const [a, b] = [places.get(from), places.get(to)];
    if (a && b) list.push(wire(from, to, kind, "", by(a, b)));
  };
  for (const edge of Object.values(scene.edges)) if (edge.kind === "front") add(edge.from, edge.to, "front", front);
  for (const id of cast.gates) if (cast.services.length) add(cast.services[0], id, "leader", leader);
  for (const id of cast.clients) add(id, `gate/${(scene.elements[id].in ?? home).slice(5)}`, "call", bend);
  return list;
}

/** In through the gap under the ghosts, to a tab from above or from the left. @param {Place} a @param {Place} b @returns {import("#k8sviz/wires.js").Bend} */
function front(a, b) {
  if (b.y < a.y + a.h) return bend(a, b);
  if (b.x < a.x + a.w + 120) return down(bottom(a), top(b));
  const [start, end] = [right(a), left(b)];
  const [turn, gap, corridor] = [start.x + 20, a.y + GHOST.h + 20, end.x - 24];
  return cornered([start, { x: turn, y: start.y }, { x: turn, y: gap }, { x: corridor, y: gap }, { x: corridor, y: end.y }, end], 12);
}

/** @param {Place} service @param {Place} gate @returns {import("#k8sviz/wires.js").Bend} */
function leader(service, gate) {
  const x = gate.x + gate.w / 2;
  const y = service.y + service.h / 2;
  if (x > service.x && x < service.x + service.w) return { start: { x, y: service.y + service.h }, controls: [], end: top(gate) };
  return cornered([x < service.x ? left(service) : right(service), { x, y }, top(gate)]);
}
