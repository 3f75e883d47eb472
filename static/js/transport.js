/** Pause, play, steps and speeds: the room's at the live edge, one's own in the past; and the way back to the live edge. */
import { icon, make } from "#k8sviz/dom.js";
import { moment } from "#k8sviz/moment.js";
import { word } from "#k8sviz/words.js";

/** @typedef {import("#k8sviz/steps.js").Unit} Unit */

const SPEEDS = /** @type {const} */ ([[0.1, "0.1×"], [0.25, "¼×"], [0.5, "½×"], [1, "1×"], [2, "2×"], [5, "5×"], [10, "10×"]]);
const UNITS = /** @type {const} */ (["hop", "packet", "event"]);

export class Transport {
  #room = { playing: true, speed: 1 };
  #shown = "";

  /** @param {import("#k8sviz/clock.js").Clock} clock @param {import("#k8sviz/steps.js").Steps} steps */
  constructor(clock, steps) {
    this.clock = clock;
    this.steps = steps;
    this.root = make("div", "transport");
    this.face = make("span", "clock-time mono", "00:00.0");
    this.state = make("span", "clock-state");
    this.pill = /** @type {HTMLButtonElement} */ (make("button", "live-pill", "", { type: "button", id: "live" }));
    this.pill.addEventListener("click", () => moment.live());
    const face = make("div", "clock");
    face.append(this.face, this.state, this.pill);
    this.play = this.#button("play", "play", () => this.toggle());
    this.back = this.#button("back", "step_back", () => this.step(true));
    this.forth = this.#button("forth", "step_forward", () => this.step(false));
    this.unit = choice("unit", word("step_by"), UNITS.map((unit) => [unit, word(`by_${unit}`)]));
    this.speeds = choice("speed", word("speed"), SPEEDS.map(([speed, text]) => [String(speed), text]));
    this.speeds.addEventListener("change", () => this.#run(this.playing, Number(this.speeds.value)));
    const buttons = make("div", "transport-buttons");
    buttons.append(this.back, this.play, this.forth, this.unit, this.speeds);
    this.root.append(face, buttons);
    this.show(this.#room);
  }

  /** Whether time passes where this browser is. */
  get playing() {
    return moment.past ? this.clock.rate > 0 : this.#room.playing;
  }

  get speed() {
    return moment.past ? moment.speed : this.#room.speed;
  }

  toggle() {
    this.#run(!this.playing, this.speed);
  }

  /** @param {boolean} back @param {Unit} [unit] */
  step(back, unit = /** @type {Unit} */ (this.unit.value)) {
    this.steps.go(unit, back);
  }

  /** A faster or slower speed. @param {1 | -1} by */
  shift(by) {
    const next = SPEEDS[SPEEDS.findIndex(([speed]) => speed === this.speed) + by];
    if (next) this.#run(this.playing, next[0]);
  }

  /** @param {boolean} playing @param {number} speed */
  #run(playing, speed) {
    if (moment.past) moment.play(playing, speed);
    else void this.steps.post?.({ playing: playing ? "1" : "0", speed: String(speed) });
    this.show(this.#room);
  }

  /** @param {{playing: boolean, speed: number}} room what the room's clock is set to */
  show(room) {
    this.#room = room;
    const { playing } = this;
    this.play.replaceChildren(icon(playing ? "pause" : "play"));
    this.play.setAttribute("aria-label", word(playing ? "pause" : "play"));
    this.speeds.value = String(this.speed);
    const mine = moment.past || this.steps.post !== null;
    for (const control of [this.play, this.speeds]) control.disabled = !mine;
    this.forth.disabled = !this.steps.ahead;
    this.pill.classList.toggle("away", moment.past);
    this.pill.textContent = word(moment.past ? "back_to_live" : "live");
    this.pill.disabled = !moment.past;
    this.#shown = "";
  }

  /** @param {number} now simulated ms @param {number} behind */
  time(now, behind) {
    const text = `${span(now, 2)}|${moment.past ? `−${span(behind, 1)}` : word(this.playing ? "playing" : "paused")}`;
    if (text === this.#shown) return;
    this.#shown = text;
    [this.face.textContent, this.state.textContent] = text.split("|");
    this.state.classList.toggle("mono", moment.past);
    if (moment.past) this.state.title = word("behind", { n: (behind / 1000).toFixed(1) });
    else this.state.removeAttribute("title");
  }

  /** @param {string} name @param {"play" | "step_back" | "step_forward"} label @param {() => void} press */
  #button(name, label, press) {
    const button = /** @type {HTMLButtonElement} */ (make("button", name, "", { type: "button", "aria-label": word(label), title: word(label) }));
    button.append(icon(name));
    button.addEventListener("click", press);
    return button;
  }
}

/** @param {string} name @param {string} label @param {(readonly [string, string])[]} options */
function choice(name, label, options) {
  const select = /** @type {HTMLSelectElement} */ (make("select", `choice-${name}`, "", { "aria-label": label, title: label }));
  for (const [value, text] of options) select.append(make("option", "", text, { value }));
  return select;
}

/** Simulated ms as a clock shows them. @param {number} ms @param {1 | 2} digits of the minutes, at least */
function span(ms, digits) {
  const tenths = Math.floor(ms / 100);
  const [minutes, seconds] = [Math.floor(tenths / 600), Math.floor(tenths / 10) % 60];
  const short = digits === 1 && minutes === 0;
  return short ? `${seconds}.${tenths % 10} s` : `${String(minutes).padStart(digits, "0")}:${String(seconds).padStart(2, "0")}.${tenths % 10}`;
}
