"""The terminal in the page: who may type, what it answers, what Tab offers."""

from __future__ import annotations

import html
import json
import re

import pytest
from people import Answer, Editor
from serving import Server

MANIFEST = """\
apiVersion: v1
kind: Service
metadata:
  name: httpd-svc
spec:
  selector: {run: httpd}
  ports: [{port: 8080, targetPort: 80}]
"""


def printed(answer: Answer) -> str:
    """What the answer says, as text."""
    assert answer.status == 200, answer
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text)).strip()


async def line(editor: Editor, typed: str, at: str = "~", text: str = "") -> str:
    return printed(await editor.do("terminal/line", line=typed, at=at, text=text))


async def offered(editor: Editor, typed: str) -> list[str]:
    answer = await editor.do("terminal/complete", line=typed)
    return list(json.loads(answer.text)["words"])


async def test_what_is_typed_acts_in_the_room(server: Server) -> None:
    editor = await Editor.open(server)
    assert await line(editor, "kubectl apply -f -", text=MANIFEST) == "service/httpd-svc created"
    assert "httpd-svc" in await line(editor, "k get svc")


async def test_markup_in_an_answer_is_text(server: Server) -> None:
    editor = await Editor.open(server)
    answer = await editor.do("terminal/line", line="kubectl get '<b>x</b>'")
    assert "<b>" not in answer.text and "&lt;b&gt;" in answer.text


async def test_a_viewer_may_not_type_and_is_told_so(server: Server) -> None:
    owner = await Editor.open(server)
    stranger = Editor(server, owner.code)
    await stranger.get(f"/rooms/{owner.code}/")
    assert (await stranger.do("terminal/line", line="kubectl get svc")).status == 403
    assert "You are watching" in (await stranger.get(f"/rooms/{owner.code}/terminal")).text


async def test_a_shells_operators_are_refused_by_name(server: Server) -> None:
    editor = await Editor.open(server)
    assert "not available in this classroom's terminal: |" in await line(editor, "kubectl get svc | grep x")
    assert "service/kubernetes" in await line(
        editor, "kubectl get svc -o jsonpath='service/{.items[0].metadata.name}|'"
    )


async def test_a_tool_runs_in_a_pod_not_on_the_learners_machine(server: Server) -> None:
    editor = await Editor.open(server, "tutorial")
    assert "kubectl exec client -- curl" in await line(editor, "curl httpd-svc")
    assert "nameserver 10.96.0.10" in await line(editor, "kubectl exec client -- cat /etc/resolv.conf")


async def test_debug_of_a_node_gives_its_prompt(server: Server) -> None:
    editor = await Editor.open(server)
    answer = await editor.do("terminal/line", line="kubectl debug node/node-1 -it")
    assert 'data-prompt="node-1"' in answer.text
    assert 'data-prompt="~"' in (await editor.do("terminal/line", line="exit", at="node-1")).text


async def test_edit_brings_the_object_to_the_pages_editor(server: Server) -> None:
    editor = await Editor.open(server)
    assert "kind: Service" in (await editor.do("terminal/line", line="kubectl edit svc kubernetes")).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("kub", ["kubectl"]),
        ("kubectl desc", ["describe"]),
        ("kubectl rollout re", ["restart", "resume"]),
        ("kubectl get endpointsl", ["endpointslices"]),
        ("kubectl get svc kub", ["kubernetes"]),
        ("kubectl describe svc/kub", ["svc/kubernetes"]),
        ("kubectl get pods --show-l", ["--show-labels"]),
        ("kubectl get pods -o wi", ["wide"]),
        ("kubectl get svc -l comp", ["component=apiserver"]),
        ("kubectl -n kube-p", ["kube-public"]),
        ("kubectl cordon node-", ["node-1", "node-2", "node-3"]),
        ("kubectl debug node/node-3", ["node/node-3"]),
        ("kubectl get nosuch x", []),
    ],
)
async def test_tab_offers_what_may_come_next(server: Server, typed: str, words: list[str]) -> None:
    editor = await Editor.open(server)
    assert await offered(editor, typed) == words


async def test_logs_and_watches_answer(server: Server) -> None:
    editor = await Editor.open(server, "tutorial", speed=10)
    await line(editor, "kubectl run web --image=httpd --port=80")
    assert "condition met" in await line(editor, "kubectl wait --for=condition=Ready pod/web --timeout=20s")
    assert await line(editor, "kubectl logs web") == ""
    assert 'pods "nosuch" not found' in await line(editor, "kubectl logs nosuch")
