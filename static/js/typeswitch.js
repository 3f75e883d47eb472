/** The segmented control, the proxy mode and the cloud: they show what the cluster has, and never more. */
import { body, el, mayEdit, now, onScene, services } from "#k8sviz/page.js";

let chosen = "";

function draw() {
  const made = services();
  const [id, service] = made.find(([one]) => one === chosen) ?? made[0] ?? ["", undefined];
  for (const button of document.querySelectorAll("#type-switch [data-type]")) {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-type") === service?.type));
  }
  const control = /** @type {HTMLFieldSetElement} */ (el("type-switch"));
  control.disabled = !mayEdit || !service;
  /** @type {HTMLInputElement} */ (el("type-service")).value = service?.name ?? "";
  control.dataset.service = id;
  el("type-of").textContent = made.length > 1 ? service?.name ?? "" : "";
  el("cloud").hidden = service?.type !== "LoadBalancer";
  const provider = /** @type {HTMLSelectElement} */ (el("cloud-provider"));
  const mode = /** @type {HTMLSelectElement} */ (el("proxy-mode"));
  if (now().room.mode && document.activeElement !== mode) mode.value = now().room.mode;
  if (now().room.cloud && document.activeElement !== provider) provider.value = now().room.cloud;
}

body.addEventListener("k8sviz:select", (event) => {
  const { id } = /** @type {CustomEvent<{id: string | null}>} */ (event).detail;
  if (id?.startsWith("service/")) chosen = id;
  draw();
});
onScene(draw);
