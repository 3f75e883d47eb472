/** The graph: Cytoscape holds places and wires, pan and zoom, selection and the hit-testing of the background. */
import cytoscape from "#vendor/cytoscape.js";
import { weighed } from "#k8sviz/path.js";

/** @typedef {import("#k8sviz/layout.js").Layout} Layout */
/** @typedef {{x: number, y: number, zoom: number}} View */

const KINDS = /** @type {const} */ ({
  call: { color: "--outline", width: 1.5, line: "solid" },
  endpoint: { color: "--outline", width: 1.5, line: "solid" },
  front: { color: "--outline", width: 1.5, line: "solid" },
  tether: { color: "--outline", width: 1, line: "dashed" },
  leader: { color: "--ghost", width: 1.5, line: "dashed" },
  mismatch: { color: "--ghost", width: 1.5, line: "dashed" },
});

export class Topology {
  /** @param {HTMLElement} container @param {{view: (view: View) => void, pick: (id: string) => void, tap: (x: number, y: number) => void}} tell */
  constructor(container, tell) {
    this.cy = cytoscape({
      container, layout: { name: "preset" }, autoungrabify: true, boxSelectionEnabled: false, selectionType: "single",
      minZoom: 0.2, maxZoom: 3, style: /** @type {any} */ (style()),
    });
    this.cy.on("viewport", () => tell.view(this.view()));
    this.cy.on("tap", (event) => {
      tell.tap(event.renderedPosition.x, event.renderedPosition.y);
      if (event.target === this.cy) tell.pick("");
    });
    this.cy.on("select", "node", (event) => tell.pick(event.target.id()));
  }

  /** @returns {View} */
  view() {
    const { x, y } = this.cy.pan();
    return { x, y, zoom: this.cy.zoom() };
  }

  /** @param {Layout} layout */
  show(layout) {
    this.cy.batch(() => {
      this.cy.nodes().filter((node) => !layout.places.has(node.id())).remove();
      for (const [id, p] of layout.places) this.#place(id, p);
      this.#wires(layout);
    });
  }

  /** Only wires that changed are drawn anew. @param {Layout} layout */
  #wires(layout) {
    const wanted = new Map(layout.wires.map((wire) => [`wire:${wire.id}`, wire]));
    const same = (/** @type {cytoscape.EdgeSingular} */ e) => JSON.stringify(e.data("wire")) === JSON.stringify(wanted.get(e.id()));
    this.cy.edges().filter((e) => !same(e)).remove();
    const fresh = [...wanted].filter(([id]) => this.cy.getElementById(id).empty()).map(([, wire]) => wire);
    this.cy.add(fresh.map((wire) => ({ group: "edges", data: edge(wire), selectable: false, classes: `${wire.kind} ${wire.state}` })));
  }

  /** @param {string} id @param {import("#k8sviz/wires.js").Place} p */
  #place(id, p) {
    const position = { x: p.x + p.w / 2, y: p.y + p.h / 2 };
    const node = this.cy.getElementById(id);
    if (node.empty()) this.cy.add({ group: "nodes", data: { id, w: p.w, h: p.h, z: p.inside ? 2 : 1 }, position });
    else node.data({ w: p.w, h: p.h }).position(position);
  }

  /** Shows the whole layout; a layout larger than the stage is shown smaller. @param {Layout} layout @param {{width: number, height: number}} stage @param {number} most */
  fit(layout, stage, most) {
    const zoom = Math.min(most, stage.width / layout.width, stage.height / layout.height);
    this.cy.viewport({ zoom, pan: { x: (stage.width - layout.width * zoom) / 2, y: 0 } });
  }

  resize() {
    this.cy.resize();
  }

  /** @param {string} id */
  select(id) {
    const node = this.cy.getElementById(id);
    this.cy.nodes(":selected").not(node).unselect();
    if (node.nonempty() && !node.selected()) node.select();
  }

  /** Takes the colours of the theme that is now in force. */
  recolour() {
    this.cy.style(/** @type {any} */ (style()));
  }
}

/** @param {import("#k8sviz/wires.js").Wire} wire */
function edge(wire) {
  const { weights, distances } = weighed(wire.start, wire.controls, wire.end);
  return {
    id: `wire:${wire.id}`, source: wire.from, target: wire.to, wire, bent: wire.controls.length ? 1 : 0,
    weights: weights.map((n) => n.toFixed(5)).join(" "), distances: distances.map((n) => n.toFixed(3)).join(" "),
  };
}

/** A selector and labels that do not meet: said on the wire, in a ring. @param {string} warn @param {string} paper */
function unequal(warn, paper) {
  return {
    label: "≠", color: warn, "font-size": 18, "font-weight": 600, "text-background-color": paper, "text-background-opacity": 1,
    "text-background-shape": "round-rectangle", "text-background-padding": "5px", "text-border-color": warn, "text-border-width": 1.5, "text-border-opacity": 1,
  };
}

function style() {
  const css = getComputedStyle(document.documentElement);
  const kinds = Object.entries(KINDS).map(([kind, { color, width, line }]) => ({
    selector: `edge.${kind}`, style: { "line-color": css.getPropertyValue(color).trim(), width, "line-style": line, "line-dash-pattern": [2, 4] },
  }));
  const end = (/** @type {"start" | "end"} */ which) => (/** @type {cytoscape.EdgeSingular} */ e) => {
    const p = e.data("wire")[which];
    const at = (which === "start" ? e.source() : e.target()).position();
    return `${p.x - at.x}px ${p.y - at.y}px`;
  };
  return [
    { selector: "node", style: { shape: "rectangle", width: "data(w)", height: "data(h)", "background-opacity": 0, "overlay-opacity": 0, "z-index": "data(z)", events: "yes" } },
    { selector: "edge", style: { "source-endpoint": end("start"), "target-endpoint": end("end"), "curve-style": "straight", "overlay-opacity": 0, events: "no", "z-index": 1 } },
    {
      selector: "edge[bent = 1]",
      style: { "curve-style": "unbundled-bezier", "edge-distances": "endpoints", "control-point-weights": "data(weights)", "control-point-distances": "data(distances)" },
    },
    ...kinds,
    { selector: "edge.mismatch", style: unequal(css.getPropertyValue("--warn").trim(), css.getPropertyValue("--paper").trim()) },
    { selector: "edge.unready, edge.terminating", style: { "line-style": "dashed", "line-dash-pattern": [3, 5], "line-color": css.getPropertyValue("--ghost").trim() } },
  ];
}
