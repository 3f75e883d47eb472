import assert from "node:assert/strict";
import test from "node:test";
import { ease, LENGTH } from "#k8sviz/morph.js";
import { Stray } from "#k8sviz/stray.js";

const seen = (x, y, number = 1) => ({ flight: { number }, x, y });
const VIEW = { x: 0, y: 0, zoom: 1 };

/** A change of the lens that began so long ago. */
function after(stray, ms, before, t) {
  const real = performance.now;
  t.after(() => { performance.now = real; });
  performance.now = () => 5000;
  stray.begin([before], VIEW, VIEW);
  performance.now = () => 5000 + ms;
}

test("a packet begins where it was seen, and ends where it belongs", (t) => {
  const stray = new Stray();
  after(stray, 0, seen(100, 50), t);
  const first = seen(400, 250);
  stray.lead([first]);
  assert.deepEqual([first.x, first.y], [100, 50]);
  performance.now = () => 5000 + LENGTH;
  assert.equal(stray.going, false);
  const last = seen(400, 250);
  stray.lead([last]);
  assert.deepEqual([last.x, last.y], [400, 250]);
});

test("in between it never leaps", (t) => {
  const stray = new Stray();
  after(stray, 0, seen(0, 0), t);
  let x = 0;
  for (let ms = 0; ms <= LENGTH; ms += 1000 / 60) {
    performance.now = () => 5000 + ms;
    const one = seen(600, 0);
    stray.lead([one]);
    assert.ok(one.x >= x && one.x - x < 60, `${one.x} after ${x}`);
    x = one.x;
  }
});

test("another zoom makes no difference to where it is seen", () => {
  const stray = new Stray();
  stray.begin([seen(100, 50)], { x: 20, y: 10, zoom: 2 }, VIEW);
  const one = seen(0, 0);
  stray.lead([one]);
  assert.ok(Math.abs(one.x - 220) < 1 && Math.abs(one.y - 110) < 1);
});

test("it never leaves the stretch between the two, however fast its new way is", (t) => {
  const stray = new Stray();
  after(stray, 300, seen(500, 0), t);
  const one = seen(900, 0);
  stray.lead([one]);
  assert.equal(one.x, 700);
});

test("a packet that is sent meanwhile is where it belongs", (t) => {
  const stray = new Stray();
  after(stray, 100, seen(0, 0), t);
  const other = seen(300, 300, 2);
  stray.lead([other]);
  assert.deepEqual([other.x, other.y], [300, 300]);
});

test("it begins and ends slowly", () => {
  assert.deepEqual([ease(0), ease(0.5), ease(1)], [0, 0.5, 1]);
  assert.ok(ease(0.1) < 0.05 && ease(0.9) > 0.95);
});
