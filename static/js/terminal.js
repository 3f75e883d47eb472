/** Opens and closes the terminal; everything else of it is loaded when it is first opened. */
import { el, onClick, say } from "#k8sviz/page.js";

const panel = el("terminal");

async function load() {
  const answer = await fetch(panel.dataset.url ?? "").catch(() => null);
  if (!answer?.ok) {
    document.body.dispatchEvent(new CustomEvent("k8sviz:toast", { detail: { text: say("offline") } }));
    return false;
  }
  panel.innerHTML = await answer.text(); // a fragment that our own server has rendered
  const { start } = await import("#k8sviz/console.js");
  start(panel);
  return true;
}

async function toggle() {
  const open = panel.hidden;
  if (open && !panel.firstElementChild && !(await load())) return;
  panel.hidden = !open;
  document.getElementById("console-input")?.focus();
}

onClick("terminal", () => void toggle());
new MutationObserver(() => {
  document.querySelector("[data-terminal]")?.setAttribute("aria-expanded", String(!panel.hidden));
}).observe(panel, { attributeFilter: ["hidden"] });
