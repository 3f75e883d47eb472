import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document ??= { getElementById: () => null, body: { dataset: {}, addEventListener: () => {} } };
const { factsOf, fits, since, spread } = await import("#k8sviz/lessonpredict.js");
const { isSeen, seenBy } = await import("#k8sviz/lessontyped.js");
const { joined, readProgress } = await import("#k8sviz/progress.js");
const { lineOf, together } = await import("#k8sviz/lessonhints.js");

const elements = {
  "pod/default/client": { shape: "client", in: "node/node-1", address: "10.244.0.2" },
  "pod/default/web-1": { shape: "pod", in: "node/node-2", address: "10.244.1.2" },
  "service/default/web": { shape: "service", address: "10.96.0.7" },
  "node/node-2": { shape: "node", address: "192.168.0.12" },
};
const scene = { elements, answers: {} };
const toService = {
  service: "service/default/web", outcome: "answered", ended: "pod/default/web-1", answered_by: "pod/default/web-1",
  legs: [
    ["pod/default/client", "gate/node-1", "10.244.0.2:*", "10.96.0.7:80", 0],
    ["gate/node-1", "pod/default/web-1", "10.244.0.2:*", "10.244.1.2:80", 0],
    ["pod/default/web-1", "gate/node-1", "10.244.1.2:80", "10.244.0.2:*", 1],
  ],
};
const fromOutside = {
  ...toService,
  legs: [["outside", "gate/node-2", "198.51.100.7:*", "192.168.0.12:30080", 0], ["gate/node-2", "pod/default/web-1", "192.168.0.12:*", "10.244.1.2:80", 0]],
};

test("a prediction waits for the request that it is about", () => {
  assert.equal(fits(scene, toService, { client: "pod/default/client", to: "service" }), true);
  assert.equal(fits(scene, toService, { client: "outside", to: "service" }), false);
  assert.equal(fits(scene, toService, { client: "pod/default/client", to: "pod" }), false);
  assert.equal(fits(scene, toService, { client: "pod/default/client", outcome: "timeout" }), false);
  assert.equal(fits(scene, fromOutside, { client: "outside", to: "node" }), true);
});

test("a name that was not found has no legs, and its client is where it ended", () => {
  const unknown = { service: "", outcome: "nxdomain", ended: "pod/default/client", answered_by: "", legs: [] };
  assert.equal(fits(scene, unknown, { client: "pod/default/client", to: "any" }), true);
});

test("where an address was rewritten, and whether the source was kept, is read off the legs", () => {
  assert.deepEqual(factsOf(scene, toService), { outcome: "answered", rewritten: "client-node", source: "own" });
  assert.equal(factsOf(scene, fromOutside).source, "node");
});

test("answers are shared out equally, closely, or all to one", () => {
  assert.equal(spread({ a: 10, b: 10, c: 10 }), "equal");
  assert.equal(spread({ a: 14, b: 9, c: 7 }), "close");
  assert.equal(spread({ a: 30 }), "one");
});

test("answers from before a prediction was seen are left out of it", () => {
  assert.deepEqual(since({ a: 70 }, { a: 110, b: 2 }), { a: 40, b: 2 });
});

test("progress of two devices is joined, never lost", () => {
  const mine = { services: { steps: ["why"], of: 12 } };
  const theirs = { services: { steps: ["why", "dns"], of: 12 }, other: { steps: ["fix"], of: 1, finished: "2026-01-01" } };
  assert.deepEqual(joined(mine, theirs).services.steps, ["why", "dns"]);
  assert.equal(joined(mine, theirs).other.finished, "2026-01-01");
});

test("a file that is not of ours is not taken", () => {
  assert.equal(readProgress("no JSON"), null);
  assert.equal(readProgress('{"lessons": {"x": {"steps": "all"}}}'), null);
  assert.deepEqual(readProgress('{"lessons": {"x": {"steps": ["a"], "of": 1}}}'), { x: { steps: ["a"], of: 1 } });
});

test("a typed command is a look, too", () => {
  assert.deepEqual(seenBy("kubectl describe service httpd-svc"), ["service/default/httpd-svc"]);
  assert.deepEqual(seenBy("kubectl -n shop get svc/api -o yaml"), ["service/shop/api"]);
  assert.deepEqual(seenBy("kubectl get endpointslices -l kubernetes.io/service-name=web"), ["service/default/web"]);
  assert.deepEqual(seenBy("kubectl describe svc"), ["service/default/"]);
  assert.deepEqual(seenBy("kubectl get services"), [], "a list shows no endpoints");
  assert.deepEqual(seenBy("iptables-save -t nat | grep KUBE"), ["gate/"]);
  assert.deepEqual(seenBy("kubectl delete service web"), []);
});

test("either side of a look may stand for several", () => {
  assert.equal(isSeen("gate/*", "gate/"), true);
  assert.equal(isSeen("gate/*", "gate/node-2"), true);
  assert.equal(isSeen("service/default/web", "service/default/"), true);
  assert.equal(isSeen("service/default/web", "service/shop/"), false);
  assert.equal(isSeen("packet", "packet"), true);
});

test("a snippet is added to the text once", () => {
  assert.equal(together("kind: A\n", "kind: B\n"), "kind: A\n---\nkind: B\n");
  assert.equal(together("kind: A\n---\nkind: B\n", "kind: B\n"), "kind: A\n---\nkind: B\n");
  assert.equal(together("", "kind: B\n"), "kind: B\n");
});

test("a callout leads to the Service's line, below the Deployment's", () => {
  assert.equal(lineOf("metadata:\n  name: a\n---\n    name: a\n", "name: a"), 4);
  assert.equal(lineOf("kind: Pod", "kind: Service"), 0);
});
