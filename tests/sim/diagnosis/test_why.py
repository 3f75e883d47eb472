"""Every outcome has a chain that ends at its cause, and a fix that works where one is known."""

from __future__ import annotations

import pytest
from worlds import Scenario, deployment, service, tutorial

from k8sviz.sim.commands import Apply, Patch, SendRequest
from k8sviz.sim.dataplane.journey import ANSWERED
from k8sviz.sim.diagnosis import Diagnosis, attempt, diagnose, once_more

CLIENT = "pod/default/client"
URL = "http://httpd-svc:8080"


def asked(scenario: Scenario, url: str = URL, client: str = CLIENT) -> Diagnosis:
    scenario.do(SendRequest(client, url))
    return diagnose(scenario.world, scenario.world.journeys[-1])


def messages(diagnosis: Diagnosis) -> list[str]:
    return [link.message for link in diagnosis.links]


def broken(manifests: str, *more: str) -> Scenario:
    return Scenario().apply(manifests, *more).wait()


def test_a_selector_with_a_letter_missing_is_followed_to_its_line() -> None:
    scenario = broken(deployment(), service(selector="{run: http}"))
    diagnosis = asked(scenario)
    assert messages(diagnosis) == [
        "client-refused",
        "rule-rejects",
        "slice-empty",
        "selector-matches-none",
        "text-says",
    ]
    selector, cause = diagnosis.links[-2:]
    assert (selector.values["asked"], selector.values["label"]) == ("run=http", "run=httpd")
    assert selector.values["nearest_pods"] == "3"
    assert cause.cause
    assert "selector: {run: http}" in cause.lines[0].text


def test_the_selectors_fix_is_a_diff_of_the_text_and_works_on_a_fork() -> None:
    scenario = broken(deployment(), service(selector="{run: http}"))
    diagnosis = asked(scenario)
    (fix,) = diagnosis.fixes
    assert [line.sign for line in fix.diff] == ["", "-", "+"]
    assert fix.diff[2].text.strip() == "selector: {run: httpd}"
    before = len(scenario.world.journeys)
    trial = attempt(scenario.world, fix, once_more(scenario.world.journeys[-1]))
    assert (trial.answered, trial.sent) == (3, 3)
    assert [(one.before, one.after) for one in trial.changed] == [("refused", ANSWERED)]
    assert len(scenario.world.journeys) == before
    scenario.do(fix.commands[0])
    scenario.wait()
    assert messages(asked(scenario))[0] == "client-answered"


def test_a_selector_with_another_key_gets_the_key_that_pods_have() -> None:
    scenario = broken(deployment(), service(selector="{app: httpd}"))
    (fix,) = asked(scenario).fixes
    assert fix.diff[2].text.strip() == "selector: {run: httpd}"
    assert '"app":null' in fix.typed
    assert '"run":"httpd"' in fix.typed


@pytest.mark.parametrize(
    ("selector", "manifest", "cause"),
    [
        ("{run: entirely, app: different}", deployment(), "selector-matches-nothing"),
        ("{run: httpd}", deployment(replicas=0), "no-replicas"),
        ("{}", deployment(), "no-selector"),
    ],
)
def test_a_service_without_pods_names_what_is_missing(selector: str, manifest: str, cause: str) -> None:
    assert messages(asked(broken(manifest, service(selector=selector))))[-1] == cause


def test_pods_in_another_namespace_are_pointed_at() -> None:
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n"
    elsewhere = deployment().replace("name: httpd}", "name: httpd, namespace: web}", 1)
    diagnosis = asked(broken(namespace, elsewhere, service()))
    assert diagnosis.links[-1].message == "selector-in-other-namespace"
    assert diagnosis.links[-1].values["other"] == "web"


def test_pods_that_are_not_ready_are_named_with_their_state() -> None:
    scenario = tutorial()
    for name in scenario.names:
        scenario.annotate(name, "k8sviz.dev/ready", "false")
    scenario.wait()
    diagnosis = asked(scenario)
    assert messages(diagnosis)[-4:] == ["slice-not-ready", "selector-matches", "pods-not-ready", "probe-held"]
    trial = attempt(scenario.world, diagnosis.fixes[0], once_more(scenario.world.journeys[-1]))
    assert (trial.answered, trial.sent) == (3, 3)


def test_an_image_that_cannot_be_pulled_is_the_reason() -> None:
    scenario = broken(deployment(image="httpd:nonexistent"), service())
    diagnosis = asked(scenario)
    assert diagnosis.links[-2].values["why"] in ("ImagePullBackOff", "ErrImagePull")
    assert diagnosis.links[-1].message == "image-missing"
    assert "httpd:nonexistent" in diagnosis.links[-1].lines[0].text
    trial = attempt(scenario.world, diagnosis.fixes[0], once_more(scenario.world.journeys[-1]))
    assert (trial.answered, trial.ready) == (3, (0, 3))


def test_a_port_that_the_service_does_not_have_is_told_with_those_it_has() -> None:
    diagnosis = asked(tutorial(), "http://httpd-svc:80")
    assert messages(diagnosis)[-2:] == ["no-rule-matches", "port-unknown"]
    assert diagnosis.links[-1].evidence == ("<unset>   8080/TCP → 80",)
    assert diagnosis.fixes[0].typed == "curl http://httpd-svc:8080"


def test_a_target_port_that_nothing_listens_on_is_corrected() -> None:
    manifest = service().replace("targetPort: 80", "targetPort: 8080")
    scenario = broken(deployment(), manifest)
    diagnosis = asked(scenario)
    assert messages(diagnosis) == ["client-refused", "host-resets", "nothing-listens", "target-port-closed"]
    trial = attempt(scenario.world, diagnosis.fixes[0], once_more(scenario.world.journeys[-1]))
    assert (trial.answered, trial.sent) == (3, 3)


def test_a_named_target_port_that_no_pod_has_is_corrected() -> None:
    scenario = broken(deployment(), service().replace("targetPort: 80", "targetPort: web"))
    diagnosis = asked(scenario)
    assert diagnosis.links[-1].message == "target-port-unnamed"
    trial = attempt(scenario.world, diagnosis.fixes[0], once_more(scenario.world.journeys[-1]))
    assert (trial.answered, trial.sent) == (3, 3)


def test_a_local_policy_on_a_node_without_pods_is_the_cause() -> None:
    scenario = broken(deployment(replicas=1), service("NodePort", "externalTrafficPolicy: Local"))
    port = scenario.get("Service", "httpd-svc")["spec"]["ports"][0]["nodePort"]
    home = scenario.pods[0].node
    away = next(node for node in scenario.world.network.kernels.values() if node.name != home)
    diagnosis = asked(scenario, f"http://{away.address}:{port}", "outside")
    assert messages(diagnosis) == ["client-timeout", "rule-drops", "no-local-endpoint", "policy-local"]
    assert diagnosis.links[-2].values["nodes"] == home
    assert "externalTrafficPolicy: Local" in diagnosis.links[-1].lines[0].text
    trial = attempt(scenario.world, diagnosis.fixes[0], once_more(scenario.world.journeys[-1]))
    assert (trial.answered, trial.sent) == (3, 3)


def test_a_cluster_ip_means_nothing_outside() -> None:
    scenario = tutorial()
    address = scenario.get("Service", "httpd-svc")["spec"]["clusterIP"]
    diagnosis = asked(scenario, f"http://{address}:8080", "outside")
    assert messages(diagnosis) == ["client-timeout", "inside-only"]


def test_a_port_that_no_node_opens_is_told_with_the_open_ones() -> None:
    scenario = tutorial(kind="NodePort")
    diagnosis = asked(scenario, "http://192.168.0.11:8080", "outside")
    assert diagnosis.links[-1].message == "no-node-port"
    assert attempt(scenario.world, diagnosis.fixes[0], once_more(scenario.world.journeys[-1])).answered == 3


@pytest.mark.parametrize(
    ("name", "cause", "fixed"),
    [
        ("httpd-svc.web", "service-in-other-namespace", "http://httpd-svc.default:8080"),
        ("htpd-svc", "service-nearly-called", "http://httpd-svc:8080"),
        ("nothing-alike", "no-such-service", ""),
    ],
)
def test_a_name_that_nobody_has_leads_to_the_one_that_was_meant(name: str, cause: str, fixed: str) -> None:
    diagnosis = asked(tutorial(), f"http://{name}:8080")
    assert messages(diagnosis) == ["client-nxdomain", "names-asked", cause]
    assert [fix.values["url"] for fix in diagnosis.fixes] == ([fixed] if fixed else [])


def test_an_answer_too_has_its_reasons() -> None:
    diagnosis = asked(tutorial())
    assert messages(diagnosis) == [
        "client-answered",
        "rule-chose",
        "slice-lists",
        "pod-is-ready",
        "selector-takes",
    ]
    assert diagnosis.links[1].values["count"] == "3"
    assert diagnosis.fixes == ()


def test_a_service_that_was_made_without_the_text_is_fixed_by_a_patch() -> None:
    scenario = broken(deployment(), service(selector="{run: http}"))
    scenario.do(Apply(text=deployment()))
    (fix,) = asked(scenario).fixes
    assert (fix.text, fix.diff) == ("", ())
    assert fix.typed.startswith("kubectl patch service httpd-svc --type=merge -p ")
    trial = attempt(scenario.world, fix, once_more(scenario.world.journeys[-1]))
    assert (trial.answered, trial.sent) == (3, 3)


def test_a_fix_changes_nothing_before_it_is_applied() -> None:
    scenario = broken(deployment(), service(selector="{run: http}"))
    diagnosis = asked(scenario)
    now, revision = scenario.world.cluster.now, scenario.world.cluster.revision
    attempt(scenario.world, diagnosis.fixes[0], once_more(scenario.world.journeys[-1]))
    assert (scenario.world.cluster.now, scenario.world.cluster.revision) == (now, revision)


def test_a_dns_that_is_silent_is_asked_for_its_own_pods() -> None:
    scenario = tutorial()
    for obj in list(scenario.world.cluster.of_kind("Deployment.apps", "kube-system")):
        patch = {"spec": {"replicas": 0}}
        scenario.do(Patch("Deployment.apps", obj["metadata"]["name"], patch, "kube-system"))
    scenario.wait()
    diagnosis = asked(scenario)
    assert messages(diagnosis)[1] == "dns-does-not-answer"
    assert diagnosis.links[-1].cause


def test_the_name_of_a_headless_service_without_ready_pods_leads_to_its_selector() -> None:
    scenario = broken(deployment(), service(more="clusterIP: None", selector="{run: http}"))
    assert messages(asked(scenario)) == [
        "client-nxdomain",
        "names-asked",
        "headless-without-endpoints",
        "slice-empty",
        "selector-matches-none",
        "text-says",
    ]
