/** Making elements. */

/**
 * @param {string} tag @param {string} [className] @param {string} [text] @param {Record<string, string>} [attributes]
 * @returns {HTMLElement}
 */
export function make(tag, className = "", text = "", attributes = {}) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} viewBox @param {[tag: string, attributes: Record<string, string>][]} shapes @param {string} [className] */
export function drawing(viewBox, shapes, className = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", viewBox);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  svg.setAttribute("class", className);
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    svg.append(shape);
  }
  return svg;
}

/** @type {Record<string, string>} what is drawn with lines of 1.75 in a field of 16 */
const LINES = {
  ready: "M3 8.5l3.2 3.2L13 4.8",
  unready: "M8 2.5a5.5 5.5 0 0 1 0 11",
  starting: "M8 2.5a5.5 5.5 0 1 1-5.5 5.500",
  pending: "M8 2.500a5.500 5.500 0 1 1 0 11a5.500 5.500 0 1 1 0-11M8 5v3.200l2 1.300",
  terminating: "M3.500 8h9",
  failed: "M4 4l8 8M12 4l-8 8",
  prompt: "M2 3.500l5 4.500-5 4.500M9 12.500h6",
  twin: "M3 3.500h10M6 8h7M6 12.500h7M3 8h.01M3 12.500h.01",
  fit: "M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10",
  play: "M5 3l8 5-8 5z",
  pause: "M5.500 3v10M10.500 3v10",
  back: "M4 3v10M13 3L6.500 8l6.500 5z",
  forth: "M12 3v10M3 3l6.500 5L3 13z",
  link: "M6.500 9.500l3-3M7 4.500l1.500-1.500a3 3 0 0 1 4.500 4.500L11.500 9M9 11.500L7.500 13A3 3 0 0 1 3 8.500L4.500 7",
  what_if: "M2.500 3.500h4.500v9H2.500zM9 3.500h4.500v9H9z",
  fork: "M3 8h4M7 8c3 0 2-4.500 6-4.500M7 8c3 0 2 4.500 6 4.500",
};

/** @param {string} name */
export function icon(name) {
  return drawing("0 0 16 16", [["path", { d: LINES[name] ?? "" }]], `mark mark-${name}`);
}

/** The shapes of the legend, as they travel on the stage. @param {"request" | "reply" | "refused" | "dropped"} kind */
export function sign(kind) {
  const shapes = {
    request: [["path", { d: "M2 4h13l7 8-7 8H2z" }]],
    reply: [["path", { d: "M22 4H9l-7 8 7 8h13z" }]],
    refused: [["path", { d: "M8 2h8l6 6v8l-6 6H8l-6-6V8z" }], ["path", { d: "M8.500 8.500l7 7M15.500 8.500l-7 7", class: "cross" }]],
    dropped: [["circle", { cx: "12", cy: "12", r: "8.500" }]],
  };
  return drawing("0 0 24 24", /** @type {any} */ (shapes[kind]), `sign sign-${kind}`);
}
