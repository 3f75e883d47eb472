import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import test from "node:test";
import { apply, touched } from "#k8sviz/delta.js";

const golden = JSON.parse(readFileSync(new URL("../golden/delta.json", import.meta.url), "utf8"));

for (const { name, before, delta, after } of golden) {
  test(`the golden delta holds: ${name}`, () => assert.deepEqual(apply(before, delta), after));
}

test("the scene before a delta stays as it was", () => {
  const before = { elements: { a: 1, b: 2 } };
  apply(before, { elements: { "+": { c: 3 }, "-": ["a"] } });
  assert.deepEqual(before, { elements: { a: 1, b: 2 } });
});

test("what a delta touches is told by table", () => {
  assert.deepEqual(touched({ elements: { "+": { a: 1 }, "-": ["b"] } }), { elements: ["a", "b"] });
});
