"""The terminal in the page: who may type, what it answers, what Tab offers."""

from __future__ import annotations

import html
import json
import re

import pytest
from given import WEB
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


async def test_what_kubectl_prints_goes_through_the_filters_behind_it(server: Server) -> None:
    editor = await Editor.open(server)
    assert await line(editor, "kubectl get svc -A --no-headers | grep -c kube") == "2"
    count = "for i in 1 2 3; do hostname; done | sort | uniq -c"
    assert (await line(editor, f'kubectl exec client -- sh -c "{count}"')).split() == ["3", "client"]


async def test_a_shells_operators_are_refused_by_name(server: Server) -> None:
    editor = await Editor.open(server)
    assert "not available in this classroom's terminal: >" in await line(editor, "kubectl get svc > x")
    assert "`| jq` is not simulated" in await line(editor, "kubectl get svc -o json | jq .")
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
    assert "condition met" in await line(editor, "kubectl wait --for=condition=Ready pod/web --timeout=60s")
    assert await line(editor, "kubectl logs web") == ""
    assert 'pods "nosuch" not found' in await line(editor, "kubectl logs nosuch")


def _prompt(answer: Answer) -> str:
    found = re.search(r'data-prompt="([^"]*)"', answer.text)
    return found[1] if found else ""


async def _with_web(server: Server) -> Editor:
    editor = await Editor.open(server, speed=8)
    await line(editor, "kubectl apply -f -", text=WEB)
    assert "condition met" in await line(editor, "kubectl wait --for=condition=Ready pod/web")
    address = "{.subsets[0].addresses[0].targetRef.name}"
    assert "condition met" in await line(editor, f"kubectl wait --for=jsonpath={address}=web endpoints/web")
    return editor


async def test_a_pod_for_one_request(server: Server) -> None:
    editor = await _with_web(server)
    said = await line(
        editor, "kubectl run guest --rm -i --restart=Never --image=curlimages/curl -- curl -s web:8080"
    )
    assert re.fullmatch(r'web saw [0-9.]+\npod "guest" deleted', said)
    said = await line(editor, "kubectl run guest --rm -i --restart=Never --image=busybox -- sh -c 'exit 3'")
    assert said == 'pod "guest" deleted\npod default/guest terminated (Error)'


async def test_a_pods_own_shell_is_a_prompt_until_it_is_left(server: Server) -> None:
    editor = await _with_web(server)
    typed = "kubectl run guest --rm -it --restart=Never --image=busybox -- sh"
    answer = await editor.do("terminal/line", line=typed, at="~")
    place = _prompt(answer)
    assert (place, "try pressing enter" in printed(answer)) == ("rm/default/guest/guest", True)
    assert (await line(editor, "wget -qO- web:8080; hostname", place)).endswith("\nguest")
    assert "not found" in await line(editor, "vi", place)
    assert "guest" in await line(editor, "kubectl get pods", place)
    left = await editor.do("terminal/line", line="exit", at=place)
    assert (_prompt(left), printed(left)) == ("~", 'pod "guest" deleted')
    assert "guest" not in await line(editor, "kubectl get pods")


async def test_a_service_is_asked_through_the_api_server(server: Server) -> None:
    editor = await _with_web(server)
    path = "/api/v1/namespaces/default/services"
    assert (await line(editor, f"kubectl get --raw {path}/web:8080/proxy/page")).startswith("web saw ")
    said = await line(editor, f"kubectl get --raw {path}/nobody/proxy/")
    assert said == 'Error from server (NotFound): services "nobody" not found'


async def test_a_log_that_is_followed_by_its_path_ends_at_once(server: Server) -> None:
    editor = await _with_web(server)
    path = "/api/v1/namespaces/default/pods/web/log?follow=true"
    assert await line(editor, f"kubectl get --raw {path}") == ""


async def test_exec_of_a_shell_is_a_prompt_too(server: Server) -> None:
    editor = await _with_web(server)
    answer = await editor.do("terminal/line", line="kubectl exec -it web -- bash", at="~")
    assert _prompt(answer) == "exec/default/web/web"
    assert await line(editor, "hostname", _prompt(answer)) == "web"
    assert _prompt(await editor.do("terminal/line", line="exit", at=_prompt(answer))) == "~"
    assert await line(editor, "kubectl exec -i web -- sh", text="hostname\nhostname\n") == "web\nweb"


async def test_a_pod_is_debugged_by_one_more_container(server: Server) -> None:
    editor = await _with_web(server)
    answer = await editor.do("terminal/line", line="kubectl debug web -it --image=busybox -c look", at="~")
    assert _prompt(answer) == "attach/default/web/look"
    assert await line(editor, "curl -s 127.0.0.1", _prompt(answer)) == "web saw 127.0.0.1"
    assert printed(await editor.do("terminal/line", line="exit", at=_prompt(answer))) == ""
    said = await line(editor, "kubectl get pod web -o jsonpath={.status.ephemeralContainerStatuses[0].state}")
    assert '"exitCode":0' in said


@pytest.mark.parametrize("place", ["rm/default/nobody/x", "exec/default/nobody/x", "attach/../..", "exec/a"])
async def test_a_place_that_is_no_more_is_left_with_exit(server: Server, place: str) -> None:
    editor = await Editor.open(server)
    await editor.do("terminal/line", line="hostname", at=place)
    assert _prompt(await editor.do("terminal/line", line="exit", at=place)) == "~"
