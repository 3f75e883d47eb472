/** The room's whole time in one strip: how many requests there were, what is seen of it above, and the moment. */

/** @param {import("#k8sviz/lanes.js").Sheet} sheet @param {import("#k8sviz/lanes.js").View} view @param {number} left @param {number} right @param {number} y its middle (px) */
export function strip(sheet, view, left, right, y) {
  const { c, ink } = sheet;
  const x = (/** @type {number} */ t) => left + (Math.min(t, view.edge) / view.edge) * (right - left);
  c.fillStyle = ink("--hairline");
  c.fillRect(left, y - 1, right - left, 2);
  if (view.overview) requests(sheet, view.overview, x, y);
  const [from, to] = [x(view.seen.start), Math.max(x(view.seen.end), x(view.seen.start) + 8)];
  c.strokeStyle = ink("--ink-3");
  c.lineWidth = 1;
  c.strokeRect(Math.round(from) + 0.5, y - 4.5, Math.round(to - from), 9);
  c.fillStyle = ink("--ink");
  c.beginPath();
  c.arc(x(view.now), y, 4, 0, 7);
  c.fill();
}

/** @param {import("#k8sviz/lanes.js").Sheet} sheet @param {import("#k8sviz/chronicle.js").Overview} overview @param {(t: number) => number} x @param {number} y */
function requests({ c, ink }, { requests: list, width }, x, y) {
  const most = Math.max(1, ...list.map(([good, bad]) => good + bad));
  list.forEach(([good, bad], i) => {
    if (!good && !bad) return;
    const [from, to] = [x(i * width), Math.max(x((i + 1) * width), x(i * width) + 1)];
    c.globalAlpha = 0.35 + 0.65 * ((good + bad) / most);
    c.fillStyle = ink(bad > good ? "--refused" : "--request");
    c.fillRect(from, y - 2, to - from, 4);
  });
  c.globalAlpha = 1;
}
