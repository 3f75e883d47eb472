/** The concept lens on a wide stage: client → Service → Pods, from left to right; what is outside in the corner above. */
import { SMALL, stack, TITLE } from "#k8sviz/boxes.js";
import { calls } from "#k8sviz/scene.js";
import { above, across, attach, bottom, centre, cornered, down, left, right, wire } from "#k8sviz/wires.js";

/** @typedef {import("#k8sviz/layout.js").Input} Input */
/** @typedef {import("#k8sviz/layout.js").Layout} Layout */
/** @typedef {import("#k8sviz/wires.js").Place} Place */
/** @typedef {import("#k8sviz/boxes.js").Area} Area */

const CLIENT = { w: 168, h: 112, gap: 24 };
const SERVICES = [
  { face: "full", w: 296, h: 176, gap: 40 },
  { face: "medium", w: 296, h: 120, gap: 20 },
  { face: "compact", w: 272, h: 64, gap: 12 },
];
const OUTSIDE = { w: 160, h: 84, balancerW: 200, balancerH: 96, gap: 40 };
const OUTSIDE_NARROW = { w: 144, h: 72, balancerW: 188, balancerH: 84, gap: 24 };
/** Inside a node, left of its Pods: the tab of a node port, then the gate. */
const LEAD = { top: 108, side: 44 };
const NONE = { top: 0, side: 0 };
/** What the nodes leave free: client, Service, and room for the wires between. */
const LEFT = { plain: 568, tabs: 572 };
/** On a narrow stage the client stands above the Service. */
const NARROW = { below: 1000, plain: 304, tabs: 424, client: 84, gap: 36, note: 104 };

/** @param {Input} input @returns {Layout} */
export function concept(input) {
  const { cast, viewport, slots } = input;
  const frame = inner(viewport);
  const lead = cast.tabs.length > 0;
  const boxes = cast.nodes.map((id) => ({ id, pods: slots.of(id) }));
  const narrow = frame.w < NARROW.below;
  const room = narrow ? NARROW : LEFT;
  const taken = lead ? room.tabs : room.plain;
  const nodes = stack(boxes, { ...frame, x: frame.x + taken, w: frame.w - taken }, { lead: lead ? LEAD : NONE });
  const places = nodes.places;
  if (lead) gates(input, places, nodes.plan.header);
  const corner = cast.outside ? outside(input, frame, places, narrow ? OUTSIDE_NARROW : OUTSIDE) : 0;
  const body = { ...frame, y: frame.y + corner, h: frame.h - corner };
  const middle = heart(body, corner ? [] : [...places.values()].filter((p) => p.inside));
  const edge = (boxes.length ? nodes.area.x : frame.x + frame.w) - (lead ? 24 : 0);
  const heartland = narrow ? upright(input, body, edge, places) : level(input, body, edge, middle, places);
  waiting(cast.waiting, { ...body, x: heartland.x, w: edge - heartland.x - 24 }, places);
  const border = cast.outside ? line(frame, corner, edge) : null;
  const bend = bends(places, cast.services, nodes.area.x);
  return { lens: "concept", flow: "right", ...size(viewport, places), places, bend, wires: wires(input, places, bend), border };
}

/**
 * How a packet goes between two places. What goes past the Service, straight to a Pod, goes over it.
 * @param {Map<string, Place>} places @param {string[]} services @param {number} nodesX
 * @returns {(a: Place, b: Place) => import("#k8sviz/wires.js").Bend}
 */
function bends(places, services, nodesX) {
  const over = Math.min(...services.map((id) => (places.get(id)?.y ?? Infinity) - 28));
  return (a, b) => {
    const past = isPod(b) && a.x + a.w <= nodesX - 200 && Number.isFinite(over) && !services.some((id) => places.get(id) === a);
    if (past) return above(right(a), SMALL.has(b.face) ? centre(b) : left(b), over);
    const box = SMALL.has(b.face) && places.get(b.inside ?? "");
    return box ? into(a, b, box, nodesX) : join(a, b, nodesX);
  };
}

/** @param {Place} p */
function isPod(p) {
  return p.inside && p.face !== "gate" && p.face !== "tab";
}
/** Clients on the left, Services halfway to the nodes. @param {Input} input @param {Area} body @param {number} edge @param {number} middle @param {Map<string, Place>} places */
function level({ cast }, body, edge, middle, places) {
  column(cast.clients, CLIENT, { ...body, w: CLIENT.w }, middle, "full", places);
  const services = fit(cast.services.length, body.h - (cast.waiting.length ? 60 : 0));
  const gapLeft = body.x + CLIENT.w;
  const w = Math.min(services.w, edge - gapLeft - 104);
  const x = gapLeft + (edge - gapLeft - w) * (cast.tabs.length ? 0.4 : 0.48);
  column(cast.services, { ...services, w }, { ...body, x, w }, middle, services.face, places);
  return { x };
}

/** Clients above, Services below them, with room for a note between the two. @param {Input} input @param {Area} body @param {number} edge @param {Map<string, Place>} places */
function upright({ cast }, body, edge, places) {
  const least = NARROW.client + NARROW.gap;
  const services = fit(cast.services.length, body.h - least - (cast.waiting.length ? 48 : 0));
  const w = Math.min(264, edge - body.x - 48);
  const below = cast.services.length * (services.h + services.gap) - services.gap;
  const above = least + Math.max(0, Math.min(NARROW.note, body.h - least - below));
  const total = above + below;
  const y = body.y + Math.max(0, (body.h - total) / 2);
  cast.clients.forEach((id, i) => places.set(id, { x: body.x + i * (CLIENT.w + 12), y, w: CLIENT.w, h: NARROW.client, face: "full" }));
  column(cast.services, { ...services, w }, { x: body.x, y: y + above, w, h: body.h - above }, y + above, services.face, places);
  return { x: body.x };
}

/** The part of the viewport that nothing covers. @param {import("#k8sviz/layout.js").Viewport} v @returns {Area} */
export function inner(v) {
  return { x: v.left, y: v.top, w: v.width - v.left - v.right, h: v.height - v.top - v.bottom };
}

/** The viewport, or more if the places need it. @param {import("#k8sviz/layout.js").Viewport} v @param {Map<string, Place>} places */
export function size(v, places) {
  let [width, height] = [v.width, v.height];
  for (const p of places.values()) {
    width = Math.max(width, p.x + p.w + v.right);
    height = Math.max(height, p.y + p.h + v.bottom);
  }
  return { width, height };
}

/** The height the eye starts at: the middle, or a Pod near it, so that its wire runs level. @param {Area} body @param {Place[]} pods */
function heart(body, pods) {
  const middle = body.y + body.h / 2;
  const near = pods.map((p) => p.y + p.h / 2).filter((y) => Math.abs(y - middle) < 28);
  return near.length ? near[0] : middle;
}

/** @param {number} count @param {number} h */
function fit(count, h) {
  return SERVICES.find((s) => count * (s.h + s.gap) - s.gap <= h) ?? SERVICES[SERVICES.length - 1];
}

/**
 * @param {string[]} ids @param {{w: number, h: number, gap: number}} one @param {Area} area @param {number} middle
 * @param {string} face @param {Map<string, Place>} places
 */
export function column(ids, one, area, middle, face, places) {
  const total = ids.length * (one.h + one.gap) - one.gap;
  const y = Math.max(area.y, Math.min(middle - total / 2, area.y + area.h - total));
  ids.forEach((id, i) => places.set(id, { x: area.x, y: y + i * (one.h + one.gap), w: one.w, h: one.h, face }));
}

/** Pods that no node has yet wait below the Service. @param {string[]} ids @param {Area} area @param {Map<string, Place>} places */
export function waiting(ids, area, places) {
  const [w, h, gap] = ids.length > 6 || area.w < 172 ? [26, 26, 6] : [172, 36, 8];
  const columns = Math.max(1, Math.floor((area.w + gap) / (w + gap)));
  const rows = Math.ceil(ids.length / columns);
  const y = area.y + area.h - rows * (h + gap) + gap;
  ids.forEach((id, i) => {
    const face = w === 26 ? "mini" : "compact";
    places.set(id, { x: area.x + (i % columns) * (w + gap), y: y + Math.floor(i / columns) * (h + gap), w, h, face });
  });
}

/** Tabs on the left edge of their nodes, gates inside. @param {Input} input @param {Map<string, Place>} places @param {string} header */
function gates({ cast, scene }, places, header) {
  for (const id of cast.gates) {
    const node = places.get(scene.elements[id].in ?? "");
    if (!node) continue;
    const y = header === "side" ? node.y + 12 : node.y + 48;
    const x = node.x + 24 + (header === "side" ? TITLE.side : LEAD.top - LEAD.side);
    places.set(id, { x, y, w: 20, h: node.y + node.h - 12 - y, face: "gate", inside: scene.elements[id].in, port: node.y + (header === "side" ? 88 : 78) });
  }
  /** @type {Map<string, number>} */
  const used = new Map();
  for (const id of cast.tabs) {
    const home = scene.elements[id].in ?? "";
    const node = places.get(home);
    if (!node) continue;
    const row = used.get(home) ?? 0;
    used.set(home, row + 1);
    places.set(id, { x: node.x - 24, y: node.y + (header === "side" ? 70 : 60) + row * 44, w: 92, h: 36, face: "tab", inside: home });
  }
}

/** What stands outside, in the corner. @param {Input} input @param {Area} frame @param {Map<string, Place>} places @param {typeof OUTSIDE} sizes @returns {number} its height */
function outside({ cast }, frame, places, sizes) {
  const rows = Math.max(1, cast.balancers.length);
  const high = rows * (sizes.balancerH + 12) - 12;
  const y = frame.y + 28;
  places.set("outside", { x: frame.x, y: y + (high - sizes.h) / 2, w: sizes.w, h: sizes.h, face: "full" });
  cast.balancers.forEach((id, i) =>
    places.set(id, { x: frame.x + sizes.w + sizes.gap, y: y + i * (sizes.balancerH + 12), w: sizes.balancerW, h: sizes.balancerH, face: "full" }));
  return high + 28 + 44;
}

/** @param {Area} frame @param {number} corner @param {number} edge @returns {import("#k8sviz/layout.js").Border} */
function line(frame, corner, edge) {
  const [x, y] = [edge - 36, frame.y + corner - 20];
  return {
    points: [{ x: frame.x, y }, { x, y }, { x, y: frame.y - 8 }],
    texts: [{ x: frame.x, y: frame.y + 6, word: "outside", anchor: "start" }, { x: frame.w < NARROW.below ? frame.x + CLIENT.w + 24 : frame.x, y: y + 22, word: "cluster", anchor: "start" }],
  };
}

/** Among many small Pods: one wire to the box, and inside it straight on. @param {Place} a @param {Place} b @param {Place} box @param {number} nodesX */
function into(a, b, box, nodesX) {
  if (a.inside) return across(...attach(a, b));
  const door = left(box);
  const { start, controls } = join(a, { ...box, w: 0 }, nodesX);
  return { start, controls: [...controls, door, { x: door.x + 16, y: door.y }], end: centre(b) };
}

/** @param {Input} input @param {Map<string, Place>} places @param {import("#k8sviz/layout.js").Layout["bend"]} bend @returns {import("#k8sviz/wires.js").Wire[]} */
function wires({ scene, cast }, places, bend) {
  const calls = called(scene, cast).map(([from, to]) => ({ from, to, kind: "call", state: "" }));
  /** @type {Map<string, import("#k8sviz/wires.js").Wire>} */
  const list = new Map();
  for (const { from, to, kind, state } of [...Object.values(scene.edges), ...calls]) {
    const small = SMALL.has(places.get(to)?.face ?? "") ? places.get(to)?.inside : undefined;
    const [a, b] = [places.get(from), places.get(small ?? to)];
    if (!a || !b || (kind === "tether" && cast.outside)) continue;
    const one = wire(from, small ?? to, kind, small ? "" : state, kind === "tether" ? tether(a, b) : bend(a, b));
    list.set(one.id, one);
  }
  return [...list.values()];
}

/** Every client with every Service; where these are many, only those that were called. @param {Input["scene"]} scene @param {Input["cast"]} cast */
function called(scene, cast) {
  const pairs = cast.clients.flatMap((client) => cast.services.map((service) => [client, service]));
  const seen = calls(scene);
  return pairs.length <= 4 ? pairs : pairs.filter(([client, service]) => seen.has(`${client}|${service}`));
}

/**
 * From the right side of one to the left side of the other; into a node box it turns just before the box.
 * @param {Place} a @param {Place} b @param {number} nodesX
 */
function join(a, b, nodesX) {
  if (b.y >= a.y + a.h && b.x < a.x + a.w && !b.inside) return down(bottom(a), { x: Math.min(a.x + a.w / 2, b.x + b.w - 48), y: b.y });
  const [start, end] = attach(a, b);
  if (start.x > nodesX || end.x < nodesX - 40 || Math.abs(end.y - start.y) < 1) return across(start, end);
  const turn = end.x < nodesX ? Math.max(end.x - 28, (start.x + end.x) / 2) : (start.x + nodesX) / 2;
  const slant = Math.min((nodesX - start.x) * 0.12, Math.abs(end.y - start.y) * 0.3);
  const level = turn - start.x > 160 ? [{ x: turn - 48 - slant, y: start.y }] : [];
  const straight = end.x - nodesX > 60 ? [{ x: nodesX, y: end.y }] : [];
  return { start, controls: [...level, { x: turn - slant, y: start.y }, { x: turn + slant, y: end.y }, ...straight], end };
}

/** @param {Place} client @param {Place} node */
function tether(client, node) {
  const y = node.y + 28;
  const x = client.x + 28;
  if (y > client.y - 24 && y < client.y + client.h + 24) return across({ x: client.x + client.w, y: client.y + 20 }, { x: node.x, y });
  return cornered([{ x, y: y < client.y ? client.y : client.y + client.h }, { x, y }, { x: node.x, y }]);
}
