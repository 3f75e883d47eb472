/** Copying text: browsers keep the clipboard from pages over plain http, and in a classroom that is the usual way. */

/** @param {string} text */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  const before = document.activeElement;
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  document.execCommand("copy"); // the only way there is without a secure context
  field.remove();
  if (before instanceof HTMLElement) before.focus();
}
