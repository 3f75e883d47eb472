"""Why a Service, a Pod or a node stands as it does, before anybody has sent a packet."""

from __future__ import annotations

import pytest
from worlds import Scenario, deployment, service, tutorial

from k8sviz.sim.commands import Cordon, Drain, Fail, Kill, Patch, SetCloud, SetProxyDelay
from k8sviz.sim.diagnosis import Diagnosis, Trial, attempt, explain_element, questions_about

SERVICE = "service/default/httpd-svc"


def why(scenario: Scenario, element: str = SERVICE) -> Diagnosis:
    return explain_element(scenario.world, element)


def messages(diagnosis: Diagnosis) -> list[str]:
    return [link.message for link in diagnosis.links]


def tried(scenario: Scenario, diagnosis: Diagnosis, at: int = 0, element: str = SERVICE) -> Trial:
    return attempt(scenario.world, diagnosis.fixes[at], questions_about(scenario.world, element))


def broken(*manifests: str) -> Scenario:
    return Scenario().apply(*manifests).wait()


# -- Services ---------------------------------------------------------------------------------------


def test_a_service_that_is_well_is_followed_from_its_row_to_its_selector() -> None:
    diagnosis = why(tutorial())
    assert messages(diagnosis) == ["service-well", "slice-lists", "pods-are-ready", "selector-takes"]
    assert diagnosis.links[0].evidence[1].split()[0] == "httpd-svc"
    assert "run: httpd" in diagnosis.links[-1].lines[0].text
    assert diagnosis.fixes == ()


def test_a_selector_that_selects_nothing_ends_at_its_line() -> None:
    scenario = broken(deployment(), service(selector="{run: http}"))
    diagnosis = why(scenario)
    assert messages(diagnosis) == ["service-silent", "slice-empty", "selector-matches-none", "text-says"]
    trial = tried(scenario, diagnosis)
    assert (trial.answered, trial.sent) == (3, 3)
    assert scenario.world.journeys == []


def test_a_load_balancer_without_a_cloud_is_pending_for_a_reason() -> None:
    scenario = Scenario()
    scenario.do(SetCloud("none"))
    scenario.apply(deployment(), service("LoadBalancer")).wait()
    diagnosis = why(scenario)
    assert messages(diagnosis) == ["service-hampered", "balancer-pending", "no-cloud-controller"]
    assert "<pending>" in diagnosis.links[0].evidence[1]
    assert [fix.message for fix in diagnosis.fixes] == ["fix-cloud", "fix-type"]
    trial = tried(scenario, diagnosis)
    assert trial.answered == trial.sent
    assert [one.url for one in trial.changed if "elb.amazonaws.com" in one.url]


def test_a_load_balancer_that_is_being_made_only_needs_patience() -> None:
    scenario = tutorial(kind="ClusterIP")
    scenario.apply(service("LoadBalancer"))
    assert messages(why(scenario))[-1] == "balancer-being-made"
    scenario.wait()
    assert messages(why(scenario))[0] == "service-well"


def test_a_load_balancer_of_another_class_waits_for_its_own_controller() -> None:
    scenario = broken(deployment(), service("LoadBalancer", "loadBalancerClass: example.com/lb"))
    cause = why(scenario).links[-1]
    assert (cause.message, cause.values["class"]) == ("balancer-class", "example.com/lb")
    assert "loadBalancerClass" in cause.lines[0].text


def test_a_target_port_that_nobody_listens_on_is_seen_without_a_packet() -> None:
    scenario = broken(deployment(), service().replace("targetPort: 80", "targetPort: 8081"))
    diagnosis = why(scenario)
    assert messages(diagnosis) == ["service-hampered", "nothing-listens", "target-port-closed"]
    assert tried(scenario, diagnosis).answered == 3


def test_a_target_port_by_a_name_that_nobody_has_is_seen_without_a_packet() -> None:
    scenario = broken(deployment(), service().replace("targetPort: 80", "targetPort: web"))
    diagnosis = why(scenario)
    assert messages(diagnosis)[-1] == "target-port-unnamed"
    assert tried(scenario, diagnosis).answered == 3


def test_a_local_policy_names_the_nodes_that_answer_nobody() -> None:
    scenario = broken(deployment(replicas=1), service("NodePort", "externalTrafficPolicy: Local"))
    home = scenario.pods[0].node
    diagnosis = why(scenario)
    assert messages(diagnosis) == ["service-hampered", "no-local-endpoint", "policy-local"]
    assert home not in diagnosis.links[1].values["node"]
    assert diagnosis.links[1].values["nodes"] == home
    trial = tried(scenario, diagnosis)
    assert [(one.before, one.after) for one in trial.changed] == [("timeout", "answered")] * 2


def test_a_headless_service_is_told_as_a_name_for_its_pods() -> None:
    scenario = broken(deployment(), service(more="clusterIP: None"))
    diagnosis = why(scenario)
    assert messages(diagnosis)[:3] == ["service-well", "headless-name", "headless-port"]
    assert len(diagnosis.links[1].evidence) == 3
    assert (diagnosis.links[2].values["port"], diagnosis.links[2].values["target"]) == ("8080", "80")


ALIAS = """\
apiVersion: v1
kind: Service
metadata: {{name: httpd-svc}}
spec: {{type: ExternalName, externalName: {name}}}
"""


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("www.example.com", "alias-of"),
        ("192.0.2.1", "alias-is-address"),
        ("web.default.svc.cluster.local", "alias-leads-nowhere"),
    ],
)
def test_an_alias_is_followed_to_the_name_it_stands_for(name: str, cause: str) -> None:
    diagnosis = why(broken(ALIAS.format(name=name)))
    assert messages(diagnosis)[0] == "service-alias"
    assert diagnosis.links[-1].message == cause
    assert "externalName" in diagnosis.links[-1].lines[0].text


def test_an_alias_with_a_slip_of_the_pen_gets_the_name_that_was_meant() -> None:
    scenario = broken(
        deployment(), service(name="web"), "---\n" + ALIAS.format(name="wbe.default.svc.cluster.local")
    )
    (fix,) = why(scenario).fixes
    assert fix.values["name"] == "web.default.svc.cluster.local"


def test_several_troubles_at_once_are_all_told_and_can_be_mended_together() -> None:
    manifest = service(selector="{run: http}").replace("targetPort: 80", "targetPort: 81")
    scenario = broken(deployment(), manifest)
    diagnosis = why(scenario)
    assert {"selector-matches-none", "nothing-listens", "target-port-closed"} <= set(messages(diagnosis))
    assert [fix.message for fix in diagnosis.fixes] == ["fix-selector", "fix-target-port", "fix-together"]
    assert [tried(scenario, diagnosis, at).answered for at in range(3)] == [0, 0, 3]
    together = diagnosis.fixes[-1]
    assert [line.sign for line in together.diff].count("+") == 2
    assert "run: httpd}" in together.text
    assert "targetPort: 80}" in together.text


# -- Pods -------------------------------------------------------------------------------------------


def first_pod(scenario: Scenario) -> str:
    return f"pod/default/{scenario.names[0]}"


def test_a_pod_that_is_well_names_the_slice_it_stands_in() -> None:
    scenario = tutorial()
    assert messages(why(scenario, first_pod(scenario))) == ["pod-well", "slice-lists-pod"]


def test_a_pod_whose_probe_somebody_lets_fail_is_held_back_by_the_slice() -> None:
    scenario = tutorial()
    scenario.do(Fail("readiness", first_pod(scenario)))
    scenario.wait()
    diagnosis = why(scenario, first_pod(scenario))
    assert messages(diagnosis) == ["pod-unready", "slice-holds-back", "probe-held"]
    assert tried(scenario, diagnosis, element=first_pod(scenario)).ready == (2, 3)


def test_a_stopped_process_is_the_reason_of_a_closed_port() -> None:
    scenario = tutorial(replicas=1)
    scenario.do(Fail("process", first_pod(scenario)))
    scenario.wait(2_000)
    probed = deployment(1).replace(
        "ports: [{containerPort: 80}]",
        "ports: [{containerPort: 80}], readinessProbe: {tcpSocket: {port: 80}}",
    )
    scenario.apply(probed, service()).wait()
    scenario.do(Fail("process", first_pod(scenario)))
    scenario.wait()
    diagnosis = why(scenario, first_pod(scenario))
    assert messages(diagnosis)[-1] == "process-stopped"
    assert tried(scenario, diagnosis, element=first_pod(scenario)).answered == 3


def test_a_probe_of_a_port_that_nobody_has_opened_ends_at_its_line() -> None:
    probed = deployment().replace(
        "ports: [{containerPort: 80}]",
        "ports: [{containerPort: 80}], readinessProbe: {httpGet: {port: 8080}}",
    )
    scenario = broken(probed, service())
    diagnosis = why(scenario, first_pod(scenario))
    cause = diagnosis.links[-1]
    assert (cause.message, cause.values["port"], cause.values["listening"]) == (
        "probe-asks-closed",
        "8080",
        "80",
    )
    assert "readinessProbe" in cause.lines[0].text
    assert tried(scenario, diagnosis).ready == (0, 3)


def test_an_image_that_nobody_has_ends_at_its_line() -> None:
    scenario = broken(deployment(image="httpd:nonexistent"), service())
    diagnosis = why(scenario, first_pod(scenario))
    assert messages(diagnosis) == ["pod-unready", "slice-holds-back", "image-missing"]
    assert "httpd:nonexistent" in diagnosis.links[-1].lines[0].text
    assert diagnosis.fixes[0].typed == "kubectl set image deployment/httpd httpd=httpd"
    assert tried(scenario, diagnosis).answered == 3


def test_a_bad_rollout_goes_back_to_the_image_before() -> None:
    scenario = broken(deployment(image="httpd:2.4"), service())
    patch = {
        "spec": {"template": {"spec": {"containers": [{"name": "httpd", "image": "httpd:nonexistent"}]}}}
    }
    scenario.do(Patch("Deployment.apps", "httpd", patch))
    scenario.wait()
    bad = next(pod for pod in scenario.pods if not pod.ready)
    (fix,) = why(scenario, f"pod/default/{bad.name}").fixes
    assert fix.values["image"] == "httpd:2.4"
    assert fix.diff == ()


@pytest.mark.parametrize(
    ("container", "cause"),
    [
        ("image: busybox", "image-ends"),
        ('image: busybox, command: ["sh", "-c", "echo hello; exit 3"]', "command-ends"),
    ],
)
def test_a_container_that_comes_to_its_end_says_which_line_lets_it(container: str, cause: str) -> None:
    spec = f"spec: {{containers: [{{name: it, {container}}}]}}"
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: one}}\n{spec}\n"
    scenario = broken(pod)
    link = why(scenario, "pod/default/one").links[-1]
    assert link.message == cause
    assert link.lines


def test_a_killed_container_is_told_apart_from_one_that_ends() -> None:
    scenario = tutorial()
    for _ in range(2):
        scenario.do(Kill(first_pod(scenario)))
        scenario.wait(3_000)
    assert messages(why(scenario, first_pod(scenario)))[-1] == "container-killed"


def test_a_pod_that_fits_no_node_names_what_keeps_it_away() -> None:
    scenario = Scenario()
    for name in scenario.world.wiring.nodes:
        scenario.do(Cordon(name))
    scenario.apply(deployment(), service()).wait()
    diagnosis = why(scenario, first_pod(scenario))
    assert messages(diagnosis) == ["pod-unready", "slice-lacks-pod", "no-node-fits", "nodes-cordoned"]
    assert diagnosis.fixes[0].typed.startswith("kubectl uncordon node-1")
    assert tried(scenario, diagnosis).ready == (0, 3)


def test_a_node_selector_that_no_node_has_ends_at_its_line() -> None:
    text = deployment().replace(
        "spec:\n      containers", "spec:\n      nodeSelector: {kubernetes.io/os: linus}\n      containers"
    )
    scenario = broken(text)
    diagnosis = why(scenario, first_pod(scenario))
    assert messages(diagnosis)[-1] == "node-selector"
    assert "linus" in diagnosis.links[-1].lines[0].text
    assert diagnosis.fixes[0].values["label"] == "kubernetes.io/os=linux"
    assert tried(scenario, diagnosis).ready == (0, 3)


def test_a_pod_without_the_label_is_shown_the_service_that_misses_it() -> None:
    scenario = tutorial()
    pod = first_pod(scenario)
    scenario.label(scenario.names[0], "run", "debug")
    scenario.wait()
    diagnosis = why(scenario, pod)
    assert messages(diagnosis) == ["pod-well", "no-service-selects", "label-differs"]
    assert diagnosis.fixes[0].typed.endswith("run=httpd --overwrite")


def test_the_client_stands_in_no_service_and_that_is_well() -> None:
    assert messages(why(Scenario(), "pod/default/client")) == ["pod-well", "no-service-selects"]


# -- nodes ------------------------------------------------------------------------------------------


def test_a_node_that_is_well_says_so() -> None:
    assert messages(why(tutorial(), "node/node-1")) == ["node-well"]


def test_a_node_that_is_cut_off_is_missed_after_a_while_and_its_pods_with_it() -> None:
    scenario = tutorial()
    scenario.do(Fail("node", "node/node-2"))
    assert messages(why(scenario, "node/node-2")) == ["node-troubled", "node-not-missed", "node-cut"]
    scenario.wait()
    diagnosis = why(scenario, "node/node-2")
    assert messages(diagnosis) == ["node-troubled", "node-missed", "node-cut"]
    assert tried(scenario, diagnosis, element="node/node-2").ready == (2, 3)


def test_a_drained_node_is_cordoned() -> None:
    scenario = tutorial()
    scenario.do(Drain("node-2"))
    assert messages(why(scenario, "node/node-2"))[-1] == "node-cordoned"


def test_rules_that_stand_still_or_come_late_are_the_kube_proxys() -> None:
    scenario = tutorial()
    scenario.do(Fail("rules", "node/node-1"))
    assert messages(why(scenario, "node/node-1"))[-1] == "rules-stand-still"
    scenario.do(SetProxyDelay("node-2", 20_000))
    cause = why(scenario, "node/node-2").links[-1]
    assert (cause.message, cause.values["seconds"]) == ("rules-late", "20")


def test_what_is_not_there_has_no_reasons() -> None:
    assert explain_element(Scenario().world, "pod/default/gone") == Diagnosis(())
    assert explain_element(Scenario().world, "outside") == Diagnosis(())
