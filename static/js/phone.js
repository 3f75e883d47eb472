/** The concept lens on a phone: the same things, flowing downwards. */
import { column, inner, size, waiting } from "#k8sviz/concept.js";
import { bottom, cornered, down, left, right, top, across, wire } from "#k8sviz/wires.js";

/** @typedef {import("#k8sviz/layout.js").Input} Input */
/** @typedef {import("#k8sviz/wires.js").Place} Place */
/** @typedef {import("#k8sviz/boxes.js").Area} Area */

const GAP = { node: 11 };
const PODS = [
  { face: "tile", h: 68, count: 36, gap: 8 },
  { face: "tile", h: 52, count: 28, gap: 6 },
  { face: "address", h: 32, count: 0, gap: 4 },
  { face: "mini", h: 24, count: 0, gap: 4 },
];

/** @param {Input} input @returns {import("#k8sviz/layout.js").Layout} */
export function conceptDown(input) {
  const { cast, scene, viewport } = input;
  const frame = inner(viewport);
  /** @type {Map<string, Place>} */
  const places = new Map();
  let y = frame.y;
  /** @type {import("#k8sviz/layout.js").Border | null} */
  let border = null;
  if (cast.outside) {
    places.set("outside", { x: frame.x, y, w: 128, h: 60, face: "medium" });
    column(cast.balancers, { w: frame.w - 196, h: 64, gap: 8 }, { x: frame.x + 152, y, w: 0, h: 400 }, 0, "medium", places);
    y += Math.max(60, cast.balancers.length * 72 - 8) + 20;
    border = { points: [{ x: 0, y }, { x: viewport.width, y }], texts: [] };
    y += 12;
  }
  const tight = cast.outside || frame.h < 440;
  const row = cast.outside ? 20 : tight ? 22 : 44;
  const clientH = tight ? 52 : 80;
  cast.clients.forEach((id, i) => places.set(id, { x: frame.x + i * 176, y, w: 168, h: clientH, face: "medium" }));
  y += clientH + row;
  const full = cast.services.length < 2 && !cast.outside;
  const one = { w: frame.w, h: full ? (tight ? 84 : 106) : cast.services.length > 3 || cast.outside ? 60 : 80, gap: 8 };
  cast.services.forEach((id, i) => places.set(id, { ...one, x: frame.x, y: y + i * (one.h + one.gap), face: full ? "wide" : "slim" }));
  y += cast.services.length * (one.h + one.gap) - one.gap + row;
  if (cast.waiting.length) {
    waiting(cast.waiting.slice(0, 24), { x: frame.x, y, w: frame.w, h: 36 }, places);
    y += 48;
  }
  nodes(input, { ...frame, y, h: Math.max(frame.y + frame.h - y, 120) }, places);
  return { lens: "concept", flow: "down", ...size(viewport, places), places, bend: joinDown, wires: wires(scene, cast, places), border };
}

/** @param {Input} input @param {Area} area @param {Map<string, Place>} places */
function nodes({ cast, slots, scene }, area, places) {
  const columns = Math.min(3, Math.max(cast.nodes.length, 1));
  const rows = Math.ceil(cast.nodes.length / columns);
  const w = (area.w - GAP.node * (columns - 1)) / columns;
  const most = Math.max(1, ...cast.nodes.map((id) => slots.of(id).length));
  const tab = cast.tabs.length ? 16 : 0;
  const room = (area.h - (rows - 1) * (12 + tab)) / rows;
  const head = 38 + tab;
  const fits = PODS.find((p) => most * (p.h + p.count + p.gap) + head <= room) ?? PODS[PODS.length - 1];
  const mini = fits.face === "mini";
  const across = mini ? Math.max(1, Math.floor((w - 16 + fits.gap) / (fits.h + fits.gap))) : 1;
  const needed = Math.ceil(most / across) * (fits.h + fits.count + fits.gap) + head;
  const h = Math.max(needed, Math.min(room, 152));
  cast.nodes.forEach((id, i) => {
    const box = { x: area.x + (i % columns) * (w + GAP.node), y: area.y + tab + Math.floor(i / columns) * (h + 12 + tab), w, h, face: "foot" };
    places.set(id, box);
    slots.of(id).forEach((pod, k) => {
      const step = fits.h + fits.count + fits.gap;
      const x = mini ? box.x + 8 + (k % across) * (fits.h + fits.gap) : box.x + 8;
      const y = box.y + 12 + tab + Math.floor(k / across) * step;
      if (pod) places.set(pod, { x, y, w: mini ? fits.h : w - 16, h: fits.h, face: fits.face, inside: id });
    });
  });
  for (const id of cast.tabs) {
    const box = places.get(scene.elements[id].in ?? "");
    if (box) places.set(id, { x: box.x + box.w / 2 - 40, y: box.y - 14, w: 80, h: 28, face: "tab", inside: scene.elements[id].in });
  }
}

/** @param {Input["scene"]} scene @param {Input["cast"]} cast @param {Map<string, Place>} places */
function wires(scene, cast, places) {
  const list = [];
  for (const edge of Object.values(scene.edges)) {
    const [a, b] = [places.get(edge.from), places.get(edge.to)];
    if (!a || !b || edge.kind === "tether") continue;
    list.push(wire(edge.from, edge.to, edge.kind, edge.state, joinDown(a, b)));
  }
  for (const client of cast.clients) {
    for (const service of cast.services.slice(0, 4)) {
      const [a, b] = [places.get(client), places.get(service)];
      if (a && b) list.push(wire(client, service, "call", "", joinDown(a, b)));
    }
  }
  return list;
}

/** @param {Place} a @param {Place} b */
function joinDown(a, b) {
  if (Math.abs(a.y - b.y) < 40) return across(right(a), left(b));
  const start = bottom(a);
  const end = top(b);
  if (b.w > 300) return down(start, { x: Math.min(Math.max(start.x, b.x + 40), b.x + b.w - 40), y: b.y });
  if (a.w > 150 && a.w < 300) return cornered([start, { x: start.x, y: (start.y + end.y) / 2 }, { x: end.x, y: (start.y + end.y) / 2 }, end], 24);
  return down(start, end);
}
