/** The lanes of the timeline: connections, marks and the line of the moment that is shown, on a canvas. */
import { diamonds, flags } from "#k8sviz/flags.js";
import { strip } from "#k8sviz/strip.js";
import { word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/chronicle.js").Span} Span */
/** @typedef {import("#k8sviz/chronicle.js").Bar} Bar */

const SECOND = 1000;
/** So much time is seen: less at the beginning, when everything happens close together. */
const [FIRST, SPAN] = [20 * SECOND, 50 * SECOND];

/** The stretch of time that is seen: from zero as long as that fits, then the latest, moved on in steps of ten seconds. @param {number} now @returns {Span} */
export function span(now) {
  if (now <= FIRST - 2 * SECOND) return { start: 0, end: FIRST };
  const end = Math.max(SPAN, Math.ceil((now + 2 * SECOND) / (10 * SECOND)) * 10 * SECOND);
  return { start: end - SPAN, end };
}

/** The stretch for a moment of the past: it stays where it is as long as the moment is in it. @param {number} at @param {Span} seen */
export function around(at, seen) {
  if (at >= seen.start && at <= seen.end) return seen;
  const start = Math.max(0, Math.floor((at - SPAN / 2) / (10 * SECOND)) * 10 * SECOND);
  return { start, end: start + SPAN };
}

/** @typedef {{c: CanvasRenderingContext2D, width: number, height: number, ink: (name: string) => string, type: number, settled: import("#k8sviz/settled.js").Settled}} Sheet `type`: the size of the words, px */

/** @typedef {{number: number, from: number, to: number, y: number}} Drawn a connection as it was drawn */
/**
 * @typedef {{bars: Bar[], marks: import("#k8sviz/scene.js").Mark[], overview: import("#k8sviz/chronicle.js").Overview | null,
 *   seen: Span, now: number, edge: number, past: boolean, chosen: number, revision: number}} View
 *   `now` is the moment that is shown, `edge` the live one; another `revision`, other lanes
 */
/** @typedef {{drawn: () => Drawn[], flags: import("#k8sviz/flags.js").Flag[], left: number, right: number, strip: number}} Painted where things are; below `strip` (px) the whole time is shown */

/** @param {Sheet} sheet @param {View} view @returns {Painted} */
export function paint(sheet, view) {
  const { c, width, height } = sheet;
  const { seen, now } = view;
  const low = height < 100;
  const [left, right] = [low ? 12 : 32, width - (low ? 36 : 32)];
  const x = (/** @type {number} */ t) => left + ((t - seen.start) / (seen.end - seen.start)) * (right - left);
  const long = view.edge > SPAN;
  const foot = long ? (low ? 10 : 16) : 0;
  const axis = height - (low ? 20 : 30) - foot;
  c.clearRect(0, 0, width, height);
  scale(sheet, seen, x, axis, low);
  c.save();
  c.beginPath();
  c.rect(left - 6, 0, right - left + 12, height);
  c.clip();
  const drawn = lanes(sheet, view, x, low ? [sheet.type + 6, axis - 4] : [68, axis - 6]);
  c.restore();
  const told = flags(view.marks);
  diamonds(sheet, told.filter(({ at }) => at >= seen.start && at <= seen.end), x, low ? 8 : 29, low, x(now));
  if (view.past && view.edge <= seen.end) edge(sheet, x(view.edge), axis, low);
  line(sheet, x(now), now, axis, low);
  if (long) strip(sheet, view, left, right, height - (low ? 5 : 9));
  return { drawn, flags: told, left, right, strip: long ? height - foot - (low ? 0 : 4) : Infinity };
}

/** The connection at a point of the sheet. @param {Drawn[]} drawn @param {number} x @param {number} y */
export function hit(drawn, x, y) {
  const near = drawn.filter((bar) => x > bar.from - 6 && x < bar.to + 12 && Math.abs(y - bar.y) < 9);
  return near.sort((a, b) => Math.abs(a.y - y) - Math.abs(b.y - y))[0]?.number ?? null;
}

const STEPS = [5, 10, 20, 30, 60].map((seconds) => seconds * SECOND);

/** @param {Sheet} sheet @param {Span} seen @param {(t: number) => number} x @param {number} axis @param {boolean} low */
function scale({ c, ink, type }, seen, x, axis, low) {
  c.strokeStyle = ink("--hairline");
  c.lineWidth = 1;
  c.beginPath();
  for (const y of low ? [axis] : [29, axis]) {
    c.moveTo(x(seen.start), y + 0.5);
    c.lineTo(x(seen.end), y + 0.5);
  }
  c.stroke();
  c.font = `400 ${type}px ${ink("--mono")}`;
  c.textBaseline = "middle";
  const room = c.measureText("000 s").width * 1.4;
  const step = STEPS.find((one) => x(one) - x(0) >= room && (one > 5 * SECOND || seen.end - seen.start === FIRST)) ?? seen.end - seen.start;
  for (let t = seen.start; t <= seen.end; t += step) {
    c.fillStyle = ink("--outline");
    c.fillRect(Math.round(x(t)), axis, 1, 5);
    c.fillStyle = ink("--ink-3");
    c.textAlign = t === seen.start ? "left" : t === seen.end ? "right" : "center";
    c.fillText(`${t / SECOND} s`, Math.round(x(t)), axis + (low ? 11 : 16));
  }
}

/** Few lanes are broad, many are fine; what has not come yet at the moment shown is pale. @param {Sheet} sheet @param {View} view @param {(t: number) => number} x @param {[number, number]} room from top to bottom */
function lanes(sheet, { bars, now, chosen, past, edge: latest, seen, revision }, x, [top, bottom]) {
  const { c, ink } = sheet;
  const most = bottom - top > 40 ? 18 : 6;
  let used = most > 6 ? 5 : 3;
  for (const { lane } of bars) used = Math.max(used, (lane % most) + 1);
  const step = (bottom - top) / used;
  const thick = Math.min(4, Math.max(1.5, step * 0.5));
  const last = past ? latest : now;
  const begun = bars.filter(({ at }) => at <= last);
  const y = (/** @type {Bar} */ bar) => top + ((bar.lane % most) + 0.5) * step;
  const mine = begun.find(({ number }) => number === chosen);
  if (mine) selected(sheet, x(mine.at), x(Math.min(mine.end, last)), y(mine));
  c.lineWidth = thick;
  if (past) {
    c.globalAlpha = 0.35;
    connections(sheet, begun.filter(({ end }) => end > now), x, y, latest, thick);
    c.globalAlpha = 1;
    connections(sheet, begun.filter(({ at }) => at <= now), x, y, now, thick);
  } else {
    const key = [seen.start, seen.end, x(seen.end), top, step, revision, ink("--request"), ink("--reply"), ink("--refused")].join(" ");
    const under = sheet.settled.draw(c, key, begun, now, (on, over) => connections({ c: on, ink }, over, x, y, now, thick));
    connections(sheet, under, x, y, now, thick);
  }
  return () => begun.map((bar) => ({ number: bar.number, from: x(bar.at), to: x(Math.min(bar.end, last)), y: y(bar) }));
}

/** @param {Sheet} sheet @param {number} from @param {number} to @param {number} y */
function selected({ c, ink }, from, to, y) {
  c.fillStyle = ink("--selected");
  c.fillRect(from - 5, y - 7, to - from + 14, 14);
  c.fillStyle = ink("--ink");
  c.fillRect(from - 5, y - 7, 3, 14);
}

/** Connections as far as they have come: all requests in one stroke, all replies in another. @param {Pick<Sheet, "c" | "ink">} sheet @param {Bar[]} bars @param {(t: number) => number} x @param {(bar: Bar) => number} y @param {number} now @param {number} thick */
function connections({ c, ink }, bars, x, y, now, thick) {
  c.strokeStyle = ink("--request");
  c.beginPath();
  for (const bar of bars) segment(c, x(bar.at), x(Math.min(bar.turn, now)), y(bar));
  c.stroke();
  c.strokeStyle = ink("--reply");
  c.setLineDash([4, 2]);
  c.beginPath();
  for (const bar of bars) if (bar.good && now > bar.turn) segment(c, x(bar.turn) + 2, x(Math.min(bar.end, now)), y(bar));
  c.stroke();
  c.setLineDash([]);
  for (const bar of bars) if (!bar.good && now >= bar.turn) cross(c, x(bar.turn) + 6, y(bar), Math.min(4, thick + 1), ink("--refused"));
}

/** @param {CanvasRenderingContext2D} c @param {number} from @param {number} to @param {number} y */
function segment(c, from, to, y) {
  c.moveTo(from, y);
  c.lineTo(Math.max(to, from + 1), y);
}

/** @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {number} r @param {string} colour */
function cross(c, x, y, r, colour) {
  const width = c.lineWidth;
  c.strokeStyle = colour;
  c.lineWidth = 2;
  c.beginPath();
  c.moveTo(x - r, y - r);
  c.lineTo(x + r, y + r);
  c.moveTo(x + r, y - r);
  c.lineTo(x - r, y + r);
  c.stroke();
  c.lineWidth = width;
}

/** Where the live edge is, for those who are not there. @param {Sheet} sheet @param {number} at @param {number} axis @param {boolean} low */
function edge({ c, ink, type }, at, axis, low) {
  c.strokeStyle = ink("--ink-3");
  c.lineWidth = 1;
  c.setLineDash([3, 3]);
  c.beginPath();
  c.moveTo(Math.round(at) + 0.5, low ? 4 : 44);
  c.lineTo(Math.round(at) + 0.5, axis);
  c.stroke();
  c.setLineDash([]);
  if (low) return;
  c.font = `400 ${type}px ${ink("--font")}`;
  c.fillStyle = ink("--ink-3");
  c.textAlign = "right";
  c.textBaseline = "middle";
  c.fillText(word("live"), Math.round(at) - 6, 52);
}

/** @param {Sheet} sheet @param {number} at @param {number} now @param {number} axis @param {boolean} low */
function line({ c, ink }, at, now, axis, low) {
  c.fillStyle = ink("--ink");
  c.fillRect(Math.round(at), low ? 4 : 18, low ? 2 : 1.5, axis - (low ? 2 : 16));
  if (low) return;
  const text = `${(now / SECOND).toFixed(1)} s`;
  c.font = `600 14px ${ink("--mono")}`;
  const w = c.measureText(text).width + 16;
  c.beginPath();
  c.roundRect(Math.round(at - w / 2), 16, w, 26, 4);
  c.fill();
  c.fillStyle = ink("--paper");
  c.textAlign = "center";
  c.textBaseline = "middle";
  c.fillText(text, Math.round(at), 30);
}
