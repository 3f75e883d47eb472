/** Geometry of wires: smooth curves as evenly spaced points, so that a packet finds its place at once. */

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{points: Float64Array, length: number}} Path x, y, x, y … at even distances along the curve */

/** How many pieces a path has. Enough for the eye, few enough for a trail of 300 packets. */
export const PIECES = 48;
const FINE = 24;

/**
 * The curve through `start`, bent by `controls`, to `end`: quadratic pieces that meet halfway between controls,
 * which is what Cytoscape draws for an unbundled bezier with the same control points.
 * @param {Point} start @param {Point[]} controls @param {Point} end @returns {Path}
 */
export function curve(start, controls, end) {
  if (!controls.length) return even([start, end]);
  /** @type {Point[]} */
  const fine = [start];
  let from = start;
  controls.forEach((control, i) => {
    const next = controls[i + 1];
    const to = next ? middle(control, next) : end;
    for (let k = 1; k <= FINE; k++) fine.push(quadratic(from, control, to, k / FINE));
    from = to;
  });
  return even(fine);
}

/** The same way, the other way round. @param {Path} path @returns {Path} */
export function reversed(path) {
  const points = new Float64Array(path.points.length);
  for (let i = 0; i <= PIECES; i++) {
    points[2 * i] = path.points[2 * (PIECES - i)];
    points[2 * i + 1] = path.points[2 * (PIECES - i) + 1];
  }
  return { points, length: path.length };
}

/** Several paths as one. @param {Path[]} paths @returns {Path} */
export function joined(paths) {
  return even(paths.flatMap((path) => listed(path)));
}

/**
 * Where one is after `share` (0–1) of the path, and which way one looks.
 * @param {Path} path @param {number} share @param {{x: number, y: number, angle: number}} [into] what is filled
 */
export function at({ points }, share, into = { x: 0, y: 0, angle: 0 }) {
  const place = Math.min(Math.max(share, 0), 1) * PIECES;
  const i = Math.min(Math.floor(place), PIECES - 1);
  const [x, y] = [points[2 * i], points[2 * i + 1]];
  const [dx, dy] = [points[2 * i + 2] - x, points[2 * i + 3] - y];
  into.x = x + dx * (place - i);
  into.y = y + dy * (place - i);
  into.angle = Math.atan2(dy, dx);
  return into;
}

/** The points of a path, as objects. @param {Path} path @returns {Point[]} */
export function listed({ points }) {
  return Array.from({ length: PIECES + 1 }, (_, i) => ({ x: points[2 * i], y: points[2 * i + 1] }));
}

/**
 * How Cytoscape wants control points told: a weight along the straight line and a distance from it.
 * @param {Point} start @param {Point[]} controls @param {Point} end
 */
export function weighed(start, controls, end) {
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const length = Math.hypot(dx, dy) || 1;
  const along = (/** @type {Point} */ c) => ((c.x - start.x) * dx + (c.y - start.y) * dy) / (length * length);
  const beside = (/** @type {Point} */ c) => ((c.x - start.x) * -dy + (c.y - start.y) * dx) / length;
  return { weights: controls.map(along), distances: controls.map(beside) };
}

/** @param {Point} a @param {Point} b @returns {Point} */
function middle(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** @param {Point} a @param {Point} b @param {Point} c @param {number} t @returns {Point} */
function quadratic(a, b, c, t) {
  const [u, v, w] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
  return { x: u * a.x + v * b.x + w * c.x, y: u * a.y + v * b.y + w * c.y };
}

/** @param {Point[]} fine @returns {Path} */
function even(fine) {
  const lengths = [0];
  for (let i = 1; i < fine.length; i++) {
    lengths.push(lengths[i - 1] + Math.hypot(fine[i].x - fine[i - 1].x, fine[i].y - fine[i - 1].y));
  }
  const length = lengths[lengths.length - 1];
  const points = new Float64Array(2 * (PIECES + 1));
  for (let i = 0, k = 0; i <= PIECES; i++) {
    const want = (length * i) / PIECES;
    while (k < fine.length - 2 && lengths[k + 1] < want) k++;
    const rest = (want - lengths[k]) / (lengths[k + 1] - lengths[k] || 1);
    points[2 * i] = fine[k].x + (fine[k + 1].x - fine[k].x) * rest;
    points[2 * i + 1] = fine[k].y + (fine[k + 1].y - fine[k].y) * rest;
  }
  return { points, length };
}
