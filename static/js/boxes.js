/** Node boxes with their Pods inside: the largest faces that fit into the room there is. */

/** @typedef {import("#k8sviz/wires.js").Place} Place */
/** @typedef {{id: string, pods: string[]}} Box */
/** @typedef {{top: number, side: number}} Lead the room inside a box, left of its Pods, for a gate and the tab of a node port */
/** @typedef {{x: number, y: number, w: number, h: number}} Area */
/** @typedef {{face: string, w: number, h: number, gap: number, count: number}} Face a Pod's face; `count` is the room for its number beside it */
/** @typedef {{header: "top" | "side", face: Face, podColumns: number, nodeColumns: number, w: number, h: number, lead: Lead}} Plan */

const GAP = 16;
const PAD = { left: 24, right: 16, bottom: 12 };
/** The room for name and address: above the Pods, or left of them. */
export const TITLE = { top: 52, side: 116 };

/** @type {Face[]} from the most telling to the smallest */
export const FACES = [
  { face: "full", w: 218, h: 136, gap: 12, count: 88 },
  { face: "short", w: 218, h: 96, gap: 10, count: 88 },
  { face: "medium", w: 218, h: 64, gap: 8, count: 88 },
  { face: "line", w: 336, h: 36, gap: 8, count: 0 },
  { face: "compact", w: 172, h: 36, gap: 8, count: 0 },
  { face: "address", w: 128, h: 32, gap: 6, count: 0 },
  { face: "tally", w: 60, h: 28, gap: 6, count: 0 },
  { face: "mini", w: 26, h: 26, gap: 6, count: 0 },
  { face: "mini", w: 18, h: 18, gap: 4, count: 0 },
];

/** Faces so small and so many that one wire goes to their box, and none to each. */
export const SMALL = new Set(["tally", "mini"]);

/**
 * Places nodes and Pods against the right edge of the area.
 * @param {Box[]} boxes @param {Area} area @param {{lead?: Lead, fill?: boolean}} [options]
 * @returns {{places: Map<string, Place>, plan: Plan, area: Area}}
 */
export function stack(boxes, area, { lead = { top: 0, side: 0 }, fill = false } = {}) {
  const plan = choose(boxes, area, lead);
  const rows = Math.ceil(boxes.length / plan.nodeColumns);
  const roomy = Math.min((area.h - GAP * (rows - 1)) / rows, fill ? Infinity : Math.max(plan.h, 224));
  const h = Math.max(plan.h, Math.floor(roomy));
  const w = plan.w;
  const total = { w: plan.nodeColumns * (w + GAP) - GAP, h: rows * (h + GAP) - GAP };
  const origin = { x: area.x + area.w - total.w, y: area.y + Math.max(0, (area.h - total.h) / 2) };
  /** @type {Map<string, Place>} */
  const places = new Map();
  boxes.forEach((box, i) => {
    const column = i % plan.nodeColumns;
    const place = { x: origin.x + column * (w + GAP), y: origin.y + Math.floor(i / plan.nodeColumns) * (h + GAP), w, h, face: plan.header };
    places.set(box.id, place);
    pods(box, place, plan, places);
  });
  return { places, plan, area: { ...origin, ...total } };
}

/** @param {Box} box @param {Place} at @param {Plan} plan @param {Map<string, Place>} places */
function pods(box, at, plan, places) {
  const { face, podColumns } = plan;
  const x = at.x + PAD.left + plan.lead[plan.header] + (plan.header === "side" ? TITLE.side : 0);
  const rows = Math.max(1, Math.ceil(box.pods.length / podColumns));
  const used = rows * (face.h + face.gap) - face.gap;
  const y = plan.header === "side" ? at.y + (at.h - used) / 2 : at.y + TITLE.top;
  const cell = face.w + (face.count ? face.count + 8 : 0) + face.gap;
  box.pods.forEach((id, i) => {
    if (!id) return;
    places.set(id, {
      x: x + (i % podColumns) * cell, y: y + Math.floor(i / podColumns) * (face.h + face.gap),
      w: face.w, h: face.h, face: face.face, inside: box.id,
    });
  });
}

/**
 * Fills a free area with Pods, from its lower left corner: the largest faces that fit.
 * @param {string[]} ids @param {Area} area @param {string} inside @param {Map<string, Place>} places @param {Face} [largest] the others are no larger
 */
export function fill(ids, area, inside, places, largest = FACES[0]) {
  const sized = FACES.slice(FACES.indexOf(largest)).map((face) => {
    const cell = { w: face.w + (face.count ? face.count + 8 : 0) + face.gap, h: face.h + face.gap };
    const columns = Math.max(1, Math.floor((area.w + face.gap) / cell.w));
    return { face, cell, columns, rows: Math.ceil(ids.length / columns) };
  });
  const fits = (/** @type {typeof sized[0]} */ { face, cell, columns, rows }) => columns * cell.w - face.gap <= area.w && rows * cell.h - face.gap <= area.h;
  const { face, cell, columns, rows } = sized.find(fits) ?? sized[sized.length - 1];
  const y = area.y + Math.max(0, area.h - rows * cell.h + face.gap);
  ids.forEach((id, i) => {
    if (id) places.set(id, { x: area.x + (i % columns) * cell.w, y: y + Math.floor(i / columns) * cell.h, w: face.w, h: face.h, face: face.face, inside });
  });
}

/** @param {Box[]} boxes @param {Area} area @param {Lead} lead @returns {Plan} */
function choose(boxes, area, lead) {
  const most = Math.max(1, ...boxes.map((box) => box.pods.length));
  /** @type {Plan | undefined} */
  let last;
  for (const face of FACES) {
    for (let nodeColumns = 1; nodeColumns <= 4; nodeColumns++) {
      for (const header of /** @type {("top" | "side")[]} */ (["top", "side"])) {
        const room = {
          w: (area.w - GAP * (nodeColumns - 1)) / nodeColumns,
          h: (area.h - GAP * (Math.ceil(boxes.length / nodeColumns) - 1)) / Math.ceil(boxes.length / nodeColumns),
        };
        const plan = planned(face, header, nodeColumns, most, lead, room);
        if (plan.w <= room.w && plan.h <= room.h) return plan;
        if (!last || plan.w * plan.h * nodeColumns < last.w * last.h * last.nodeColumns) last = plan;
      }
    }
  }
  return /** @type {Plan} */ (last);
}

/**
 * @param {Face} face @param {"top" | "side"} header @param {number} nodeColumns @param {number} most @param {Lead} lead
 * @param {{w: number, h: number}} room @returns {Plan}
 */
function planned(face, header, nodeColumns, most, lead, room) {
  const beside = PAD.left + PAD.right + lead[header] + (header === "side" ? TITLE.side : 0);
  const over = header === "top" ? TITLE.top + PAD.bottom : 2 * PAD.bottom;
  const cell = { w: face.w + (face.count ? face.count + 8 : 0) + face.gap, h: face.h + face.gap };
  const rows = Math.max(1, Math.floor((room.h - over + face.gap) / cell.h));
  const podColumns = Math.max(1, Math.ceil(most / rows));
  const used = Math.ceil(most / podColumns);
  const least = header === "side" ? (lead.side ? 116 : 2 * PAD.bottom + 48) : 0;
  return {
    header, face, podColumns, nodeColumns, lead,
    w: Math.max(beside + podColumns * cell.w - face.gap, header === "top" ? 264 : 0),
    h: Math.max(over + used * cell.h - face.gap, least),
  };
}
