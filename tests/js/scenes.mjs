/** Scenes for the tests: as many nodes, Pods and Services as one asks for. */

/** @param {{pods?: number, nodes?: number, services?: number, type?: string}} [wanted] */
export function scene({ pods = 3, nodes = 3, services = 1, type = "ClusterIP" } = {}) {
  const elements = { "pod/default/client": { shape: "client", in: "node/node-1", name: "client", address: "10.244.0.2", state: "ready" } };
  const edges = { "pod/default/client|node/node-1": { from: "pod/default/client", to: "node/node-1", kind: "tether", state: "" } };
  for (let n = 1; n <= nodes; n++) {
    elements[`node/node-${n}`] = { shape: "node", name: `node-${n}`, address: `192.168.0.${10 + n}` };
    elements[`gate/node-${n}`] = { shape: "gate", in: `node/node-${n}`, rules: 12, state: "synced" };
  }
  for (let s = 1; s <= services; s++) {
    const service = `service/default/svc-${s}`;
    elements[service] = { shape: "service", name: `svc-${s}`, type, address: `10.96.0.${10 + s}`, tags: ["run=httpd"], ports: [[8080, "TCP", "80", 0]], selected: pods };
    if (type === "ClusterIP") continue;
    elements.outside = { shape: "outside", name: "client", address: "198.51.100.7" };
    const balancer = `balancer/default/svc-${s}`;
    if (type === "LoadBalancer") elements[balancer] = { shape: "balancer", name: `svc-${s}`, address: "203.0.113.10", ports: [8080], service };
    for (let n = 1; n <= nodes; n++) {
      const tab = `nodeport/node-${n}/${30000 + s}`;
      elements[tab] = { shape: "nodeport", in: `node/node-${n}`, name: `:${30000 + s}`, service };
      const from = type === "LoadBalancer" ? balancer : "outside";
      edges[`${from}|${tab}`] = { from, to: tab, kind: "front", state: "" };
    }
  }
  for (let p = 0; p < pods; p++) {
    const id = `pod/default/httpd-${p}`;
    const node = p % nodes;
    elements[id] = { shape: "pod", in: `node/node-${node + 1}`, name: `httpd-${p}`, address: `10.244.${node}.${3 + Math.floor(p / nodes)}`, tags: ["run=httpd"], state: "ready" };
    edges[`service/default/svc-1|${id}`] = { from: "service/default/svc-1", to: id, kind: "endpoint", state: "ready" };
  }
  return {
    room: { clock: { playing: true, speed: 1 }, mode: "iptables", cloud: "aws", hop: 600 },
    elements, edges, answers: {}, totals: {}, traffic: {}, marks: {}, routes: {}, journeys: {},
  };
}

export const SIZES = {
  laptop: { width: 1176, height: 730, top: 16, right: 32, bottom: 52, left: 32 },
  projector: { width: 1168, height: 470, top: 16, right: 32, bottom: 52, left: 32 },
  narrow: { width: 840, height: 470, top: 16, right: 32, bottom: 52, left: 32 },
  phone: { width: 390, height: 383, top: 12, right: 16, bottom: 12, left: 16 },
};
