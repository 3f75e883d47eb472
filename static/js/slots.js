/** Pods keep their place: each has a slot in its node that it holds as long as it is there. */

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */

export class Slots {
  /** @type {Map<string, {node: string, slot: number}>} */
  #held = new Map();

  /** Gives new Pods the first free slots of their nodes and frees what is gone. @param {Scene["elements"]} elements */
  settle(elements) {
    for (const [id, { node }] of this.#held) {
      if (elements[id]?.in !== node) this.#held.delete(id);
    }
    const fresh = Object.keys(elements).filter((id) => elements[id].shape === "pod" && elements[id].in && !this.#held.has(id));
    fresh.sort((a, b) => order(elements[a], elements[b]) || (a < b ? -1 : 1));
    for (const id of fresh) this.#take(id, elements[id].in ?? "");
    return this;
  }

  /** The Pods of a node in the order of their slots; a slot that was left stays empty (""). @param {string} node */
  of(node) {
    /** @type {string[]} */
    const row = [];
    for (const [id, place] of this.#held) if (place.node === node) row[place.slot] = id;
    return Array.from(row, (id) => id ?? "");
  }

  /** @param {string} id @param {string} node */
  #take(id, node) {
    const taken = new Set([...this.#held.values()].filter((place) => place.node === node).map((place) => place.slot));
    let slot = 0;
    while (taken.has(slot)) slot++;
    this.#held.set(id, { node, slot });
  }
}

/** Addresses are given out in order, so the older Pod comes first. @param {{address?: string}} a @param {{address?: string}} b */
function order(a, b) {
  return number(a.address) - number(b.address);
}

/** @param {string | undefined} address */
function number(address) {
  if (!address) return Number.MAX_SAFE_INTEGER;
  return address.split(/[.:]/).reduce((sum, part) => sum * 256 + (Number(part) || 0), 0);
}
