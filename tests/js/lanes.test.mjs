import assert from "node:assert/strict";
import test from "node:test";
import { Chronicle } from "#k8sviz/chronicle.js";
import { flags } from "#k8sviz/flags.js";
import { around, hit, span } from "#k8sviz/lanes.js";

const legs = [["c", "g", "", "", 0], ["g", "p", "", "", 0], ["p", "g", "", "", 1], ["g", "c", "", "", 1]];
const scene = (starts) => ({
  room: { hop: 600 }, routes: { r: { outcome: "answered", legs } },
  journeys: Object.fromEntries(starts.map((at, i) => [i + 1, [at, "r", 1]])), marks: {},
});
const bars = (taken, seen) => {
  const chronicle = new Chronicle();
  for (const one of [taken].flat()) chronicle.take(one);
  return chronicle.bars(seen);
};

test("the stretch that is seen starts at zero and then follows the time", () => {
  assert.deepEqual(span(3_000), { start: 0, end: 20_000 });
  assert.deepEqual(span(40_000), { start: 0, end: 50_000 });
  assert.deepEqual(span(61_000), { start: 20_000, end: 70_000 });
});

test("a connection turns where the request has arrived, and takes the first free lane", () => {
  const [a, b, c] = bars(scene([0, 100, 3000]), span(0));
  assert.deepEqual([a.at, a.turn, a.end], [0, 1200, 2400]);
  assert.deepEqual([a.lane, b.lane, c.lane], [0, 1, 0]);
});

test("there are never more lanes than there is room for", () => {
  const list = bars(scene(Array.from({ length: 40 }, (_, i) => i * 10)), span(0));
  assert.ok(Math.max(...list.map((bar) => bar.lane)) < 18);
});

test("Pods that become ready together are told as one mark", () => {
  const marks = Object.values({ 1: [0, "Deployment", "httpd", "created"], 2: [50, "Service", "svc", "created"], 3: [2000, "Pod", "a", "ready"], 4: [2500, "Pod", "b", "ready"] });
  assert.deepEqual(flags(marks).map(({ text }) => text), ["Deployment httpd · Service svc", "2 Pods ready"]);
});

test("a click finds the nearest connection, or none", () => {
  const drawn = [{ number: 1, from: 10, to: 50, y: 20 }, { number: 2, from: 10, to: 50, y: 26 }];
  assert.equal(hit(drawn, 30, 25), 2);
  assert.equal(hit(drawn, 200, 25), null);
});

test("the stretch for a past moment stays where it is as long as the moment is in it", () => {
  assert.deepEqual(around(30_000, { start: 0, end: 50_000 }), { start: 0, end: 50_000 });
  assert.deepEqual(around(200_000, { start: 0, end: 50_000 }), { start: 170_000, end: 220_000 });
  assert.deepEqual(around(3_000, { start: 170_000, end: 220_000 }), { start: 0, end: 50_000 });
});

test("what was seen before is known in the past, and what is learned there falls into its place", () => {
  const late = { ...scene([]), journeys: { 7: [9_000, "r", 1] } };
  const early = { ...scene([]), journeys: { 6: [8_900, "r", 1] } };
  const list = bars([late, early], span(0));
  assert.deepEqual(list.map(({ number, lane }) => [number, lane]), [[6, 0], [7, 1]]);
});
