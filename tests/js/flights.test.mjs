import assert from "node:assert/strict";
import test from "node:test";
import { Flights, sight } from "#k8sviz/flights.js";
import { arrange } from "#k8sviz/layout.js";
import { Slots } from "#k8sviz/slots.js";
import { Ways } from "#k8sviz/ways.js";
import { scene, SIZES } from "./scenes.mjs";

const [CLIENT, GATE, POD, VIP, ME, END] = ["pod/default/client", "gate/node-1", "pod/default/httpd-1", "10.96.0.11:8080", "10.244.0.2:*", "10.244.1.3:80"];
const SERVICE = "service/default/svc-1";
const ANSWERED = { service: SERVICE, outcome: "answered", ended: POD, answered_by: POD, legs: [[CLIENT, GATE, ME, VIP, 0], [GATE, POD, ME, END, 0], [POD, GATE, END, ME, 1], [GATE, CLIENT, VIP, ME, 1]] };
const REFUSED = { service: SERVICE, outcome: "refused", ended: GATE, answered_by: "", legs: [[CLIENT, GATE, ME, VIP, 0], [GATE, CLIENT, "192.168.0.11:*", ME, 1]] };

function staged(route, lens = "concept") {
  const made = scene();
  made.routes.r = route;
  made.journeys[7] = [1000, "r", 41872];
  made.answers[POD] = 5;
  const ways = new Ways();
  const layout = arrange(made, new Slots().settle(made.elements), SIZES.laptop, lens);
  ways.reset(layout);
  const flights = new Flights();
  flights.take(made, 1000, true);
  const flight = flights.all.get(7);
  return { made, layout, flights, flight, ways: ways.of("r", route), at: (t, stepped = false) => sight(flight, ways.of("r", route), t, stepped) };
}

test("in the concept lens a request goes to the Service and from there to the Pod", () => {
  const { layout, at } = staged(ANSWERED);
  const [service, client] = [layout.places.get(SERVICE), layout.places.get(CLIENT)];
  assert.ok(at(1001).x < client.x + client.w + 2);
  assert.ok(Math.abs(at(1599).x - service.x) < 2);
  assert.ok(at(1750).hold > 0.5 && at(1799).x >= service.x + service.w - 1);
  assert.ok(Math.abs(at(2199).x - layout.places.get(POD).x) < 3);
});

test("the reply comes back the same way", () => {
  const { at } = staged(ANSWERED);
  const [out, back] = [at(1300), at(1000 + 3 * 600 + 600 - 210)];
  assert.equal(back.way.reply, true);
  assert.ok(Math.abs(out.y - back.y) < 1);
});

test("at the gate the address changes, and the packet waits for it", () => {
  const { ways, at } = staged(ANSWERED);
  assert.deepEqual(ways[1].changes, [{ field: "dst", old: VIP, value: END }]);
  assert.deepEqual(ways[3].changes, [{ field: "src", old: END, value: VIP }]);
  assert.equal(at(1610).hold < 0.2, true);
  assert.equal(at(1900).hold, 1);
});

test("in the datapath lens the Service is no hop", () => {
  const { layout, at } = staged(ANSWERED, "datapath");
  const gate = layout.places.get(GATE);
  assert.ok(Math.abs(at(1599).x - gate.x) < 2);
});

test("a refused request stops before the Service while the refusal goes back", () => {
  const { layout, at } = staged(REFUSED);
  const sighted = at(1700);
  assert.equal(sighted.phase, "stopped");
  assert.ok(sighted.x < layout.places.get(SERVICE).x);
});

test("stepped motion stands in the middle of each leg", () => {
  const { at } = staged(ANSWERED);
  assert.equal(at(1001, true).x, at(1599, true).x);
});

test("a Pod's number grows when the request reaches it", () => {
  const { made, flights } = staged(ANSWERED);
  assert.equal(flights.arrived(made.answers, 1100)[POD], 4);
  assert.equal(flights.arrived(made.answers, 2300)[POD], 5);
});

test("what has ended lands once, and what ended before is not taken in again", () => {
  const { made, flights } = staged(ANSWERED);
  assert.equal(flights.land(3400).length, 1);
  flights.take(made, 3500, false);
  assert.equal(flights.all.size, 0);
});

test("what is under way is counted by the outcome it will have", () => {
  const { flights } = staged(ANSWERED);
  assert.deepEqual(flights.flying(1100), { answered: 1 });
  assert.deepEqual(flights.flying(3500), {});
});
