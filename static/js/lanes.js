/** The lanes of the timeline: recent connections, marks and the line of now, on a canvas. */
import { spoken, word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */
/** @typedef {{start: number, end: number}} Span simulated ms */
/** @typedef {{number: number, lane: number, at: number, turn: number, end: number, good: boolean}} Bar */

const SECOND = 1000;
/** So much time is seen: less at the beginning, when everything happens close together. */
const [FIRST, SPAN] = [20 * SECOND, 50 * SECOND];
/** What happens within this time is told together. */
const TOGETHER = 400;

/** The stretch of time that is seen: from zero as long as that fits, then the latest, moved on in steps of ten seconds. @param {number} now @returns {Span} */
export function span(now) {
  if (now <= FIRST - 2 * SECOND) return { start: 0, end: FIRST };
  const end = Math.max(SPAN, Math.ceil((now + 2 * SECOND) / (10 * SECOND)) * 10 * SECOND);
  return { start: end - SPAN, end };
}

/** Connections in lanes: each takes the first lane that is free. @param {Scene} scene @param {Span} seen @param {number} lanes at most @returns {Bar[]} */
export function bars({ journeys, routes, room }, seen, lanes) {
  /** @type {number[]} when each lane is free again */
  const free = [];
  const list = [];
  for (const number of Object.keys(journeys).map(Number).sort((a, b) => a - b)) {
    const [at, routeId] = journeys[number];
    const route = routes[routeId];
    if (!route) continue;
    const there = route.legs.findLastIndex((leg) => !leg[4]) + 1;
    const end = at + Math.max(route.legs.length, 1) * room.hop;
    let lane = free.findIndex((until) => until <= at);
    if (lane < 0) lane = free.length < lanes ? free.length : number % lanes;
    free[lane] = end + 150;
    if (end >= seen.start && at <= seen.end) list.push({ number, lane, at, turn: at + Math.max(there, 1) * room.hop, end, good: route.outcome === "answered" });
  }
  return list;
}

const TOLD = new Set(["deleted", "killed", "mended", "probe_fails", "process_stopped"]); // of a Pod

/** @typedef {{at: number, text: string}} Flag */

/** Marks that fall together are told as one. @param {Scene["marks"]} marks @returns {Flag[]} */
export function flags(marks) {
  const list = Object.keys(marks).map(Number).sort((a, b) => a - b).map((n) => marks[n]);
  /** @type {Flag[]} */
  const told = [];
  /** @type {{flag: Flag, n: number} | null} */
  let ready = null;
  for (const [at, kind, name, verb] of list) {
    if (kind === "Pod" && verb === "ready") {
      if (ready && at - ready.flag.at < 8 * SECOND) {
        ready.n++;
        Object.assign(ready.flag, { at, text: word("pods_ready", { n: ready.n }) });
      } else {
        ready = { flag: { at, text: `${name} ${spoken("ready")}` }, n: 1 };
        told.push(ready.flag);
      }
    } else if (kind !== "Pod" && kind !== "ReplicaSet" && kind !== "EndpointSlice") {
      const text = verb === "created" ? `${kind} ${name}` : `${kind} ${name} ${spoken(verb)}`;
      const last = told[told.length - 1];
      if (last && at - last.at < TOGETHER) last.text += ` · ${text}`;
      else told.push({ at, text });
    } else if (kind === "Pod" && TOLD.has(verb)) told.push({ at, text: `${name} ${spoken(verb)}` });
  }
  return told.sort((a, b) => a.at - b.at);
}

/** @typedef {{c: CanvasRenderingContext2D, width: number, height: number, ink: (name: string) => string, type: number}} Sheet `type`: the size of the words, px */

/** @typedef {{number: number, from: number, to: number, y: number}} Drawn a connection as it was drawn */

/** @param {Sheet} sheet @param {Scene} scene @param {number} now @param {number} chosen @returns {Drawn[]} what can be clicked */
export function paint(sheet, scene, now, chosen) {
  const { c, width, height } = sheet;
  const low = height < 100;
  const seen = span(now);
  const [left, right] = [low ? 12 : 32, width - (low ? 36 : 32)];
  const x = (/** @type {number} */ t) => left + ((t - seen.start) / (seen.end - seen.start)) * (right - left);
  const axis = low ? height - 20 : height - 30;
  c.clearRect(0, 0, width, height);
  scale(sheet, seen, x, axis, low);
  const drawn = lanes(sheet, bars(scene, seen, low ? 6 : 18), x, now, low ? [sheet.type + 6, axis - 4] : [68, axis - 6], chosen);
  marks(sheet, flags(scene.marks).filter(({ at }) => at >= seen.start), x, low ? 8 : 29, low, x(now));
  line(sheet, x(now), now, axis, low);
  return drawn;
}

/** The connection at a point of the sheet. @param {Drawn[]} drawn @param {number} x @param {number} y */
export function hit(drawn, x, y) {
  const near = drawn.filter((bar) => x > bar.from - 6 && x < bar.to + 12 && Math.abs(y - bar.y) < 9);
  return near.sort((a, b) => Math.abs(a.y - y) - Math.abs(b.y - y))[0]?.number ?? null;
}

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
  const step = (seen.end - seen.start === FIRST ? 5 : 10) * SECOND;
  for (let t = seen.start; t <= seen.end; t += step) {
    c.fillStyle = ink("--outline");
    c.fillRect(Math.round(x(t)), axis, 1, 5);
    c.fillStyle = ink("--ink-3");
    c.textAlign = t === seen.start ? "left" : t === seen.end ? "right" : "center";
    c.fillText(`${t / SECOND} s`, Math.round(x(t)), axis + (low ? 11 : 16));
  }
}

/** Few lanes are broad, many are fine. @param {Sheet} sheet @param {Bar[]} list @param {(t: number) => number} x @param {number} now @param {[number, number]} room from top to bottom @param {number} chosen */
function lanes({ c, ink }, list, x, now, [top, bottom], chosen) {
  /** @type {Drawn[]} */
  const drawn = [];
  const used = Math.max(bottom - top > 40 ? 5 : 3, ...list.map(({ lane }) => lane + 1));
  const step = (bottom - top) / used;
  const thick = Math.min(4, Math.max(1.5, step * 0.5));
  c.lineWidth = thick;
  for (const { number, lane, at, turn, end, good } of list) {
    if (at > now) continue;
    const y = top + (lane + 0.5) * step;
    drawn.push({ number, from: x(at), to: x(Math.min(end, now)), y });
    if (number === chosen) {
      c.fillStyle = ink("--selected");
      c.fillRect(x(at) - 5, y - 7, x(Math.min(end, now)) - x(at) + 14, 14);
      c.fillStyle = ink("--ink");
      c.fillRect(x(at) - 5, y - 7, 3, 14);
    }
    c.strokeStyle = ink("--request");
    c.setLineDash([]);
    stroke(c, x(at), x(Math.min(turn, now)), y);
    if (good && now > turn) {
      c.strokeStyle = ink("--reply");
      c.setLineDash([4, 2]);
      stroke(c, x(turn) + 2, x(Math.min(end, now)), y);
    }
    if (!good && now >= turn) cross(c, x(turn) + 6, y, Math.min(4, thick + 1), ink("--refused"));
  }
  c.setLineDash([]);
  return drawn;
}

/** @param {CanvasRenderingContext2D} c @param {number} from @param {number} to @param {number} y */
function stroke(c, from, to, y) {
  c.beginPath();
  c.moveTo(from, y);
  c.lineTo(Math.max(to, from + 1), y);
  c.stroke();
}

/** @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {number} r @param {string} colour */
function cross(c, x, y, r, colour) {
  const width = c.lineWidth;
  c.setLineDash([]);
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

/**
 * Diamonds with names: on the line where there is room before the next, else in a row below it, else none.
 * @param {Sheet} sheet @param {Flag[]} list @param {(t: number) => number} x @param {number} y @param {boolean} low @param {number} nowX
 */
function marks({ c, ink, width, type }, list, x, y, low, nowX) {
  c.font = `500 ${type}px ${ink("--font")}`;
  c.textBaseline = "middle";
  c.textAlign = "left";
  const pill = low ? 4 : 38;
  let below = -Infinity;
  list.forEach(({ at, text }, i) => {
    const here = x(at);
    const w = c.measureText(text).width;
    const next = list[i + 1] ? x(list[i + 1].at) - 12 : width;
    const free = here + 12 + w <= next && (here > nowX + pill || here + 12 + w < nowX - pill);
    if (free) {
      c.fillStyle = ink("--paper");
      c.fillRect(here - 8, y - 10, low ? 16 : w + 24, 20);
    }
    c.fillStyle = ink("--ink-2");
    c.beginPath();
    c.moveTo(here, y - 6);
    c.lineTo(here + 6, y);
    c.lineTo(here, y + 6);
    c.lineTo(here - 6, y);
    c.fill();
    if (free) c.fillText(text, here + 12, y + 1);
    else if (!low && here - 6 > below && here + w < width) {
      c.fillText(text, here - 6, y + 26);
      below = here + w + 12;
    }
  });
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
