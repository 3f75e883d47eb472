/** What is written beside packets while they are few: the addresses they carry, a rewrite, and how they ended. */
import { SMALL } from "#k8sviz/boxes.js";
import { nameOf } from "#k8sviz/scene.js";
import { note, said, tag } from "#k8sviz/tags.js";
import { spoken, word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/flights.js").Sight} Sight */
/** @typedef {import("#k8sviz/layout.js").Layout} Layout */
/** @typedef {import("#k8sviz/tags.js").Box} Box */

/** Faces that a label may lie on. */
const OPEN = new Set(["top", "side", "foot", "inset", ...SMALL]);
/** Boxes with a title at their top left, and its size. */
const TITLED = new Set(["top", "side", "inset"]);
const TITLE = { w: 140, h: 72 };
/** On a narrower stage the note of a rewrite is enough; the packet's own tag would say the same again. */
const ROOMY = 900;

/** @param {CanvasRenderingContext2D} c @param {Sight[]} seen @param {Layout} layout @param {import("#k8sviz/palette.js").Palette} palette */
export function labels(c, seen, layout, palette) {
  const down = layout.flow === "down";
  const stage = { width: layout.width, height: layout.height - (down ? 0 : 52) };
  const taken = faces(layout);
  const noted = seen.filter((s) => s.phase === "moving" && s.way?.gate);
  for (const s of noted) note(c, s, down ? "" : rewriting(s), taken, stage, palette);
  for (const s of seen) {
    if (s.phase !== "moving") said(c, s, outcome(s.flight.route), taken, stage, palette);
    else if (!noted.includes(s) || !(down || stage.width < ROOMY || s.way?.gate?.face === "gate")) tag(c, s, taken, stage, palette);
  }
}

/** @param {Sight} s */
function rewriting({ way }) {
  return word(way?.reply ? "turns_back" : "rewrites", { node: way?.node || word("load_balancer") });
}

/** What became of it, and where. @param {import("#k8sviz/scene.js").Route} route */
function outcome({ outcome: what, ended, legs }) {
  if (what === "timeout" && ended === "outside" && !legs.length) return word("only_inside");
  const place = ended.startsWith("gate/") || ended.startsWith("node/");
  return place ? word("ended_on", { what: spoken(what), node: nameOf(ended) }) : spoken(what);
}

/** What labels should not cover. @param {Layout} layout @returns {Box[]} */
function faces(layout) {
  const places = [...layout.places];
  const titles = places.filter(([, p]) => TITLED.has(p.face)).map(([, { x, y }]) => ({ x, y, w: TITLE.w, h: TITLE.h }));
  const covered = places.filter(([, p]) => !OPEN.has(p.face));
  return [...titles, ...covered.map(([id, p]) => ({ ...p, weight: id.startsWith("service/") ? 0.3 : 1 }))];
}
