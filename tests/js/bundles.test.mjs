import assert from "node:assert/strict";
import test from "node:test";
import { Bundles } from "#k8sviz/bundles.js";

const packet = (x, y, more = {}) => ({ x, y, angle: 0, phase: "moving", way: { reply: false }, count: 1, ...more });
const counts = (seen, near = 30) => {
  new Bundles().gather(seen, near);
  return seen.map(({ count }) => count);
};

test("packets side by side are one with their number", () => {
  assert.deepEqual(counts([packet(100, 100), packet(110, 100), packet(129, 100)]), [3, 0, 0]);
});

test("packets that can be told apart stay two", () => {
  assert.deepEqual(counts([packet(100, 100), packet(140, 100)]), [1, 1]);
});

test("a request and a reply at one place are two", () => {
  assert.deepEqual(counts([packet(100, 100), packet(101, 100, { way: { reply: true } })]), [1, 1]);
});

test("packets that cross are two", () => {
  assert.deepEqual(counts([packet(100, 100), packet(101, 100, { angle: Math.PI / 2 })]), [1, 1]);
});

test("what was refused and what goes on are two", () => {
  assert.deepEqual(counts([packet(100, 100), packet(100, 100, { phase: "stopped" }), packet(100, 100, { phase: "stopped" })]), [1, 2, 0]);
});

test("none is lost and none counted twice, however many there are", () => {
  const seen = Array.from({ length: 2000 }, (_, i) => packet((i * 37) % 1300, (i * 61) % 700, { way: { reply: i % 3 === 0 } }));
  assert.equal(counts(seen).reduce((sum, n) => sum + n, 0), 2000);
});

test("a bundle that moves on keeps its packets", () => {
  const seen = [packet(59, 10), packet(70, 10), packet(200, 10)];
  for (let step = 0; step < 100; step++) {
    for (const one of seen) Object.assign(one, { x: one.x + 3, count: 1 });
    assert.deepEqual(counts(seen), [2, 0, 1]);
  }
});
