import assert from "node:assert/strict";
import test from "node:test";
import { Clock } from "#k8sviz/clock.js";

test("time flows at the server's rate", () => {
  const clock = new Clock();
  clock.set(1000, 0.5, 0);
  assert.equal(clock.now(400), 1200);
});

test("a paused clock stands still", () => {
  const clock = new Clock();
  clock.set(1000, 0, 0);
  assert.equal(clock.now(9000), 1000);
});

test("a frame that is a little late or early moves the clock smoothly and never backwards", () => {
  const clock = new Clock();
  clock.set(0, 1, 0);
  let last = 0;
  for (let now = 0; now < 3000; now += 16) {
    if (now % 96 === 0) clock.follow(now + (now % 192 ? 40 : -40), 1, now);
    const t = clock.now(now);
    assert.ok(t >= last, `${t} after ${last}`);
    assert.ok(t - last < 60, `a jump of ${t - last}`);
    last = t;
  }
});

test("an error is worked off", () => {
  const clock = new Clock();
  clock.set(0, 1, 0);
  clock.follow(1100, 1, 1000);
  assert.ok(Math.abs(clock.now(1000) - 1000) < 1);
  assert.ok(Math.abs(clock.now(3000) - 3100) < 1);
});

test("only being set takes it back", () => {
  const clock = new Clock();
  clock.set(5000, 1, 0);
  clock.now(100);
  clock.set(2000, 1, 200);
  assert.equal(clock.now(200), 2000);
});
