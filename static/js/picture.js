/** The stage as a picture: what is on the screen, as shapes and texts of an SVG that needs nothing else. */
const SVG = "http://www.w3.org/2000/svg";
const COPIED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity"];

/** @typedef {{x: number, y: number}} Point */

/** @param {string} name @param {Record<string, string | number>} values */
function shape(name, values) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, String(value));
  return made;
}

/** The picture of an element of the page. @param {HTMLElement} root */
export function pictureOf(root) {
  const { left, top, width, height } = root.getBoundingClientRect();
  const svg = shape("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  svg.append(shape("rect", { width, height, fill: getComputedStyle(document.body).getPropertyValue("--paper").trim() || "#fff" }));
  draw(root, { x: left, y: top }, svg);
  return svg;
}

/** @param {Element} element @param {Point} origin @param {Element} into */
function draw(element, origin, into) {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0" || element.classList.contains("visually-hidden")) return;
  if (element instanceof SVGSVGElement) return drawIcon(element, origin, into);
  if (element instanceof HTMLCanvasElement) return drawCanvas(element, origin, into);
  drawBox(element, style, origin, into);
  const before = getComputedStyle(element, "::before");
  if (before.position === "absolute" && before.content !== "none" && before.inset === "0px") drawBox(element, before, origin, into);
  for (const child of element.childNodes) {
    if (child instanceof Text) drawText(child, style, origin, into);
    else if (child instanceof Element) draw(child, origin, into);
  }
}

/** @param {Element} element @param {CSSStyleDeclaration} style @param {Point} origin @param {Element} into */
function drawBox(element, style, origin, into) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const line = parseFloat(style.borderTopWidth) || 0;
  const fill = style.backgroundColor;
  const filled = !/rgba\(0, 0, 0, 0\)|transparent/.test(fill);
  if (!width || !height || (!filled && !(line && style.borderTopStyle !== "none"))) return;
  const dash = { dashed: `${line * 3} ${line * 2}`, dotted: `${line} ${line * 2}` }[style.borderTopStyle] ?? "";
  into.append(shape("rect", {
    x: left - origin.x + line / 2, y: top - origin.y + line / 2, width: width - line, height: height - line,
    rx: Math.min(parseFloat(style.borderTopLeftRadius) || 0, height / 2), fill: filled ? fill : "none",
    ...(line ? { stroke: style.borderTopColor, "stroke-width": line, ...(dash ? { "stroke-dasharray": dash } : {}) } : {}),
  }));
}

/** Each line of a text where it stands. @param {Text} text @param {CSSStyleDeclaration} style @param {Point} origin @param {Element} into */
function drawText(text, style, origin, into) {
  for (const { words, box } of lines(text)) {
    const made = shape("text", {
      x: box.left - origin.x, y: box.top - origin.y + box.height * 0.76, fill: style.color, "font-family": style.fontFamily,
      "font-size": style.fontSize, "font-weight": style.fontWeight, "xml:space": "preserve",
      ...(style.textDecorationLine === "none" ? {} : { "text-decoration": style.textDecorationLine }),
    });
    made.textContent = words;
    into.append(made);
  }
}

/** @param {Text} text */
function lines(text) {
  /** @type {{words: string, box: DOMRect}[]} */
  const found = [];
  const range = document.createRange();
  const whole = text.data;
  for (let i = 0; i < whole.length; i++) {
    range.setStart(text, i);
    range.setEnd(text, i + 1);
    const [box] = range.getClientRects();
    const last = found[found.length - 1];
    if (!box || (!box.width && !whole[i].trim())) continue;
    if (last && Math.abs(last.box.top - box.top) < 2) last.words += whole[i];
    else found.push({ words: whole[i], box });
  }
  return found.filter(({ words }) => words.trim());
}

/** @param {SVGSVGElement} icon @param {Point} origin @param {Element} into */
function drawIcon(icon, origin, into) {
  const { left, top, width, height } = icon.getBoundingClientRect();
  if (!width) return;
  const copy = /** @type {SVGSVGElement} */ (icon.cloneNode(true));
  const [from, to] = [icon, copy].map((one) => [one, ...one.querySelectorAll("*")]);
  from.forEach((part, i) => {
    const style = getComputedStyle(part);
    for (const name of COPIED) to[i].setAttribute(name, style.getPropertyValue(name));
    to[i].removeAttribute("class");
  });
  for (const [key, value] of Object.entries({ x: left - origin.x, y: top - origin.y, width, height })) copy.setAttribute(key, String(value));
  into.append(copy);
}

/** Wires and packets are pixels: they go in as an image. @param {HTMLCanvasElement} canvas @param {Point} origin @param {Element} into */
function drawCanvas(canvas, origin, into) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  if (!canvas.width || !canvas.height || !width) return;
  into.append(shape("image", { href: canvas.toDataURL(), x: left - origin.x, y: top - origin.y, width, height }));
}

/** @param {string} name @param {Blob} blob */
function save(name, blob) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Saves the stage as a file. @param {HTMLElement} root @param {string} name without its ending @param {"svg" | "png"} kind */
export async function savePicture(root, name, kind) {
  const svg = pictureOf(root);
  const blob = new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
  if (kind === "svg") return save(`${name}.svg`, blob);
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width * 2, height: image.height * 2 });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  canvas.toBlob((png) => { if (png) save(`${name}.png`, png); });
}
