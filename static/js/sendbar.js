/** The request bar: whom to ask, from where, once or again and again. */
import { body, el, mayEdit, now, ofShape, onClick, onScene, say, services } from "#k8sviz/page.js";

const form = el("send");
const url = /** @type {HTMLInputElement} */ (el("send-url"));
const client = /** @type {HTMLSelectElement} */ (el("send-client"));
const keepSending = /** @type {HTMLInputElement} */ (el("keep-sending"));
const rate = /** @type {HTMLInputElement} */ (el("send-rate"));
const hint = el("port-hint");

/** @param {string} value */
function ask(value) {
  url.value = value;
  look();
}

/** The addresses there are, by kind. @returns {[string, string[]][]} */
function targets() {
  const made = services();
  const first = (/** @type {any} */ s) => s.ports?.[0]?.[0] ?? 80;
  const nodes = ofShape("node").map(([, node]) => node.address);
  const podPort = made[0]?.[1].ports?.[0]?.[2] ?? "80";
  return [
    ["by_name", made.flatMap(([, s]) => [`${s.name}:${first(s)}`, `${s.name}.${s.namespace}:${first(s)}`])],
    ["by_cluster_ip", made.filter(([, s]) => s.address && s.address !== "None").map(([, s]) => `${s.address}:${first(s)}`)],
    ["by_node_port", made.flatMap(([, s]) => (s.ports ?? []).filter((p) => p[3]).flatMap((p) => nodes.map((node) => `${node}:${p[3]}`)))],
    ["by_balancer", ofShape("balancer").filter(([, b]) => b.host || b.address).map(([, b]) => `${b.host || b.address}:${b.ports?.[0] ?? 80}`)],
    ["by_pod_ip", ofShape("pod").filter(([, p]) => p.address).map(([, p]) => `${p.address}:${/^\d+$/.test(podPort) ? podPort : 80}`)],
  ];
}

function fillMenu() {
  const groups = targets().filter(([, list]) => list.length);
  el("targets").replaceChildren(...groups.flatMap(([key, list]) => {
    const title = Object.assign(document.createElement("h3"), { textContent: say(key) });
    return [title, ...list.map((target) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: `http://${target}` });
      button.addEventListener("click", () => { ask(`http://${target}`); el("targets").hidePopover(); });
      return button;
    })];
  }));
}

el("targets").addEventListener("beforetoggle", (event) => {
  if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
  fillMenu();
  const field = url.getBoundingClientRect();
  Object.assign(el("targets").style, { left: `${Math.max(16, field.left)}px`, bottom: `${innerHeight - field.top + 8}px` });
});

/** Says it where a learner would stumble: the name is right, the port is not one of the Service's. */
function look() {
  const match = /^(?:https?:\/\/)?([^/:]+)(?::(\d+))?/.exec(url.value.trim());
  const port = Number(match?.[2] ?? 80);
  const service = services().find(([, s]) => s.name === match?.[1]?.split(".")[0] || s.address === match?.[1])?.[1];
  const ports = (service?.ports ?? []).map((p) => p[0]);
  hint.hidden = !mayEdit || !service || !ports.length || ports.includes(port);
  if (hint.hidden) return;
  const lesson = port === 8080 && ports.includes(808);
  const use = Object.assign(document.createElement("button"), { type: "button", textContent: `:${ports[0]}` });
  use.addEventListener("click", () => ask(`http://${match?.[1]}:${ports[0]}`));
  hint.replaceChildren(say(lesson ? "port_lesson" : "port_other", { name: service?.name ?? "", ports: ports.join(", "), port }), use);
}

/** Wishes on their way to the server; until it has heard them the switch shows what was wished. */
let wishes = 0;

async function traffic() {
  const values = { client: client.value, url: url.value, rate: keepSending.checked ? rate.value : "0" };
  wishes++;
  try {
    await window.htmx.ajax("POST", form.dataset.traffic ?? "", { values, target: "#sent", swap: "innerHTML" });
  } finally {
    wishes--;
  }
}

/** The switch shows what the chosen client really does, whoever set it. */
function reflect() {
  if (wishes) return;
  const source = now().traffic[client.value];
  keepSending.checked = Boolean(source);
  if (source && document.activeElement !== rate) rate.value = String(source[1]);
}

/** How a request ended is said when its packets have come home, not before. */
function land() {
  const sent = document.querySelector("#sent [data-journey]");
  const { room, routes, journeys } = now();
  const [, route] = journeys[sent?.getAttribute("data-journey") ?? ""] ?? [];
  const legs = routes[route ?? ""]?.legs.length ?? 4;
  window.setTimeout(() => {
    sent?.querySelector("[data-flying]")?.remove();
    sent?.querySelector("[data-landed]")?.removeAttribute("hidden");
    sent?.classList.add(sent.getAttribute("data-outcome") ?? "");
  }, (legs * room.hop) / (room.clock.speed || 1));
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target === el("sent")) land();
});
/** Clients that came after the page did: Pods with k8sviz.dev/client. */
function newClients() {
  const known = new Set([...client.options].map((option) => option.value));
  for (const [id, pod] of ofShape("client")) {
    if (known.has(id)) continue;
    const text = `Pod ${pod.name}${pod.namespace === "default" ? "" : ` · ${pod.namespace}`}`;
    client.append(Object.assign(document.createElement("option"), { value: id, textContent: text }));
  }
}

onScene(() => {
  newClients();
  reflect();
  look();
});
client.addEventListener("change", reflect);
url.addEventListener("input", look);
if (mayEdit) {
  keepSending.addEventListener("change", traffic);
  rate.addEventListener("change", () => { if (keepSending.checked) void traffic(); });
}
onClick("client", (id) => {
  if ([...client.options].some((option) => option.value === id)) client.value = id;
  reflect();
  url.focus();
});
onClick("url", ask);
body.addEventListener("k8sviz:ask", (event) => ask(/** @type {CustomEvent<{url: string}>} */ (event).detail.url));
