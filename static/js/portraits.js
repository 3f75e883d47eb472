/** What each shape of element shows of itself: small pieces of DOM, drawn by stage.css. */
import { drawing, icon, make } from "#k8sviz/dom.js";
import { nameOf } from "#k8sviz/scene.js";
import { spoken, word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/scene.js").Element} Element */
/** @typedef {{id: string, element: Element, face: string}} Sitter */

const LONG = 16; // letters of a Service's name that leave its capsule no room for more

/** @type {Record<Element["shape"], (sitter: Sitter) => (HTMLElement | SVGElement)[]>} */
export const PORTRAITS = { node, gate, nodeport, pod, client, outside, service, balancer };

/** What a screen reader says of an element. @param {Sitter} sitter @param {number} [answers] */
export function described({ element: e, id }, answers) {
  const title = TITLES[e.shape];
  const parts = [
    `${title ? word(title) : ""} ${e.shape === "gate" ? "" : e.name ?? nameOf(id)}`.trim(), e.address ?? "",
    ...condition(e), e.in ? word("on_node", { node: nameOf(e.in) }) : "",
    answers === undefined ? "" : `${answers} ${word("answers")}`,
    e.shape === "service" ? word("selects", { ready: e.ready ?? 0, selected: e.selected ?? 0 }) : "",
    e.shape === "balancer" && !e.address && !e.host ? word("pending_address") : "",
  ];
  return parts.filter(Boolean).join(", ");
}

/** @param {Element} e */
function condition(e) {
  return [e.state ? spoken(e.state) : "", e.note ?? "", ...(e.faults ?? []).map(spoken)];
}

/** @type {Partial<Record<Element["shape"], import("#k8sviz/words.js").Word>>} */
const TITLES = { node: "node", pod: "pod", service: "service", balancer: "load_balancer", gate: "rules", outside: "outside" };

/** @param {Sitter} sitter */
function node({ element: e }) {
  return [make("span", "name", e.name), ...troubles(e), make("span", "mono fine", e.address)];
}

/** What is broken: each a word with a cross. @param {Element} e */
function troubles(e) {
  const faults = e.faults ?? [];
  const said = faults.length > 1 ? faults.filter((fault) => fault !== "unready") : faults;
  return said.map((fault) => {
    const chip = make("span", `trouble is-${fault}`);
    chip.append(icon("failed"), make("span", "word", spoken(fault)));
    return chip;
  });
}

/** @param {Sitter} sitter */
function pod({ element: e, face }) {
  const mark = icon(e.state ?? "");
  const [fault] = e.faults ?? [];
  const said = e.note || spoken(fault ?? e.state ?? "");
  const address = make("span", e.address ? "mono address" : "address", e.address || said);
  const state = make("span", fault ? "state trouble" : "state");
  state.append(icon(fault ? "failed" : e.state ?? ""), make("span", "word", said));
  const lost = e.state === "failed" && e.note ? make("span", "fine word", said) : address;
  /** @type {Record<string, () => (HTMLElement | SVGElement)[]>} */
  const drawn = {
    mini: () => [mark],
    tally: () => [mark],
    compact: () => [lost, fault ? icon("failed") : mark],
    address: () => [address, mark],
    tile: () => [address, state],
    line: () => [fault ? icon("failed") : mark, address, e.state === "ready" && !fault ? make("span", "mono fine", e.name) : make("span", "fine word", said)],
    medium: () => [make("span", "mono fine", e.name), row(address, state)],
  };
  return (drawn[face] ?? (() => [make("span", "mono fine", e.name), address, foot(e.tags, state)]))();
}

/** @param {string[] | undefined} texts @param {HTMLElement} state */
function foot(texts, state) {
  const made = make("span", "foot");
  made.append(...tags(texts), state);
  return made;
}

/** @param {Sitter} sitter */
function client({ element: e, face }) {
  const name = row(icon("prompt"), make("span", "name", e.name));
  const where = make("span", "fine", e.state === "ready" ? word("on_node", { node: nameOf(e.in ?? "") }) : spoken(e.state ?? ""));
  const address = make("span", "mono address", e.address);
  if (face === "mini" || face === "tally") return [icon("prompt")];
  if (["compact", "address", "line"].includes(face)) return [name];
  return face === "full" ? [name, address, where] : [name, address];
}

/** @param {Sitter} sitter */
function outside({ element: e, face }) {
  return [make("span", "name", face === "medium" ? word("outside") : e.name), make("span", "mono address", e.address)];
}

/** @param {Sitter} sitter */
function service({ element: e, face }) {
  const [port] = e.ports ?? [];
  const none = !e.address || e.address === "None";
  const long = face !== "full" && (e.name ?? "").length > LONG;
  const name = row(...(long ? [] : [make("span", "kind", word("service"))]), make("span", "name", e.name));
  const address = make("span", "mono address", none ? word("no_address") : port ? `${e.address}:${port[0]}` : e.address);
  const target = make("span", "mono target", targets(e.ports ?? []));
  if (face === "ghost") return [make("span", "name", e.name), address];
  const tag = labels(e);
  if (face === "full") return [name, tag, address, target];
  if (face === "medium") return [row(name, tag), address, target];
  if (face === "wide" || face === "slim") {
    name.append(...tag.querySelectorAll(".fine"));
    return [name, row(address, tag), ...(face === "slim" ? [] : [target])];
  }
  return [name, address];
}

/** The selector, and what it selects. @param {Element} e */
function labels(e) {
  const nothing = e.selected === 0 && (e.tags ?? []).length > 0;
  const tag = make("span", nothing ? "tags nothing" : "tags");
  tag.append(...tags(e.tags));
  if (nothing) tag.append(make("span", "fine nothing", word("selects_none")));
  return tag;
}

/** Where each port leads. @param {any[]} ports */
function targets(ports) {
  if (ports.length === 1) return `→ ${word("target_port", { port: ports[0][2] })}`;
  return ports.map(([port, , target]) => `${port} → ${target}`).join("  ");
}

/** @param {Sitter} sitter */
function balancer({ element: e }) {
  const hexagon = drawing("0 0 208 96", [["path", { d: "M25 1H183L207 48L183 95H25L1 48Z", "vector-effect": "non-scaling-stroke" }]], "hexagon");
  hexagon.setAttribute("preserveAspectRatio", "none");
  const where = e.address || e.host || word("pending_address");
  const address = make("span", where.length > 18 ? "mono address long" : "mono address", where);
  const ports = make("span", "mono fine", (e.ports ?? []).map((port) => `:${Array.isArray(port) ? port[0] : port}`).join(" "));
  const title = make("span", "name", word("load_balancer"));
  return where.length > 18 ? [hexagon, title, address] : [hexagon, title, address, ports];
}

/** @param {Sitter} sitter */
function nodeport({ element: e }) {
  return [make("span", "mono", e.name)];
}

/** A strip of short lines, one under the other. */
function gate() {
  return [make("span", "lines")];
}

/** @param {string[] | undefined} texts */
function tags(texts) {
  return (texts ?? []).map((text) => make("span", "tag mono", text));
}

/** @param {...(HTMLElement | SVGElement)} parts */
function row(...parts) {
  const made = make("span", "row");
  made.append(...parts);
  return made;
}
