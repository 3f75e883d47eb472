/** What happened to objects, as diamonds with names above the lanes. */
import { spoken, word } from "#k8sviz/words.js";

const SECOND = 1000;
/** What happens within this time is told together. */
const TOGETHER = 400;
/** What is told of a Pod by itself. */
const TOLD = new Set(["deleted", "killed", "mended", "probe_fails", "process_stopped"]);

/** @typedef {{at: number, text: string}} Flag */

/** Marks that fall together are told as one. @param {import("#k8sviz/scene.js").Mark[]} list in the order of time @returns {Flag[]} */
export function flags(list) {
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

/**
 * Diamonds with names: on the line where there is room before the next, else in a row below it, else none.
 * @param {import("#k8sviz/lanes.js").Sheet} sheet @param {Flag[]} list @param {(t: number) => number} x @param {number} y @param {boolean} low @param {number} nowX
 */
export function diamonds({ c, ink, width, type }, list, x, y, low, nowX) {
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
