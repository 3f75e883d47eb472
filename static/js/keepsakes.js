/** What is done with a moment: its link is copied, or a room of its own begins there. */
import { copy as copyText } from "#k8sviz/copying.js";
import { icon, make } from "#k8sviz/dom.js";
import { moment } from "#k8sviz/moment.js";
import { word } from "#k8sviz/words.js";

/** The address of a moment, and of the packet that is open in it. @param {number} at simulated ms @param {number} journey -1: none */
export function address(at, journey) {
  const url = new URL(location.pathname, location.href);
  url.searchParams.set("at", String(Math.round(at)));
  if (journey >= 0) url.searchParams.set("journey", String(journey));
  return url.href;
}

/** The moment that the page's own address names. @returns {{at: number | null, journey: number}} */
export function named() {
  const query = new URLSearchParams(location.search);
  const [at, journey] = ["at", "journey"].map((name) => (/^\d{1,15}$/.test(query.get(name) ?? "") ? Number(query.get(name)) : null));
  return { at, journey: journey ?? -1 };
}

/** @param {() => number} now simulated ms @param {() => number} journey the packet that is open */
export function keepsakes(now, journey) {
  const root = make("div", "keepsakes");
  const copy = make("button", "keepsake", "", { type: "button", id: "copy-moment", title: word("copy_moment_title") });
  copy.append(icon("link"), make("span", "", word("copy_moment")));
  copy.addEventListener("click", async () => {
    await copyText(address(now(), journey()));
    document.body.dispatchEvent(new CustomEvent("k8sviz:toast", { detail: { text: word("moment_copied") } }));
  });
  root.append(copy);
  for (const what of /** @type {const} */ (["fork", "what_if"])) {
    const form = document.getElementById(`${what}-form`);
    if (form instanceof HTMLFormElement) root.append(fork(what, form, now));
  }
  return root;
}

/** @param {"fork" | "what_if"} what @param {HTMLFormElement} form the server's, with its token @param {() => number} now */
function fork(what, form, now) {
  const button = make("button", "keepsake", "", { type: "button", id: what, title: word(`${what}_title`) });
  button.append(icon(what), make("span", "", word(what)));
  button.addEventListener("click", () => {
    /** @type {HTMLInputElement} */ (form.elements.namedItem("at")).value = moment.past ? String(Math.round(now())) : "";
    form.requestSubmit();
  });
  return button;
}
