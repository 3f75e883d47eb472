/** The segmented control, the proxy mode and the cloud: they show what the cluster has, and never more. */
import { body, el, mayEdit, now, onScene, services } from "#k8sviz/page.js";

let chosen = "";

/** A choice shows what holds, unless somebody is at it. @param {string} id @param {string} value */
function show(id, value) {
  const choice = /** @type {HTMLSelectElement} */ (el(id));
  if (value && document.activeElement !== choice) choice.value = value;
}

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
  show("proxy-mode", now().room.mode);
  show("cloud-provider", now().room.cloud);
}

body.addEventListener("k8sviz:select", (event) => {
  const { id } = /** @type {CustomEvent<{id: string | null}>} */ (event).detail;
  if (id?.startsWith("service/")) chosen = id;
  draw();
});
onScene(draw);
