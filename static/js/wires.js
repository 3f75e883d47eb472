/** How two places are joined: where a wire leaves, how it bends, where it arrives. */

/** @typedef {import("#k8sviz/path.js").Point} Point */
/** @typedef {{x: number, y: number, w: number, h: number, face: string, inside?: string, port?: number}} Place left, top, width, height; `port` is the height at which wires meet it */
/** @typedef {{start: Point, controls: Point[], end: Point}} Bend */
/** @typedef {{id: string, from: string, to: string, kind: string, state: string} & Bend} Wire */

/** @param {Place} p @returns {Point} */
export const left = (p) => ({ x: p.x, y: p.port ?? p.y + p.h / 2 });
/** @param {Place} p @returns {Point} */
export const right = (p) => ({ x: p.x + p.w, y: p.port ?? p.y + p.h / 2 });
/** @param {Place} p @returns {Point} */
export const top = (p) => ({ x: p.x + p.w / 2, y: p.y });
/** @param {Place} p @returns {Point} */
export const bottom = (p) => ({ x: p.x + p.w / 2, y: p.y + p.h });
/** @param {Place} p @returns {Point} */
export const centre = (p) => ({ x: p.x + p.w / 2, y: p.y + p.h / 2 });

/** The sides on which two places face each other. @param {Place} a @param {Place} b @returns {[Point, Point]} */
export function attach(a, b) {
  return b.x + b.w < a.x ? [left(a), right(b)] : [right(a), left(b)];
}

/** Leaves and arrives level. `bend` says where it turns: an x between the two. @param {Point} start @param {Point} end @param {number} [bend] @returns {Bend} */
export function across(start, end, bend = (start.x + end.x) / 2) {
  if (Math.abs(start.y - end.y) < 1) return { start, controls: [], end };
  const slant = Math.min(Math.abs(end.x - start.x) * 0.14, Math.abs(end.y - start.y) * 0.3) * Math.sign(end.x - start.x);
  return { start, controls: [{ x: bend - slant, y: start.y }, { x: bend + slant, y: end.y }], end };
}

/** Leaves and arrives upright. @param {Point} start @param {Point} end @param {number} [bend] @returns {Bend} */
export function down(start, end, bend = (start.y + end.y) / 2) {
  if (Math.abs(start.x - end.x) < 1) return { start, controls: [], end };
  return { start, controls: [{ x: start.x, y: bend }, { x: end.x, y: bend }], end };
}

/** Straight lines with round corners through the given points. @param {Point[]} points @param {number} [radius] @returns {Bend} */
export function cornered(points, radius = 16) {
  const [start, end] = [points[0], points[points.length - 1]];
  const controls = points.slice(1, -1).flatMap((corner, i) => [toward(corner, points[i], radius), corner, toward(corner, points[i + 2], radius)]);
  return { start, controls, end };
}

/** A point on the way from one to another. @param {Point} from @param {Point} to @param {number} distance @returns {Point} */
export function toward(from, to, distance) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const share = Math.min(distance / length, 0.5);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** Over something that is in the way, at the height `over`. @param {Point} start @param {Point} end @param {number} over @returns {Bend} */
export function above(start, end, over) {
  const third = (end.x - start.x) / 3;
  return {
    start,
    controls: [
      { x: start.x + third * 0.4, y: start.y },
      { x: start.x + third * 0.7, y: over },
      { x: end.x - third * 0.7, y: over },
      { x: end.x - third * 0.4, y: end.y },
    ],
    end,
  };
}

/**
 * The wire that stands for an edge or a pair of elements.
 * @param {string} from @param {string} to @param {string} kind @param {string} state @param {Bend} bend @returns {Wire}
 */
export function wire(from, to, kind, state, bend) {
  return { id: `${from}|${to}`, from, to, kind, state, ...bend };
}
