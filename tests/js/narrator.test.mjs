import assert from "node:assert/strict";
import { test } from "node:test";
import { told } from "#k8sviz/narrator.js";

const legs = [
  ["pod/default/client", "gate/node-1", "10.244.0.2:*", "10.96.0.9:80", 0],
  ["gate/node-1", "pod/default/web", "10.244.0.2:*", "10.244.1.2:80", 0],
];
const route = { service: "", outcome: "answered", ended: "pod/default/web", answered_by: "pod/default/web", legs };
const scene = /** @type {any} */ ({
  room: { hop: 600 }, routes: { r: route }, journeys: { 3: [1000, "r", 5000] }, elements: {},
  marks: { 1: [400, "Pod", "web", "ready"], 2: [400, "Service", "web", "created"] },
});

test("a packet that is just being sent leaves its client", () => {
  assert.equal(told(scene, 1000, -1), "Request 3 leaves client for 10.96.0.9:80.");
});

test("a packet at a hop is told with its addresses", () => {
  assert.match(told(scene, 1780, -1), /^Request 3: from node-1 to web, 10.244.0.2:5000 to 10.244.1.2:80\.$/);
});

test("a packet that has come to its end is told with its outcome", () => {
  assert.equal(told(scene, 2200, -1), "Request 3: web answered.");
});

test("an event is told with the object that changed", () => {
  assert.equal(told(scene, 400, -1), "Pod web Ready Service web created");
});

test("between all of these there is nothing to tell", () => {
  assert.equal(told(scene, 700, -1), "");
});
