/** Predict first: what the learner said is compared with what the packets do, and is never in their way. */
import { onScene, say } from "#k8sviz/page.js";

/** @typedef {import("#k8sviz/scene.js").Scene} Scene */
/** @typedef {import("#k8sviz/scene.js").Route} Route */
/** @typedef {Scene["answers"]} Answers */
/** @typedef {{client?: string, to?: string, count?: string, outcome?: string}} Occasion */

const LANDING = 200; // ms after the last hop

/** @param {HTMLElement} panel */
export function predictions(panel) {
  for (const place of /** @type {NodeListOf<HTMLFieldSetElement>} */ (panel.querySelectorAll(".predict"))) one(place);
}

/** @param {HTMLFieldSetElement} place */
function one(place) {
  /** @type {Occasion} */
  const on = JSON.parse(place.dataset.on ?? "{}");
  const choices = /** @type {HTMLElement[]} */ ([...place.querySelectorAll(".choice")]);
  let seen = -1;
  let over = false;
  /** @type {Answers | undefined} what each Pod had answered when this was first seen */
  let before;
  const word = /** @type {HTMLElement} */ (place.querySelector(".predicted-word"));
  const result = /** @type {HTMLElement} */ (place.querySelector(".predicted"));
  const chosen = () => choices.find((choice) => choice.querySelector("input")?.checked);

  place.addEventListener("change", () => {
    if (!over) word.textContent = say("predict_waiting");
  });

  onScene((scene) => {
    const newest = Math.max(0, ...Object.keys(scene.journeys).map(Number));
    if (seen < 0 || newest < seen) seen = newest;
    if (over || place.closest("[hidden]")) { seen = Math.max(seen, newest); return; }
    if (on.count) {
      count(scene, Number(on.count));
      return;
    }
    for (let number = seen + 1; number <= newest && !over; number++) look(scene, number);
    seen = newest;
  });

  /** Answers that were enough before anybody could say a word do not count. @param {Scene} scene @param {number} wanted */
  function count(scene, wanted) {
    if (!Object.keys(scene.elements).length) return;
    before ??= sum(scene.answers) >= wanted ? scene.answers : {};
    const answers = since(before, scene.answers);
    if (sum(answers) >= wanted) tell((choice) => spread(answers) === JSON.parse(choice.dataset.when ?? "{}").spread, 0);
  }

  /** @param {Scene} scene @param {number} number */
  function look(scene, number) {
    const route = scene.routes[scene.journeys[number]?.[1] ?? ""];
    if (!route || !fits(scene, route, on)) return;
    const facts = factsOf(scene, route);
    const wait = (route.legs.length * scene.room.hop) / (scene.room.clock.speed || 1) + LANDING;
    tell((choice) => Object.entries(/** @type {Record<string, string>} */ (JSON.parse(choice.dataset.when ?? "{}"))).every(([key, value]) => facts[key] === value), wait);
  }

  /** @param {(choice: HTMLElement) => boolean} right @param {number} wait until the packets are home (ms) */
  function tell(right, wait) {
    over = true;
    window.setTimeout(() => {
      const mine = chosen();
      for (const choice of choices) {
        choice.classList.toggle("is-right", right(choice));
        choice.classList.toggle("is-wrong", choice === mine && !right(choice));
      }
      const said = mine?.textContent?.trim() ?? "";
      word.textContent = !mine ? say("predicted_none") : right(mine) ? say("predicted_right") : say("predicted_wrong", { said });
      result.hidden = false;
      for (const choice of choices) /** @type {HTMLInputElement} */ (choice.querySelector("input")).disabled = true;
    }, wait);
  }
}

/** @param {Answers} answers */
const sum = (answers) => Object.values(answers).reduce((all, n) => all + n, 0);

/** The answers that came after others. @param {Answers} before @param {Answers} now @returns {Answers} */
export function since(before, now) {
  return Object.fromEntries(Object.entries(now).map(([pod, n]) => [pod, n - (before[pod] ?? 0)]));
}

/** How answers are shared out. @param {Answers} answers */
export function spread(answers) {
  const counts = Object.values(answers).filter((n) => n > 0);
  if (counts.length < 2) return "one";
  return Math.max(...counts) - Math.min(...counts) <= 1 ? "equal" : "close";
}

const hostOf = (/** @type {string} */ end) => end.slice(0, end.lastIndexOf(":"));

/** @param {Scene} scene @param {Route} route @param {Occasion} on */
export function fits(scene, route, on) {
  const [from, , , dst] = route.legs[0] ?? ["", "", "", "", 0];
  const client = from || route.ended;
  if (on.client && on.client !== client) return false;
  if (on.outcome && on.outcome !== route.outcome) return false;
  if (!on.to || on.to === "any" || !route.legs.length) return true; // a packet without a leg went nowhere
  const shapes = Object.values(scene.elements).filter((element) => element.address === hostOf(dst)).map((element) => element.shape);
  return on.to === "pod" ? shapes.includes("pod") : shapes.includes(/** @type {any} */ (on.to));
}

/** @param {Scene} scene @param {Route} route @returns {Record<string, string>} */
export function factsOf(scene, route) {
  const legs = route.legs.filter((leg) => !leg[4]);
  const changed = legs.find((leg) => leg[3] !== legs[0][3]);
  const clientNode = scene.elements[legs[0]?.[0] ?? ""]?.in ?? "";
  const node = changed ? changed[0].replace("gate/", "node/") : "";
  const last = legs.at(-1);
  return {
    outcome: route.outcome,
    rewritten: !changed ? "nowhere" : node === clientNode ? "client-node" : "pod-node",
    source: last && legs[0] && hostOf(last[2]) === hostOf(legs[0][2]) ? "own" : "node",
  };
}
