import assert from "node:assert/strict";
import test from "node:test";
import { Store } from "#k8sviz/store.js";

const snapshot = (epoch, number, elements = {}) => ({ snapshot: [epoch, number, 0], scene: { elements } });
const frame = (epoch, number, added = {}) => ({ frame: [epoch, number, 0], delta: { elements: { "+": added } } });

test("a frame that follows changes the scene", () => {
  const store = new Store();
  store.take(snapshot(1, 4, { a: 1 }));
  const { taken, changed } = store.take(frame(1, 5, { b: 2 }));
  assert.equal(taken, "frame");
  assert.deepEqual(changed, { elements: ["b"] });
  assert.deepEqual(store.scene.elements, { a: 1, b: 2 });
});

test("a gap changes nothing and asks for a snapshot, once", () => {
  const store = new Store();
  store.take(snapshot(1, 4, { a: 1 }));
  assert.equal(store.take(frame(1, 6, { b: 2 })).taken, "gap");
  assert.equal(store.take(frame(1, 7, { c: 3 })).taken, "ignored");
  assert.deepEqual(store.scene.elements, { a: 1 });
});

test("a frame of another epoch is a gap", () => {
  const store = new Store();
  store.take(snapshot(1, 4));
  assert.equal(store.take(frame(2, 5)).taken, "gap");
});

test("a snapshot after a gap makes everything good", () => {
  const store = new Store();
  store.take(snapshot(1, 4, { a: 1 }));
  store.take(frame(1, 9));
  assert.equal(store.take(snapshot(2, 0, { z: 1 })).taken, "snapshot");
  assert.deepEqual(store.scene.elements, { z: 1 });
  assert.equal(store.take(frame(2, 1, { y: 2 })).taken, "frame");
});

test("tables that a snapshot does not carry are empty, never missing", () => {
  const store = new Store();
  store.take(snapshot(1, 0));
  assert.deepEqual(store.scene.journeys, {});
});
