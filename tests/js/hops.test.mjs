import assert from "node:assert/strict";
import test from "node:test";
import { standing, stopAfter, stopBefore, stops } from "#k8sviz/hops.js";

const legs = [["c", "g", "", "", 0], ["g", "p", "", "", 0], ["p", "c", "", "", 1]];
const scene = { room: { hop: 600 }, routes: { r: { outcome: "answered", legs } }, journeys: { 1: [1000, "r", 1], 2: [1400, "r", 1] } };

test("a journey is looked at once in every leg, when its rewrite is done, and at its end", () => {
  assert.deepEqual(stops(scene, 1), [1180, 1780, 2380, 2800]);
});

test("a step goes to the next stop of any packet that is on its way", () => {
  assert.equal(stopAfter(scene, 1000, -1), 1180);
  assert.equal(stopAfter(scene, 1500, -1), 1580);
  assert.equal(stopAfter(scene, 3200, -1), null);
});

test("the packet that is open is followed as long as it is on its way", () => {
  assert.equal(stopAfter(scene, 1500, 1), 1780);
  assert.equal(stopAfter(scene, 2900, 1), 3200);
  assert.equal(stopBefore(scene, 2000, 1), 1780);
});

test("a step back finds the last stop, also of packets that have ended", () => {
  assert.equal(stopBefore(scene, 9000, -1), 3200);
  assert.equal(stopBefore(scene, 1180, -1), null);
});

test("at a stop it is known which packet stands there and in which leg", () => {
  assert.deepEqual(standing(scene, 1780, -1), { number: 1, leg: legs[1], port: 1 });
  assert.equal(standing(scene, 1700, -1), null);
});
