/** The difference of two scenes, applied. The same few lines exist in k8sviz/sim/delta.py. */

/** @typedef {Record<string, Record<string, any>>} Tables table name → id → any JSON value */
/** @typedef {Record<string, {"+"?: Record<string, any>, "-"?: string[]}>} Delta */

/**
 * The scene after `delta`; `scene` itself stays as it was.
 * @param {Tables} scene @param {Delta} delta @returns {Tables}
 */
export function apply(scene, delta) {
  const after = { ...scene };
  for (const [name, change] of Object.entries(delta)) {
    const table = { ...after[name] };
    for (const id of change["-"] ?? []) delete table[id];
    after[name] = { ...table, ...change["+"] };
  }
  return after;
}

/** The ids that a delta touches, by table. @param {Delta} delta @returns {Record<string, string[]>} */
export function touched(delta) {
  return Object.fromEntries(
    Object.entries(delta).map(([name, change]) => [name, [...Object.keys(change["+"] ?? {}), ...(change["-"] ?? [])]]),
  );
}
