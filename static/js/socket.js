/** The connection to the room: snapshots and frames in, wishes for a moment out. */
import { moment } from "#k8sviz/moment.js";
import { Store } from "#k8sviz/store.js";

/** @typedef {import("#k8sviz/clock.js").Clock} Clock */
/** @typedef {{scene: (changed: Record<string, string[]>, fresh: boolean) => void, viewers: (n: number) => void, checks: (table: object) => void, status: (status: "live" | "resync" | "offline" | "closed") => void, refused: (why: string) => void, snapshot?: (message: import("#k8sviz/store.js").Message) => void}} Listener */

const FIRST_WAIT = 400;
const LONGEST_WAIT = 10_000;

export class Link {
  store = new Store();
  #wait = FIRST_WAIT;
  #rate = 0;
  #closed = false;
  #first = true;
  /** @type {WebSocket | null} */
  #socket = null;

  /** @param {string} path @param {Clock} clock @param {Listener} listener @param {import("#k8sviz/moment.js").Moment} [shown] which moment this connection brings */
  constructor(path, clock, listener, shown = moment) {
    this.moment = shown;
    this.url = new URL(path, location.href.replace(/^http/, "ws")).href;
    this.clock = clock;
    this.listener = listener;
    shown.connect(clock, (wish) => this.say(wish));
    this.#connect();
    addEventListener("online", () => this.#hurry());
  }

  #connect() {
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    this.#first = true;
    socket.addEventListener("message", (event) => this.#take(JSON.parse(event.data)));
    socket.addEventListener("close", () => this.#lost());
  }

  /** @param {any} message */
  #take(message) {
    if ("viewers" in message) return this.listener.viewers(message.viewers);
    if ("checks" in message) return this.listener.checks(message.checks);
    if ("resync" in message) return this.#resync();
    if ("refused" in message) {
      this.moment.refused();
      return this.listener.refused(message.refused);
    }
    if ("edge" in message && !("snapshot" in message)) return this.moment.heard(message.edge);
    if ("closed" in message) {
      this.#closed = true;
      return this.listener.status("closed");
    }
    const { taken, changed } = this.store.take(message);
    if (taken === "gap") return this.#resync();
    if (taken === "ignored") return undefined;
    this.#time(message, taken === "snapshot");
    if (taken === "snapshot") {
      this.#wait = FIRST_WAIT;
      this.listener.status("live");
      this.moment.took(message, this.#first);
      this.#first = false;
      this.listener.snapshot?.(message);
    }
    return this.listener.scene(changed, taken === "snapshot");
  }

  /** @param {import("#k8sviz/store.js").Message} message @param {boolean} fresh */
  #time(message, fresh) {
    this.#rate = message.rate ?? this.#rate;
    const t = (message.snapshot ?? message.frame)?.[2] ?? 0;
    if (fresh) this.clock.set(t, this.#rate, performance.now());
    else this.clock.follow(t, this.#rate, performance.now());
  }

  #resync() {
    this.listener.status("resync");
    this.say({ resync: true });
  }

  /** @param {object} wish */
  say(wish) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(wish));
  }

  #lost() {
    if (this.#closed) return;
    this.listener.status("offline");
    this.clock.follow(this.clock.now(performance.now()), 0, performance.now());
    setTimeout(() => this.#connect(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  #hurry() {
    this.#wait = FIRST_WAIT;
  }
}
