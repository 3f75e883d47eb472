/** Pause, play and the speeds: each press is a POST, and the answer comes back as a frame. */
import { icon, make } from "#k8sviz/dom.js";
import { word } from "#k8sviz/words.js";

const SPEEDS = /** @type {const} */ ([[0.25, "¼×"], [0.5, "½×"], [1, "1×"], [2, "2×"]]);

export class Transport {
  #playing = true;
  #speed = 1;
  #shown = "";

  /** @param {string} url where to post; "" where one may only watch */
  constructor(url) {
    this.url = url;
    this.root = make("div", "transport");
    this.clock = make("span", "clock-time mono", "00:00.0");
    this.state = make("span", "clock-state");
    const face = make("div", "clock");
    face.append(this.clock, this.state);
    this.play = /** @type {HTMLButtonElement} */ (make("button", "play", "", { type: "button" }));
    this.play.addEventListener("click", () => this.#post(!this.#playing, this.#speed));
    const speeds = make("div", "speeds", "", { role: "group", "aria-label": word("speed") });
    this.speeds = SPEEDS.map(([speed, text]) => {
      const button = /** @type {HTMLButtonElement} */ (make("button", "", text, { type: "button", "data-speed": String(speed) }));
      button.addEventListener("click", () => this.#post(this.#playing, speed));
      return button;
    });
    speeds.append(...this.speeds);
    const buttons = make("div", "transport-buttons");
    buttons.append(this.play, speeds);
    this.root.append(face, buttons);
    for (const button of [this.play, ...this.speeds]) button.disabled = !url;
  }

  /** @param {{playing: boolean, speed: number}} clock */
  show({ playing, speed }) {
    [this.#playing, this.#speed] = [playing, speed];
    this.play.replaceChildren(icon(playing ? "pause" : "play"));
    this.play.setAttribute("aria-label", word(playing ? "pause" : "play"));
    this.state.textContent = word(playing ? "playing" : "paused");
    for (const button of this.speeds) button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === speed));
  }

  /** @param {number} now simulated ms */
  time(now) {
    const tenths = Math.floor(now / 100);
    const text = `${pad(Math.floor(tenths / 600))}:${pad(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
    if (text === this.#shown) return;
    this.#shown = text;
    this.clock.textContent = text;
  }

  /** @param {boolean} playing @param {number} speed */
  async #post(playing, speed) {
    const token = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
    const body = new URLSearchParams({ playing: playing ? "1" : "0", speed: String(speed) });
    const answer = await fetch(this.url, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
    if (!answer?.ok) this.state.textContent = word("offline");
  }
}

/** @param {number} n */
function pad(n) {
  return String(n).padStart(2, "0");
}
