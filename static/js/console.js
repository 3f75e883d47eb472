/** The terminal: a page of plain text that grows, and a line to type in. Loaded when it is first opened. */
import { commands, unfinished } from "#k8sviz/consolelines.js";
import { common, History } from "#k8sviz/consolehistory.js";
import { make } from "#k8sviz/dom.js";
import { moment } from "#k8sviz/moment.js";
import { body, el, keep, kept, say } from "#k8sviz/page.js";

const MOST = 400;

/** @param {HTMLElement} panel */
export function start(panel) {
  for (const button of panel.querySelectorAll("[data-console]")) {
    button.addEventListener("click", () => (button.getAttribute("data-console") === "clear" ? clear() : close(panel)));
  }
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(panel); });
  if (document.getElementById("console-line")) new Console();
}

/** A place's name: a machine's own, or the Pod's whose shell it is. @param {string} place */
function shown(place) {
  return place.split("/")[2] ?? place;
}

/** @param {HTMLElement} panel */
function close(panel) {
  panel.hidden = true;
  /** @type {HTMLElement | null} */ (document.querySelector("[data-terminal]"))?.focus();
}

function clear() {
  el("console-page").replaceChildren();
}

class Console {
  form = /** @type {HTMLFormElement} */ (el("console-line"));
  input = /** @type {HTMLTextAreaElement} */ (el("console-input"));
  where = /** @type {HTMLSelectElement} */ (el("console-at"));
  page = el("console-page");
  offers = el("console-offers");
  history = new History(kept("console"), (text) => keep("console", text));
  /** @type {AbortController | null} */
  running = null;

  constructor() {
    this.form.addEventListener("submit", (event) => { event.preventDefault(); void this.enter(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => this.fit());
    this.where.addEventListener("change", () => this.moved());
    new ResizeObserver(() => this.follow()).observe(this.page);
    this.page.addEventListener("click", () => { if (String(getSelection()) === "") this.input.focus(); });
  }

  moved() {
    el("console-prompt").textContent = shown(this.where.value);
    this.input.focus();
  }

  fit() {
    this.offers.textContent = "";
    this.input.rows = Math.min(this.input.value.split("\n").length, 12);
  }

  /** @param {string} text */
  put(text) {
    this.input.value = text;
    this.fit();
    this.input.setSelectionRange(text.length, text.length);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const act = this.act(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** @param {KeyboardEvent} event @returns {(() => void) | null} */
  act({ key, ctrlKey, shiftKey, isComposing }) {
    const { value, selectionStart, selectionEnd } = this.input;
    if (isComposing || shiftKey) return null;
    if (ctrlKey) return key === "l" ? clear : key === "c" && selectionStart === selectionEnd ? () => this.interrupt() : null;
    const several = value.includes("\n");
    switch (key) {
      case "Enter": return unfinished(value) ? null : () => void this.enter();
      case "Tab": return value ? () => void this.complete() : null;
      case "ArrowUp": return several ? null : () => this.earlier(-1);
      case "ArrowDown": return several ? null : () => this.earlier(1);
      default: return null;
    }
  }

  /** @param {-1 | 1} step */
  earlier(step) {
    const line = this.history.move(step, this.input.value);
    if (line !== null) this.put(line);
  }

  interrupt() {
    if (this.running) this.running.abort();
    else {
      this.echo(`${this.input.value}^C`);
      this.put("");
    }
  }

  /** One after the other; what fails stops nothing, as in a shell. */
  async enter() {
    if (this.running) return;
    const typed = this.input.value;
    this.put("");
    if (!typed.trim()) this.echo("");
    for (const { line, text } of commands(typed)) {
      this.history.add(line);
      if (line === "clear") clear();
      else if (!(await this.run(line, text))) return;
    }
  }

  /** @param {string} line @param {string} text */
  async run(line, text) {
    this.echo(text ? `${line} <<EOF\n${text}EOF` : line);
    this.running = new AbortController();
    this.form.toggleAttribute("data-busy", true);
    moment.live(); // what is done is done now
    const form = { line, text, at: this.where.value };
    const answer = await this.ask(this.form.action, form, this.running.signal);
    const stopped = this.running.signal.aborted;
    this.running = null;
    this.form.toggleAttribute("data-busy", false);
    if (answer) {
      this.show(await answer.text());
      body.dispatchEvent(new CustomEvent("k8sviz:typed", { detail: { line } }));
    }
    if (!answer) this.add(make("pre", "console-err", stopped ? "^C" : say("offline")));
    return !stopped;
  }

  /** @param {string} url @param {Record<string, string>} form @param {AbortSignal} [signal] */
  async ask(url, form, signal) {
    const token = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
    return fetch(url, { method: "POST", body: new URLSearchParams(form), headers: { "X-CSRFToken": token }, signal }).catch(() => null);
  }

  /** The server renders the answer; its text is escaped there. @param {string} html */
  show(html) {
    const reply = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    if (!(reply instanceof HTMLElement)) return;
    const edit = reply.querySelector("textarea.console-edit");
    if (edit instanceof HTMLTextAreaElement) this.edit(edit.value);
    if (reply.dataset.prompt) this.at(reply.dataset.prompt);
    if (reply.childElementCount) this.add(reply);
  }

  /** @param {string} text */
  edit(text) {
    body.dispatchEvent(new CustomEvent("k8sviz:text", { detail: { text } }));
    body.dispatchEvent(new CustomEvent("k8sviz:toast", { detail: { text: say("edit_here") } }));
  }

  /** @param {string} prompt */
  at(prompt) {
    for (const left of this.where.querySelectorAll("[data-shell]")) left.remove();
    this.where.value = prompt;
    if (this.where.selectedIndex < 0) this.enterShell(prompt);
    this.moved();
  }

  /** A container's shell is there for as long as somebody is in it. @param {string} place */
  enterShell(place) {
    const option = new Option(shown(place), place, true, true);
    option.dataset.shell = "";
    this.where.add(option);
  }

  /** @param {string} line */
  echo(line) {
    const row = make("p", "console-typed");
    row.append(make("span", "console-prompt", `${shown(this.where.value)} $`), make("code", "", line));
    this.add(row);
  }

  /** @param {Element} what */
  add(what) {
    this.page.append(what);
    while (this.page.childElementCount > MOST) this.page.firstElementChild?.remove();
    this.follow();
  }

  /** The newest line stays in sight. */
  follow() {
    this.page.scrollTop = this.page.scrollHeight;
  }

  async complete() {
    const before = this.input.value.slice(0, this.input.selectionStart);
    const after = this.input.value.slice(this.input.selectionStart);
    const answer = await this.ask(this.form.dataset.complete ?? "", { line: before, at: this.where.value });
    if (!answer?.ok || this.input.value !== before + after) return;
    const { words } = await answer.json();
    const partial = /\S*$/.exec(before)?.[0] ?? "";
    const shared = common(words);
    if (!words.length) return;
    const done = words.length === 1 ? `${shared} ` : shared;
    if (done.length > partial.length) {
      this.put(before.slice(0, before.length - partial.length) + done + after);
      this.input.setSelectionRange(before.length - partial.length + done.length, before.length - partial.length + done.length);
    }
    if (words.length > 1) this.offers.textContent = words.join("   ");
    this.follow();
  }
}
