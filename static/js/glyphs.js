/** The shapes that travel, on a canvas: pentagon, octagon, broken ring, trails. */
import { PIECES } from "#k8sviz/path.js";

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {import("#k8sviz/path.js").Path} Path */
/** @typedef {import("#k8sviz/palette.js").Palette} Palette */

const [LONG, HIGH] = [13, 9];
/** How much larger one is that stands for several. */
const BUNDLED = 1.25;

/** @param {Context} c @param {number} x @param {number} y @param {number} angle @param {boolean} reply @param {number} size @param {Palette} palette */
export function pentagon(c, x, y, angle, reply, size, palette) {
  const [cos, sin] = [size * Math.cos(angle), size * Math.sin(angle)];
  c.beginPath();
  for (const [px, py] of [[-LONG, -HIGH], [LONG - 8, -HIGH], [LONG + 3, 0], [LONG - 8, HIGH], [-LONG, HIGH]]) {
    c.lineTo(x + px * cos - py * sin, y + px * sin + py * cos);
  }
  c.closePath();
  if (size >= 1) {
    c.lineWidth = 5;
    c.strokeStyle = palette.paper;
    c.stroke();
  }
  c.fillStyle = reply ? palette.paper : palette.request;
  c.fill();
  if (!reply) return;
  c.lineWidth = 2;
  c.strokeStyle = palette.reply;
  c.stroke();
}

/** A stopped packet. @param {Context} c @param {number} x @param {number} y @param {number} size 0–1 @param {Palette} palette */
export function octagon(c, x, y, size, palette) {
  const r = 13 * size;
  c.beginPath();
  for (let i = 0; i < 8; i++) c.lineTo(x + r * Math.cos(Math.PI * (i / 4 + 0.125)), y + r * Math.sin(Math.PI * (i / 4 + 0.125)));
  c.closePath();
  c.lineWidth = 4;
  c.strokeStyle = palette.paper;
  c.stroke();
  c.fillStyle = palette.refused;
  c.fill();
  const k = 4.5 * size;
  c.beginPath();
  c.moveTo(x - k, y - k);
  c.lineTo(x + k, y + k);
  c.moveTo(x + k, y - k);
  c.lineTo(x - k, y + k);
  c.lineWidth = 2.25;
  c.strokeStyle = palette.onFill;
  c.stroke();
}

/** A lost packet: a ring that opens. @param {Context} c @param {number} x @param {number} y @param {number} open 0–1 @param {Palette} palette */
export function ring(c, x, y, open, palette) {
  const r = 9 + 4 * open;
  const gap = 0.25 + 0.35 * open;
  c.lineWidth = 2.5;
  c.strokeStyle = palette.refused;
  for (let i = 0; i < 4; i++) {
    c.beginPath();
    c.arc(x, y, r, (Math.PI / 2) * i + gap, (Math.PI / 2) * (i + 1));
    c.stroke();
  }
}

/** Adds the travelled part of a way to the current path of the canvas. @param {Context} c @param {Path} path @param {number} from @param {number} to */
export function trail(c, path, from, to) {
  const { points } = path;
  const [first, last] = [Math.ceil(Math.max(from, 0) * PIECES), Math.floor(to * PIECES)];
  const end = along(points, to);
  const start = along(points, Math.max(from, 0));
  c.moveTo(start[0], start[1]);
  for (let i = first; i <= last; i++) c.lineTo(points[2 * i], points[2 * i + 1]);
  c.lineTo(end[0], end[1]);
}

/** @param {Float64Array} points @param {number} share */
function along(points, share) {
  const place = Math.min(share, 1) * PIECES;
  const i = Math.min(Math.floor(place), PIECES - 1);
  const rest = place - i;
  return [points[2 * i] + (points[2 * i + 2] - points[2 * i]) * rest, points[2 * i + 1] + (points[2 * i + 3] - points[2 * i + 1]) * rest];
}

/**
 * Packets that cannot be told apart: one large enough for their number, which stays upright.
 * @param {Context} c @param {number} x @param {number} y @param {number} angle @param {boolean} reply @param {number} n @param {Palette} palette
 */
export function bundle(c, x, y, angle, reply, n, palette) {
  pentagon(c, x, y, angle, reply, BUNDLED, palette);
  c.font = `600 ${n > 99 ? 11 : 14}px ${palette.mono}`;
  c.fillStyle = reply ? palette.reply : palette.onFill;
  c.textBaseline = "middle";
  c.textAlign = "center";
  const back = 3.5 * BUNDLED;
  c.fillText(String(n), x - back * Math.cos(angle), y - back * Math.sin(angle) + 1);
}

/** How many ended at one place. @param {Context} c @param {number} x @param {number} y @param {number} n @param {Palette} palette */
export function count(c, x, y, n, palette) {
  const text = `×${n}`;
  c.font = `600 14px ${palette.mono}`;
  const w = c.measureText(text).width + 8;
  c.fillStyle = palette.ink;
  c.beginPath();
  c.roundRect(x + 8, y - 24, w, 18, 4);
  c.fill();
  c.fillStyle = palette.paper;
  c.textBaseline = "middle";
  c.textAlign = "left";
  c.fillText(text, x + 12, y - 14.5);
}
