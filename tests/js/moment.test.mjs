import assert from "node:assert/strict";
import test from "node:test";
import { Clock } from "#k8sviz/clock.js";
import { Moment } from "#k8sviz/moment.js";

function browser() {
  const said = [];
  const moment = new Moment();
  moment.connect(new Clock(), (wish) => said.push(wish));
  return { moment, said };
}
const past = { edge: [9000, 1] };

test("while one moment is on its way, only the newest wish is kept", () => {
  const { moment, said } = browser();
  for (const at of [100, 200, 300]) moment.seek(at);
  assert.deepEqual(said, [{ seek: 100 }]);
  moment.took(past, false);
  assert.deepEqual(said, [{ seek: 100 }, { seek: 300 }]);
  moment.took(past, false);
  assert.equal(said.length, 2);
});

test("a snapshot with an edge is of the past, one without is live", () => {
  const { moment } = browser();
  moment.took(past, false);
  assert.equal(moment.past, true);
  moment.took({}, false);
  assert.equal(moment.past, false);
  assert.equal(moment.at(), null);
});

test("a link to a moment is followed at the first snapshot, once", () => {
  const { moment, said } = browser();
  moment.open(4200);
  moment.took({}, true);
  assert.deepEqual(said, [{ seek: 4200 }]);
  moment.took(past, false);
  moment.took({}, false);
  assert.equal(said.length, 1);
});

test("after a lost connection the past is sought again", () => {
  const { moment, said } = browser();
  moment.took(past, false);
  moment.took({}, true);
  assert.deepEqual(said, [{ seek: 0 }]);
});
