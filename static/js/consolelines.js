/** What was pasted as commands: lines that go on with \, here-documents with their text, comments left out. */

/** @typedef {{line: string, text: string}} Typed */

const HERE = /\s*<<-?\s*(['"]?)(\w+)\1/;

/** @param {string} text @returns {Typed[]} */
export function commands(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  /** @type {Typed[]} */
  const found = [];
  while (lines.length) {
    let line = /** @type {string} */ (lines.shift());
    while (line.endsWith("\\") && lines.length) line = `${line.slice(0, -1)} ${lines.shift()?.trim()}`;
    const here = HERE.exec(line);
    const body = here ? taken(lines, here[2]) : "";
    const bare = piped(line.replace(HERE, "")).replace(/^\s*\$ /, "").trim();
    if (bare && !bare.startsWith("#")) found.push({ line: bare, text: body });
  }
  return found;
}

/** Whether Enter has to wait: a here-document is open, or the line goes on. @param {string} text */
export function unfinished(text) {
  const lines = text.split("\n");
  if (lines.at(-1)?.endsWith("\\")) return true;
  const open = lines.findIndex((line) => HERE.test(line));
  if (open < 0) return false;
  const end = /** @type {RegExpExecArray} */ (HERE.exec(lines[open]))[2];
  return !lines.slice(open + 1).some((line) => line.trim() === end);
}

/** @param {string[]} lines @param {string} end */
function taken(lines, end) {
  const body = [];
  for (let line = lines.shift(); line !== undefined && line.trim() !== end; line = lines.shift()) body.push(line);
  return body.length ? `${body.join("\n")}\n` : "";
}

/** `cat <<EOF | kubectl apply -f -` is `kubectl apply -f -` with that text. @param {string} line */
function piped(line) {
  return line.replace(/^\s*cat\s*-?\s*\|/, "");
}
