import assert from "node:assert/strict";
import { test } from "node:test";
import { common, History } from "#k8sviz/consolehistory.js";
import { commands, unfinished } from "#k8sviz/consolelines.js";

test("several pasted lines are several commands, without comments and prompts", () => {
  assert.deepEqual(commands("# first\nkubectl get svc\n\n$ kubectl get pods\n").map(({ line }) => line), ["kubectl get svc", "kubectl get pods"]);
});

test("a line that ends with a backslash goes on", () => {
  assert.deepEqual(commands("kubectl get svc \\\n  -o wide"), [{ line: "kubectl get svc  -o wide", text: "" }]);
});

test("a here-document is the text of its command", () => {
  const typed = "kubectl apply -f - <<EOF\na: 1\n  b: 2\nEOF\nkubectl get svc";
  assert.deepEqual(commands(typed), [{ line: "kubectl apply -f -", text: "a: 1\n  b: 2\n" }, { line: "kubectl get svc", text: "" }]);
});

test("cat into kubectl is kubectl with that text", () => {
  assert.deepEqual(commands("cat <<'END' | kubectl apply -f -\nx: y\nEND"), [{ line: "kubectl apply -f -", text: "x: y\n" }]);
});

test("Enter waits for the end of a here-document", () => {
  assert.equal(unfinished("kubectl apply -f - <<EOF\na: 1"), true);
  assert.equal(unfinished("kubectl apply -f - <<EOF\na: 1\nEOF"), false);
  assert.equal(unfinished("kubectl get svc"), false);
});

test("what was being typed comes back after a look at earlier lines", () => {
  let kept = "";
  const history = new History(null, (text) => { kept = text; });
  history.add("one");
  history.add("two");
  assert.equal(history.move(-1, "thr"), "two");
  assert.equal(history.move(-1, "two"), "one");
  assert.equal(history.move(-1, "one"), null);
  assert.equal(history.move(1, "one"), "two");
  assert.equal(history.move(1, "two"), "thr");
  assert.deepEqual(JSON.parse(kept), ["one", "two"]);
});

test("broken storage is an empty history", () => {
  assert.deepEqual(new History("{", () => {}).lines, []);
});

test("completion goes as far as all words agree", () => {
  assert.equal(common(["pods", "podtemplates"]), "pod");
  assert.equal(common([]), "");
});
