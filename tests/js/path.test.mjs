import assert from "node:assert/strict";
import test from "node:test";
import { at, curve, joined, PIECES, reversed, weighed } from "#k8sviz/path.js";

const near = (a, b, by = 0.01) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);
const bent = curve({ x: 0, y: 0 }, [{ x: 100, y: 0 }, { x: 100, y: 200 }], { x: 200, y: 200 });

test("a straight wire is as long as it looks, and halfway is the middle", () => {
  const path = curve({ x: 0, y: 0 }, [], { x: 300, y: 400 });
  near(path.length, 500);
  near(at(path, 0.5).x, 150);
  near(at(path, 0.5).y, 200);
});

test("a bent wire begins and ends where it should, and passes between its controls", () => {
  near(at(bent, 0).x, 0);
  near(at(bent, 1).y, 200);
  near(at(bent, 0.5).x, 100, 0.5);
  near(at(bent, 0.5).y, 100, 0.5);
});

test("equal shares of a bent wire are equal ways, so that a packet keeps its speed", () => {
  const step = bent.length / PIECES;
  for (let i = 0; i < PIECES; i++) {
    const [a, b] = [at(bent, i / PIECES), at(bent, (i + 1) / PIECES)];
    near(Math.hypot(b.x - a.x, b.y - a.y), step, step * 0.05);
  }
});

test("a packet looks where it goes, and back on the way back", () => {
  near(at(bent, 0.001).angle, 0, 0.05);
  near(Math.abs(at(reversed(bent), 0.999).angle), Math.PI, 0.05);
});

test("the way back is the same way", () => {
  const back = reversed(bent);
  near(back.length, bent.length);
  near(at(back, 0.25).x, at(bent, 0.75).x);
});

test("joined wires are one way", () => {
  const path = joined([curve({ x: 0, y: 0 }, [], { x: 100, y: 0 }), curve({ x: 100, y: 0 }, [], { x: 100, y: 100 })]);
  near(path.length, 200, 1.5);
});

test("control points are told to Cytoscape by weight and distance, and come back as they were", () => {
  const [start, end, control] = [{ x: 10, y: 20 }, { x: 110, y: 70 }, { x: 60, y: 20 }];
  const { weights: [w], distances: [d] } = weighed(start, [control], end);
  const length = Math.hypot(100, 50);
  near(start.x + w * 100 + (d * -50) / length, control.x);
  near(start.y + w * 50 + (d * 100) / length, control.y);
});

test("a path of no length stays where it is", () => {
  const here = at(curve({ x: 5, y: 6 }, [], { x: 5, y: 6 }), 0.5);
  assert.deepEqual([here.x, here.y], [5, 6]);
});
