import assert from "node:assert/strict";
import test from "node:test";
import { Steps } from "#k8sviz/steps.js";

const legs = [["c", "g", "", "", 0], ["g", "p", "", "", 0], ["p", "c", "", "", 1]];
const scene = { room: { hop: 600, clock: { playing: false, speed: 1 } }, routes: { r: { outcome: "answered", legs } }, journeys: { 1: [1000, "r", 1] } };

/** @param {number} now @param {boolean} playing */
function stepped(now, playing = false) {
  const sent = [];
  const steps = new Steps({ now: () => now }, async (form) => void sent.push(form));
  steps.scene = { ...scene, room: { ...scene.room, clock: { playing, speed: 1 } } };
  steps.go("hop", false);
  return sent;
}

test("a step by hop names the moment of the hop: a page whose clock is a little ahead leads there, too", () => {
  assert.deepEqual([stepped(1500), stepped(1500.9)], [[{ until: "1780" }], [{ until: "1780" }]]);
});

test("where no packet is on its way, a step by hop is one to the next packet", () => {
  assert.deepEqual(stepped(9000), [{ step: "packet" }]);
});

test("the first step of a room that runs makes it stand still", () => {
  assert.deepEqual(stepped(1500, true), [{ playing: "0", speed: "1" }]);
});
