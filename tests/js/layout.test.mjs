import assert from "node:assert/strict";
import test from "node:test";
import { arrange } from "#k8sviz/layout.js";
import { calls } from "#k8sviz/scene.js";
import { Slots } from "#k8sviz/slots.js";
import { scene, SIZES } from "./scenes.mjs";

const laid = (wanted, size, lens = "concept") => {
  const made = scene(wanted);
  return { made, layout: arrange(made, new Slots().settle(made.elements), SIZES[size], lens) };
};
const meet = (a, b) => a.x < b.x + b.w - 0.5 && b.x < a.x + a.w - 0.5 && a.y < b.y + b.h - 0.5 && b.y < a.y + a.h - 0.5;
const within = (inner, outer) => inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w + 0.5 && inner.y + inner.h <= outer.y + outer.h + 0.5;

/** A tab sits across the edge of its node on purpose; all else is either inside its box or clear of it. */
function overlaps({ made, layout }) {
  const list = [...layout.places];
  const found = [];
  list.forEach(([a, p], i) => list.slice(i + 1).forEach(([b, q]) => {
    const related = p.inside === b || q.inside === a;
    if (!related && meet(p, q) && !edge(a, q) && !edge(b, p)) found.push(`${a} × ${b}`);
  }));
  for (const [id, p] of list) {
    if (made.elements[id].shape === "pod" && p.inside && !within(p, layout.places.get(p.inside))) found.push(`${id} leaves ${p.inside}`);
  }
  return found;
}
const edge = (id, place) => id.startsWith("nodeport/") && (place.face === "top" || place.face === "side" || place.face === "inset" || place.face === "foot");

for (const size of Object.keys(SIZES)) {
  for (const type of ["ClusterIP", "NodePort", "LoadBalancer"]) {
    for (const pods of [0, 1, 3, 4, 6, 9, 14, 30, 60, 100]) {
      test(`nothing overlaps: ${size}, ${type}, ${pods} Pods`, () => assert.deepEqual(overlaps(laid({ pods, type }, size)), []));
    }
  }
  test(`nothing overlaps: ${size}, ten nodes, 100 Pods`, () => assert.deepEqual(overlaps(laid({ pods: 100, nodes: 10 }, size)), []));
  test(`nothing overlaps: ${size}, five Services`, () => assert.deepEqual(overlaps(laid({ services: 5 }, size)), []));
}

for (const size of ["laptop", "projector"]) {
  for (const type of ["ClusterIP", "LoadBalancer"]) {
    for (const pods of [0, 3, 9, 30, 100]) {
      test(`nothing overlaps in the datapath: ${size}, ${type}, ${pods} Pods`, () => assert.deepEqual(overlaps(laid({ pods, type }, size, "datapath")), []));
    }
  }
  test(`up to 100 Pods on three nodes fit into the ${size} without being shown smaller`, () => {
    for (const pods of [3, 6, 30, 100]) {
      const { layout } = laid({ pods }, size);
      assert.equal(layout.width, SIZES[size].width, `${pods} Pods: width`);
      assert.equal(layout.height, SIZES[size].height, `${pods} Pods: height`);
    }
  });
}

test("the same scene is laid out the same, whatever the order of its tables", () => {
  const made = scene({ pods: 12 });
  const turned = { ...made, elements: Object.fromEntries(Object.entries(made.elements).reverse()) };
  const [a, b] = [made, turned].map((s) => arrange(s, new Slots().settle(s.elements), SIZES.laptop, "concept"));
  assert.deepEqual(Object.fromEntries([...a.places].sort()), Object.fromEntries([...b.places].sort()));
});

test("a Pod keeps its place while another one leaves and a new one comes", () => {
  const made = scene({ pods: 6 });
  const slots = new Slots().settle(made.elements);
  const before = arrange(made, slots, SIZES.laptop, "concept").places.get("pod/default/httpd-3");
  delete made.elements["pod/default/httpd-0"];
  assert.deepEqual(arrange(made, slots.settle(made.elements), SIZES.laptop, "concept").places.get("pod/default/httpd-3"), before);
  made.elements["pod/default/new"] = { shape: "pod", in: "node/node-1", name: "new", address: "10.244.0.9", state: "starting" };
  const after = arrange(made, slots.settle(made.elements), SIZES.laptop, "concept");
  assert.deepEqual(after.places.get("pod/default/httpd-3"), before);
  assert.ok(after.places.get("pod/default/new"));
});

test("wires begin and end at their elements", () => {
  for (const type of ["ClusterIP", "NodePort", "LoadBalancer"]) {
    const { layout } = laid({ type }, "laptop");
    for (const { from, to, start, end } of layout.wires) {
      for (const [id, point] of [[from, start], [to, end]]) {
        const p = layout.places.get(id);
        assert.ok(within({ ...point, w: 0, h: 0 }, p), `${from} → ${to} at ${id}`);
      }
    }
  }
});

test("the outside is drawn only when something leads in from there", () => {
  const made = scene();
  made.elements.outside = { shape: "outside", name: "client", address: "198.51.100.7" };
  const places = () => arrange(made, new Slots().settle(made.elements), SIZES.laptop, "concept").places;
  assert.ok(!places().has("outside"));
  made.traffic.outside = ["http://192.168.0.11:30080", 1];
  assert.ok(places().has("outside"));
});

for (const lens of ["concept", "datapath"]) {
  test(`in the ${lens} lens each of 100 Pods has room for its number on a projector, as much on one node as on another`, () => {
    const made = scene({ pods: 100, type: "NodePort" });
    const layout = arrange(made, new Slots().settle(made.elements), { width: 1680, height: 760, top: 77, right: 32, bottom: 52, left: 32 }, lens);
    const faces = new Set(Object.keys(made.elements).filter((id) => made.elements[id].shape === "pod").map((id) => layout.places.get(id).face));
    assert.deepEqual([...faces], ["tally"]);
  });
}

test("on a narrow stage the client stands clear of the rules of its node", () => {
  for (const pods of [3, 100]) {
    const made = scene({ pods, type: "NodePort" });
    const viewport = { width: 672, height: 520, top: 88, right: 32, bottom: 52, left: 32 };
    const { places } = arrange(made, new Slots().settle(made.elements), viewport, "datapath");
    assert.ok(!meet(places.get("pod/default/client"), places.get("gate/node-1")), `${pods} Pods`);
  }
});

test("another route between those who have spoken changes nothing that a layout takes", () => {
  const made = scene({ pods: 3 });
  const route = (pod) => ({ service: "service/default/svc-1", outcome: "answered", ended: pod, answered_by: pod, legs: [["pod/default/client", "gate/node-1", "a", "b", 0], ["gate/node-1", pod, "a", "c", 0]] });
  made.routes = { a: route("pod/default/httpd-0") };
  const before = calls(made);
  made.routes = { ...made.routes, b: route("pod/default/httpd-1") };
  assert.deepEqual(calls(made), before);
  made.routes = { ...made.routes, c: { ...route("pod/default/httpd-1"), legs: [["outside", "node/node-1", "a", "b", 0]] } };
  assert.ok(calls(made).has("outside"));
});
