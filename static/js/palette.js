/** The colours of the theme in force, for what is drawn on a canvas. */

/** @typedef {{ink: string, paper: string, request: string, reply: string, refused: string, onFill: string, mono: string}} Palette */

/** @returns {Palette} */
export function palette() {
  const css = getComputedStyle(document.documentElement);
  const of = (/** @type {string} */ name) => css.getPropertyValue(name).trim();
  return {
    ink: of("--ink"), paper: of("--paper"), request: of("--request"), reply: of("--reply"), refused: of("--refused"),
    onFill: of("--on-fill"), mono: of("--mono"),
  };
}
