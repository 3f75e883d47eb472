/** The addresses a packet carries, written beside it, and the note where they are rewritten. */

/** @typedef {import("#k8sviz/palette.js").Palette} Palette */
/** @typedef {import("#k8sviz/flights.js").Sight} Sight */
/** @typedef {{x: number, y: number, w: number, h: number, weight?: number}} Box `weight`: how bad it is to cover it, 1 unless told */

const SIZE = 16;
const LINE = 24;

/** The client's own port is the same for all journeys of a route until it is filled in here. @param {string} end @param {number} port */
function filled(end, port) {
  return end.endsWith("*") ? `${end.slice(0, -1)}${port}` : end;
}

/** What is worth reading on this leg. @param {Sight} s @returns {string[]} */
export function lines({ way, leg, flight }) {
  if (!way) return [];
  if (way.reply) return [`src ${filled(way.src, flight.port)}`];
  const first = flight.route.legs[0];
  const source = leg > 0 && way.src !== first[2] ? [`src ${filled(way.src, flight.port)}`] : [];
  return [...source, `dst ${filled(way.dst, flight.port)}`];
}

/**
 * A tag with a thin line to its packet, where it covers nothing else.
 * @param {CanvasRenderingContext2D} c @param {Sight} s @param {Box[]} taken @param {{width: number, height: number}} stage @param {Palette} palette
 */
export function tag(c, s, taken, stage, palette) {
  const texts = lines(s);
  if (!texts.length) return;
  const colour = s.way?.reply ? palette.reply : palette.request;
  c.font = `500 ${SIZE}px ${palette.mono}`;
  const w = Math.max(...texts.map((text) => c.measureText(text).width)) + 22;
  const h = texts.length * LINE + 8;
  const box = spot(s, w, h, taken, stage);
  taken.push(box);
  c.strokeStyle = colour;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(s.x, box.y > s.y ? s.y + 14 : s.y - 14);
  c.lineTo(Math.min(Math.max(s.x, box.x + 8), box.x + w - 8), box.y > s.y ? box.y : box.y + h);
  c.stroke();
  frame(c, box, colour, palette.paper);
  c.fillStyle = colour;
  c.textBaseline = "middle";
  c.textAlign = "left";
  texts.forEach((text, i) => c.fillText(text, box.x + 11, box.y + 4 + LINE * (i + 0.5) + 1));
}

/**
 * The note of a rewrite: the old value is struck, the new one drops in below on a bar.
 * @param {CanvasRenderingContext2D} c @param {Sight} s @param {string} title @param {Box[]} taken @param {{width: number, height: number}} stage @param {Palette} palette
 */
export function note(c, s, title, taken, stage, palette) {
  const way = s.way;
  if (!way?.gate || !way.changes.length) return;
  const changes = way.changes.map(({ field, old, value }) => ({ field, old: filled(old, s.flight.port), value: filled(value, s.flight.port) }));
  const colour = way.reply ? palette.reply : palette.request;
  c.font = `500 ${SIZE}px ${palette.mono}`;
  const w = Math.max(...changes.map(({ old, value }) => Math.max(c.measureText(old).width, c.measureText(value).width + 16))) + 76;
  const head = title ? 36 : 8;
  const h = head + changes.length * 60;
  const { gate } = way;
  const middle = { ...s, x: gate.x + gate.w / 2, y: gate.face === "gate" ? (gate.port ?? gate.y) + 40 : gate.y };
  const box = spot(middle, w, h, taken, stage, gate.face === "gate" ? 24 : 20);
  taken.push(box);
  frame(c, box, colour, palette.paper, 6);
  c.textBaseline = "middle";
  c.textAlign = "left";
  c.fillStyle = palette.ink;
  c.font = `500 15px ${palette.mono}`;
  c.fillText(title, box.x + 16, box.y + 20);
  const struck = Math.min(s.hold / 0.5, 1);
  const dropped = Math.min(Math.max((s.hold - 0.5) / 0.5, 0), 1);
  changes.forEach((change, i) => rewritten(c, box.x + 16, box.y + head + i * 60, change, struck, 1 - (1 - dropped) ** 3, colour, palette));
}

/**
 * @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {import("#k8sviz/ways.js").Change} change
 * @param {number} struck @param {number} dropped @param {string} colour @param {Palette} palette
 */
function rewritten(c, x, y, { field, old, value }, struck, dropped, colour, palette) {
  c.font = `500 ${SIZE}px ${palette.mono}`;
  c.fillStyle = palette.ink;
  c.fillText(field, x, y + 12);
  c.fillText(old, x + 48, y + 12);
  c.strokeStyle = palette.ink;
  c.lineWidth = 1.5;
  c.beginPath();
  c.moveTo(x + 46, y + 12);
  c.lineTo(x + 46 + (c.measureText(old).width + 4) * struck, y + 12);
  c.stroke();
  if (!dropped) return;
  c.globalAlpha = dropped;
  const top = y + 24 - 8 * (1 - dropped);
  c.fillStyle = colour;
  c.beginPath();
  c.roundRect(x + 40, top, c.measureText(value).width + 16, 28, 4);
  c.fill();
  c.fillStyle = palette.onFill;
  c.fillText(value, x + 48, top + 15);
  c.globalAlpha = 1;
}

/**
 * How it ended, beside where it ended.
 * @param {CanvasRenderingContext2D} c @param {Sight} s @param {string} text @param {Box[]} taken @param {{width: number, height: number}} stage @param {Palette} palette
 */
export function said(c, s, text, taken, stage, palette) {
  c.font = `500 ${SIZE}px ${palette.mono}`;
  const box = spot(s, c.measureText(text).width + 22, 32, taken, stage, 30);
  taken.push(box);
  c.strokeStyle = palette.refused;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(s.x, box.y > s.y ? s.y + 14 : s.y - 14);
  c.lineTo(Math.min(Math.max(s.x, box.x + 8), box.x + box.w - 8), box.y > s.y ? box.y : box.y + 32);
  c.stroke();
  frame(c, box, palette.refused, palette.paper);
  c.fillStyle = palette.refused;
  c.textBaseline = "middle";
  c.textAlign = "left";
  c.fillText(text, box.x + 11, box.y + 17);
}

/** @param {CanvasRenderingContext2D} c @param {Box} box @param {string} colour @param {string} fill @param {number} [radius] */
function frame(c, { x, y, w, h }, colour, fill, radius = 4) {
  c.beginPath();
  c.roundRect(Math.round(x) + 0.5, Math.round(y) + 0.5, w, h, radius);
  c.fillStyle = fill;
  c.fill();
  c.lineWidth = 1.25;
  c.strokeStyle = colour;
  c.stroke();
}

/**
 * Above the packet, or below it, or aside: the spot that covers least.
 * @param {{x: number, y: number}} s @param {number} w @param {number} h @param {Box[]} taken @param {{width: number, height: number}} stage @param {number} [away]
 * @returns {Box}
 */
export function spot(s, w, h, taken, stage, away = 60) {
  let best = { x: 12, y: 8, w, h };
  let least = Infinity;
  for (const dx of [0, -0.58, 0.58, -1, 1, -1.6]) {
    const x = Math.min(Math.max(s.x - w / 2 + dx * w, 12), Math.max(stage.width - w - 12, 12));
    for (const dy of [-away - h, away, -away - h - 56, away + 56, -away - h - 120, away + 120]) {
      const box = { x, y: s.y + dy, w, h };
      if (box.y < 4 || box.y + h > stage.height - 4) continue;
      const cost = taken.reduce((sum, other) => sum + (other.weight ?? 1) * covered(box, other), 0) + 4 * Math.abs(x + w / 2 - s.x) + 2 * Math.abs(dy + h / 2);
      if (cost < least) [best, least] = [box, cost];
    }
  }
  return best;
}

/** How much of each other two boxes cover. @param {Box} a @param {Box} b */
function covered(a, b) {
  const x = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x) + 6;
  const y = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y) + 6;
  return x > 0 && y > 0 ? x * y : 0;
}
