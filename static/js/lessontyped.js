/** What somebody has seen who typed a command: a check that asks for a look cannot tell how it was taken. */

/** @type {Record<string, string>} */
const SHAPES = {
  service: "service", services: "service", svc: "service", endpoints: "service", ep: "service",
  endpointslice: "service", endpointslices: "service", pod: "pod", pods: "pod", po: "pod", node: "node", nodes: "node", no: "node",
};
const RULES = /^\s*(iptables-save|iptables|nft|ipvsadm)\b/;
const LISTS = ["endpoints", "ep", "endpointslice", "endpointslices"]; // they show what the inspector does without a name

/** Element ids; one that ends with a slash stands for all below it. @param {string} line @returns {string[]} */
export function seenBy(line) {
  if (RULES.test(line)) return ["gate/"];
  const namespace = /(?:-n|--namespace)[ =](\S+)/.exec(line)?.[1] ?? "default";
  const sliced = /service-name=([\w-]+)/.exec(line)?.[1];
  const words = line.replace(/\s(?:-n|--namespace|-o|--output|-l|--selector)[ =]\S+/g, "").trim().split(/\s+/).filter((word) => !word.startsWith("-"));
  const [program, verb, kind = "", ...names] = words;
  if (program !== "kubectl" || !["describe", "get"].includes(verb)) return [];
  const [kindName, own] = kind.split("/");
  const shape = SHAPES[kindName];
  if (!shape) return [];
  if (sliced) return [`service/${namespace}/${sliced}`];
  const named = own ? [own] : names;
  const inside = shape === "node" ? "node/" : `${shape}/${namespace}/`;
  if (named.length) return named.map((name) => inside + name);
  return verb === "describe" || LISTS.includes(kindName) ? [inside] : [];
}

/** Whether what was seen is what was wanted; either may stand for several. @param {string} wanted @param {string} seen */
export function isSeen(wanted, seen) {
  if (wanted.endsWith("*")) return seen.startsWith(wanted.slice(0, -1));
  return wanted === seen || (seen.endsWith("/") && wanted.startsWith(seen));
}
