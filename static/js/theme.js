/* A classic script in the head, so that a remembered theme is there before the first paint. */
(() => {
  const root = document.documentElement;
  try {
    const kept = localStorage.getItem("k8sviz:theme");
    if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  } catch { /* storage may be off; the system's choice stays */ }
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-theme-toggle]") : null;
    if (!button) return;
    root.dataset.theme = dark() ? "light" : "dark";
    button.setAttribute("aria-pressed", String(dark()));
    try { localStorage.setItem("k8sviz:theme", root.dataset.theme); } catch { /* as above */ }
    document.body.dispatchEvent(new CustomEvent("k8sviz:theme"));
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector("[data-theme-toggle]")?.setAttribute("aria-pressed", String(dark()));
  });
})();
