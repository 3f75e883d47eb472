/** The catalogue: what is done, and progress as a file. */
import { joined, progress, readProgress, store } from "#k8sviz/progress.js";

const said = /** @type {HTMLElement} */ (document.getElementById("progress-said"));

function show() {
  const all = progress();
  for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-lesson]"))) {
    const mine = all[card.dataset.lesson ?? ""];
    const place = /** @type {HTMLElement} */ (card.querySelector(".card-state"));
    const many = Number(card.dataset.steps);
    const count = mine?.steps.length ?? 0;
    card.classList.toggle("done", count >= many);
    const part = (place.dataset.part ?? "").replace("{n}", String(count)).replace("{all}", String(many));
    place.textContent = (count >= many ? place.dataset.done : count ? part : place.dataset.new) ?? "";
  }
}

document.getElementById("progress-save")?.addEventListener("click", () => {
  const text = JSON.stringify({ k8sviz: "progress", lessons: progress() }, null, 2);
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "k8sviz-progress.json" });
  link.click();
  URL.revokeObjectURL(link.href);
});
document.getElementById("progress-load")?.addEventListener("change", async (event) => {
  const [file] = /** @type {HTMLInputElement} */ (event.target).files ?? [];
  const theirs = file ? readProgress(await file.text()) : null;
  if (theirs) store(joined(progress(), theirs));
  said.textContent = (theirs ? said.dataset.loaded : said.dataset.bad) ?? "";
  show();
});
document.getElementById("progress-clear")?.addEventListener("click", (event) => {
  if (!confirm(/** @type {HTMLElement} */ (event.currentTarget).dataset.sure)) return;
  store({});
  show();
});
show();
