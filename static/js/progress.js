/** What somebody has done of the lessons: kept in this browser, for all rooms. */

const KEY = "k8sviz:lessons";

/** @typedef {Record<string, {steps: string[], of: number, finished?: string}>} Progress */

/** @returns {Progress} */
export function progress() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {Progress} all */
export function store(all) {
  try { localStorage.setItem(KEY, JSON.stringify(all)); } catch { /* storage may be off or full: nothing is kept */ }
}

/** @param {string} slug */
export function doneSteps(slug) {
  return new Set(progress()[slug]?.steps ?? []);
}

/** @param {string} slug @param {string} step "" for none @param {number} of how many steps the lesson has */
export function finish(slug, step, of) {
  const all = progress();
  const mine = all[slug] ?? { steps: [], of };
  if (!step || mine.steps.includes(step)) return;
  const steps = [...mine.steps, step];
  const finished = steps.length >= of ? { finished: new Date().toISOString().slice(0, 10) } : {};
  store({ ...all, [slug]: { ...mine, steps, of, ...finished } });
}

/** What a file says, if it is one of ours. @param {string} text @returns {Progress | null} */
export function readProgress(text) {
  try {
    const { lessons } = JSON.parse(text);
    const good = Object.values(lessons).every((one) => Array.isArray(one.steps) && one.steps.every((/** @type {unknown} */ step) => typeof step === "string") && Number.isInteger(one.of));
    return good ? lessons : null;
  } catch {
    return null;
  }
}

/** Both together: what was done on either device is done. @param {Progress} mine @param {Progress} theirs @returns {Progress} */
export function joined(mine, theirs) {
  const all = { ...mine };
  for (const [slug, their] of Object.entries(theirs)) {
    const own = all[slug];
    const finished = own?.finished ?? their.finished;
    all[slug] = { steps: [...new Set([...(own?.steps ?? []), ...their.steps])], of: their.of, ...(finished ? { finished } : {}) };
  }
  return all;
}
