/** The few words the stage says, in the reader's language: the page carries them as JSON in #stage-words. */

/** What is said where the page carries no word: keys and English are the list of all words the stage uses. */
const ENGLISH = {
  ready: "Ready", starting: "Starting", pending: "Pending", unready: "Not ready", terminating: "Terminating", failed: "Failed",
  answers: "answers", no_answers_yet: "None yet: send a request, it goes to both.", average: "average {n}", service: "Service", selects: "selects {ready} of {selected} Pods",
  selects_none: "0 Pods", request: "request", reply: "reply", refused: "refused", dropped: "dropped", timeout: "timed out",
  nxdomain: "no such name", unreachable: "unreachable", reset: "reset", answered: "answered", on_node: "on {node}", outside: "Outside",
  cluster: "Cluster", pending_address: "<pending>", target_port: "targetPort {port}", flying: "on the way",
  load_balancer: "Load balancer", watching: "{n} watching", paused: "Paused", playing: "Playing", live: "Live", rules: "rules",
  client: "client", sends: "sends {rate}/s", resync: "Catching up …", offline: "Connection lost. Trying again …",
  rewrites: "{node} rewrites", turns_back: "{node} turns it back", concept: "Concept", datapath: "Datapath", lens: "Lens",
  twin: "As a list", graph: "The cluster as a picture", legend: "Legend", play: "Play", pause: "Pause", speed: "Speed",
  timeline: "Timeline", not_a_hop: "Not a hop. It lives only in rules: the same on every node.", no_address: "no ClusterIP",
  no_node: "no node yet", node: "Node", pod: "Pod", no_endpoints: "no endpoints",
  created: "created", changed: "changed", deleted: "deleted", configured: "configured", scaled: "scaled", addressed: "has an address", scheduled: "has a node", started: "started", labelled: "labelled", succeeded: "ended well", pods_ready: "{n} Pods ready",
  ended_on: "{what} on {node}", only_inside: "no way there from outside", not_answered: "not answered", synced: "in step", syncing: "being written",
  probe_fails: "readiness fails", process_stopped: "process stopped", cut_off: "cut off", rules_stand_still: "rules no longer change",
  mended: "repaired", killed: "killed", cordoned: "cordoned", uncordoned: "uncordoned", drained: "drained",
  step_back: "Step back", step_forward: "Step forward", step_by: "Step by", by_hop: "by hop", by_packet: "by packet", by_event: "by event",
  back_to_live: "Back to live", behind: "{n} s behind", under_way: "packets on the way: {n}",
  copy_moment: "Copy link", copy_moment_title: "A link that opens the room at this moment, with this packet", moment_copied: "Copied: the link to this moment.",
  fork: "Fork", fork_title: "A room of your own that goes on from this moment",
  what_if: "What if …", what_if_title: "Two rooms side by side that go on from this moment: one as it is, one to be changed",
  say_hop: "Request {n}: from {from} to {to}, {src} to {dst}.", say_leaves: "Request {n} leaves {from} for {dst}.",
  closed: "This room is closed.", fit: "Show everything",
  say_answered: "Request {n}: {pod} answered.", say_refused: "Request {n} was refused at {place}.",
  say_timeout: "Request {n}: no answer, it stopped at {place}.", say_nxdomain: "Request {n}: the name does not exist.",
  say_unreachable: "Request {n}: {place} cannot be reached.", say_reset: "Request {n}: {place} reset the connection.", say_many: "{n} requests answered, {bad} failed.",
};

/** @typedef {keyof typeof ENGLISH} Word */

/** @type {Record<string, string>} */
const catalogue = { ...ENGLISH, ...read() };

/** @returns {Record<string, string>} */
function read() {
  const carrier = typeof document === "undefined" ? null : document.getElementById("stage-words");
  return carrier ? JSON.parse(carrier.textContent || "{}") : {};
}

/**
 * One word or short sentence; {name} in it is replaced by the value of that name.
 * @param {Word} key @param {Record<string, string | number>} [values]
 */
export function word(key, values = {}) {
  return catalogue[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The word for a state or an outcome that came over the wire. @param {string} key */
export function spoken(key) {
  return catalogue[key] ?? key;
}
