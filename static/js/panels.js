/** Columns, sheets and the inspector: which panel is open, and what it shows. */
import { copy } from "#k8sviz/copying.js";
import { moment } from "#k8sviz/moment.js";
import { body, el, keep, kept, onClick, room, say, services } from "#k8sviz/page.js";
import "#k8sviz/more.js";
import "#k8sviz/sendbar.js";
import "#k8sviz/typeswitch.js";

const NARROW = matchMedia("(max-width: 1439px)");
const TIGHT = matchMedia("(min-width: 600px) and (max-width: 799px)");
const PHONE = matchMedia("(max-width: 599px)");
const REFRESH = 700;
const SETTLING = 3000; // ms until a fix of something that stands shows its effect

/** @type {"" | `inspect?id=${string}` | `journeys/${number}` | `journeys/${number}/why` | `why?id=${string}`} */
let shown = "";
let stale = 0;

/** @param {"left" | "right"} side @param {"open" | "closed" | "wide"} state */
function set(side, state) {
  body.dataset[side] = state;
  const other = side === "left" ? "right" : "left";
  if (NARROW.matches && state !== "closed") body.dataset[other] = "closed";
  keep(side, state === "closed" ? "closed" : "open");
}

/** @param {string} tab */
function show(tab) {
  body.dataset.tab = tab;
  delete body.dataset.sheet;
  for (const button of document.querySelectorAll("[data-tab-of]")) {
    button.setAttribute("aria-current", String(button.getAttribute("data-tab-of") === tab));
  }
}

/** @param {typeof shown} what @param {boolean} wide */
function open(what, wide) {
  const said = document.getElementById("inspector-said");
  if (what !== shown) said?.replaceChildren();
  shown = what;
  if (wide || !body.hasAttribute("data-projector")) set("right", wide ? "wide" : "open");
  if (PHONE.matches) show("inspect");
  void load();
}

async function load() {
  if (!shown) return;
  const at = moment.at();
  const when = at === null ? "" : `${shown.includes("?") ? "&" : "?"}at=${at}`;
  await window.htmx.ajax("GET", location.pathname + shown + when, { target: "#inspector", swap: "innerHTML" });
}

/** Nobody's typing is swept away by a refresh. */
function busy() {
  const active = document.activeElement;
  return active instanceof HTMLInputElement && el("inspector").contains(active);
}

function refresh() {
  if (!shown.startsWith("inspect") || stale) return;
  stale = window.setTimeout(() => {
    stale = 0;
    if (!busy()) void load();
  }, REFRESH);
}

/** @param {string} text */
function toast(text) {
  const place = el("toast");
  place.textContent = text;
  place.hidden = false;
  window.setTimeout(() => { place.hidden = true; }, 2500);
}

body.addEventListener("k8sviz:toast", (event) => toast(/** @type {CustomEvent<{text: string}>} */ (event).detail.text));

/** @param {string} id */
function select(id) {
  open(`inspect?id=${encodeURIComponent(id)}`, false);
}

body.addEventListener("k8sviz:select", (event) => {
  const { id } = /** @type {CustomEvent<{id: string | null}>} */ (event).detail;
  if (id) select(id);
  else if (shown.startsWith("inspect")) {
    shown = "inspect?id=";
    void load();
  }
});
body.addEventListener("k8sviz:journey", (event) => {
  open(`journeys/${/** @type {CustomEvent<{number: number}>} */ (event).detail.number}`, true);
});
body.addEventListener("k8sviz:changed", refresh);
body.addEventListener("k8sviz:viewers", (event) => {
  const { count } = /** @type {CustomEvent<{count: number}>} */ (event).detail;
  const place = el("viewers");
  const words = count === 1 ? place.dataset.one : place.dataset.many;
  place.textContent = (words ?? "#").replace("#", String(count));
});

onClick("select", (id) => {
  body.dispatchEvent(new CustomEvent("k8sviz:choose", { detail: { id } }));
  if (shown !== `inspect?id=${encodeURIComponent(id)}`) select(id);
});
onClick("journey", (number) => body.dispatchEvent(new CustomEvent("k8sviz:journey", { detail: { number: Number(number) } })));
onClick("why", (number) => open(`journeys/${Number(number)}/why`, true));
onClick("why-of", (id) => open(`why?id=${encodeURIComponent(id)}`, true));
onClick("panel", (panel) => set(panel === "inspect" ? "right" : "left", "open"));
onClick("close", (side) => set(side === "left" ? "left" : "right", "closed"));
onClick("tab-of", (tab) => {
  if (body.dataset.tab === tab && body.dataset.sheet !== "closed") body.dataset.sheet = "closed";
  else show(tab);
});
onClick("away", (_value, button) => button.closest(".notice")?.remove());
onClick("open", (id) => /** @type {HTMLDialogElement} */ (document.getElementById(id))?.showModal());
onClick("copy", async (text) => {
  await copy(text);
  toast(say("copied"));
});
onClick("picture", async (kind) => {
  const { savePicture } = await import("#k8sviz/picture.js");
  await savePicture(el("stage"), `k8sviz-${room}`, kind === "png" ? "png" : "svg");
});
onClick("embed", async (url) => {
  const moment = new URLSearchParams(location.search);
  moment.delete("key");
  const address = moment.size ? `${url}?${moment}` : url;
  await copy(`<iframe src="${address}" width="960" height="540" title="k8sviz" loading="lazy"></iframe>`);
  toast(say("copied"));
});
onClick("project", (_value, button) => {
  const on = body.toggleAttribute("data-projector");
  button.setAttribute("aria-pressed", String(on));
  for (const side of /** @type {const} */ (["left", "right"])) body.dataset[side] = on ? "closed" : side === "right" && NARROW.matches ? "closed" : "open";
});

/** A refusal is never said where nobody looks. */
document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.target;
  if (!(target instanceof HTMLElement) || target.id !== "outcome") return;
  const refused = target.querySelector('[data-refused="1"], .convert');
  if (!refused && !shown && !NARROW.matches && !body.hasAttribute("data-projector")) {
    const [service] = services();
    if (service) body.dispatchEvent(new CustomEvent("k8sviz:choose", { detail: { id: service[0] } }));
  }
  if (refused) {
    if (!body.hasAttribute("data-projector")) set("left", "open");
    if (PHONE.matches) show("yaml");
  } else if (PHONE.matches && body.dataset.tab === "yaml") {
    if (document.getElementById("lesson")) show("lesson");
    else body.dataset.sheet = "closed";
  }
});
/** After a change made in the inspector, what it says is no longer what it was. */
document.addEventListener("htmx:afterRequest", (event) => {
  const target = event.target;
  if (!(target instanceof HTMLFormElement) || !el("inspector").contains(target)) return;
  if (busy()) /** @type {HTMLElement} */ (document.activeElement).blur();
  refresh();
  if (shown.startsWith("why")) window.setTimeout(load, SETTLING);
});
/** Without an answer from the server, say so. */
for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => toast(say("offline")));

body.dataset.left = TIGHT.matches ? "closed" : kept("left") ?? "open";
body.dataset.right = NARROW.matches ? "closed" : kept("right") ?? "open";
show(body.dataset.tab ?? "yaml");
