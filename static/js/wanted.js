/** Loads a part of the page when it is seen, and not before the stage has drawn its first picture. */

/** Should that picture never come, the part does (ms). */
const LONGEST = 4000;

/** @returns {Promise<void>} when the stage has drawn a picture, with its packets if there are any */
function drawn() {
  return new Promise((done) => {
    document.body.addEventListener("k8sviz:drawn", () => done(), { once: true });
    setTimeout(done, LONGEST);
  });
}

/** @param {HTMLElement} part @returns {Promise<void>} when it is seen */
function seen(part) {
  return new Promise((done) => {
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      watch.disconnect();
      done();
    });
    watch.observe(part);
  });
}

/**
 * @template T @param {HTMLElement} part what is loaded is seen here; who turns to it need not wait
 * @param {() => Promise<T>} load @returns {() => Promise<T | null>} loads it at once, and only once; null if it cannot be had now
 */
export function wanted(part, load) {
  /** @type {Promise<T | null> | null} */
  let loading = null;
  const lost = () => (loading = null);
  const now = () => (loading ??= load().catch(lost));
  for (const turn of ["focusin", "pointerdown"]) part.addEventListener(turn, () => void now());
  void Promise.all([drawn(), seen(part)]).then(now);
  return now;
}
