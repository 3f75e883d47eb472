"""A packet that a NetworkPolicy held up leads to the policy, and to the rule that would let it pass."""

from __future__ import annotations

import pytest
from worlds import Scenario, deployment, service

from k8sviz.sim.commands import Apply, SendRequest
from k8sviz.sim.dataplane.journey import ANSWERED
from k8sviz.sim.diagnosis import Diagnosis, attempt, diagnose, once_more

CLIENT, OUTSIDE = "pod/default/client", "outside"
URL = "http://httpd-svc:8080"
_HEAD = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: wall}\n"
CLOSED = _HEAD + "spec: {podSelector: {matchLabels: {run: httpd}}, policyTypes: [Ingress]}\n"
EMPTY = CLOSED.replace("[Ingress]}", "[Ingress], ingress: []}")
MUTE = _HEAD + "spec: {podSelector: {matchLabels: {run: client}}, policyTypes: [Egress]}\n"
BLOCKS = _HEAD + (
    "spec:\n  podSelector: {}\n  ingress:\n"
    "  # the shop\n  - from:\n    - podSelector: {matchLabels: {run: shop}}\n"
)


def walled(*manifests: str) -> Scenario:
    return Scenario().apply(deployment(), *manifests).wait()


def asked(scenario: Scenario, url: str = URL, client: str = CLIENT) -> Diagnosis:
    scenario.do(SendRequest(client, url))
    return diagnose(scenario.world, scenario.world.journeys[-1])


def messages(diagnosis: Diagnosis) -> list[str]:
    return [link.message for link in diagnosis.links]


def test_the_chain_goes_from_the_node_over_the_pod_s_labels_to_the_policy() -> None:
    diagnosis = asked(walled(service(), CLOSED))
    assert messages(diagnosis) == ["client-timeout", "policy-keeps-out", "policies-select", "no-ingress-rule"]
    select, missing = diagnosis.links[-2:]
    assert select.command == "kubectl describe networkpolicy wall -n default"
    assert missing.cause
    assert (missing.values["source"], missing.values["port"]) == ("10.244.0.2", "80/TCP")
    assert "podSelector: {matchLabels: {run: httpd}}" in missing.lines[0].text


@pytest.mark.parametrize(
    "manifest", [CLOSED, BLOCKS, CLOSED.replace("[Ingress]}", "[Ingress], ingress: []}")]
)
def test_the_fix_allows_the_client_in_the_text_and_works_on_a_fork(manifest: str) -> None:
    scenario = walled(service(), manifest)
    (fix,) = asked(scenario).fixes
    assert any("{run: client}" in line.text for line in fix.diff if line.sign == "+")
    trial = attempt(scenario.world, fix, once_more(scenario.world.journeys[-1]))
    assert [(one.before, one.after) for one in trial.changed] == [("timeout", ANSWERED)]


def test_the_fix_keeps_the_comments_and_rules_that_are_there() -> None:
    scenario = walled(service(), BLOCKS)
    (fix,) = asked(scenario).fixes
    assert "# the shop" in fix.text
    assert "run: shop" in fix.text


def test_a_policy_that_is_not_in_the_editor_is_patched_as_kubectl_would() -> None:
    scenario = walled(service(), CLOSED)
    scenario.do(Apply(deployment()))
    (fix,) = asked(scenario).fixes
    assert fix.typed.startswith('kubectl patch networkpolicy wall --type=merge -p \'{"spec":{"ingress":[')
    scenario.do(fix.commands[0])
    assert messages(asked(scenario))[0] == "client-answered"


def test_a_lost_question_for_a_name_is_followed_to_the_egress_policy() -> None:
    scenario = walled(service(), MUTE)
    diagnosis = asked(scenario)
    assert messages(diagnosis) == [
        "client-timeout",
        "question-held-up",
        "policy-keeps-in",
        "policies-select",
        "no-egress-rule",
    ]
    assert diagnosis.links[-1].values["port"] == "53/UDP"
    assert '"kubernetes.io/metadata.name":"kube-system"' in diagnosis.fixes[0].typed


def test_a_node_port_shows_the_policy_the_node_s_address() -> None:
    ports = service("NodePort").replace("targetPort: 80", "targetPort: 80, nodePort: 30080")
    scenario = walled(ports, CLOSED)
    last = [asked(scenario, "http://192.168.0.13:30080", OUTSIDE).links[-1].message for _ in range(12)]
    assert set(last) == {"no-ingress-rule", "policy-sees-node"}
