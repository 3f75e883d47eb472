"""Edits leave the author's text alone but for what they are about."""

import pytest

from k8sviz.sim.manifests.convert import modernise
from k8sviz.sim.manifests.edit import set_service_type

OLD = """\
apiVersion: apps/v1beta1  # old
kind: Deployment
metadata:
    name: httpd
spec:
    replicas: 3
    # the Pods
    template:
        metadata:
            labels:
                run: httpd
                "on": '5'  # quoted
        spec:
            containers:
            - name: httpd
"""
SERVICE = """\
# mine
apiVersion: v1
kind: Service
metadata:
    name: httpd-svc
spec:
    selector:
        run: httpd   # the Pods
    ports:
    - port: 8080
"""


def test_an_old_deployment_gets_the_new_version_and_a_selector() -> None:
    assert modernise(OLD) == OLD.replace("apps/v1beta1", "apps/v1").replace(
        "    template:",
        "    selector:\n        matchLabels:\n            run: httpd\n            \"on\": '5'\n    template:",
    )


def test_a_selector_that_is_there_stays() -> None:
    text = OLD.replace("    replicas: 3\n", "    selector: {matchLabels: {run: httpd}}\n")
    assert modernise(text) == text.replace("apps/v1beta1", "apps/v1")


def test_in_braces_the_selector_goes_in_braces() -> None:
    text = (
        '{apiVersion: "extensions/v1beta1", kind: Deployment, spec: {template: {metadata: {labels: {a: b}}}}}'
    )
    assert modernise(text) == (
        "{apiVersion: apps/v1, kind: Deployment, "
        "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}}}"
    )


def test_fields_that_are_gone_are_cut_out() -> None:
    text = OLD.replace("    replicas: 3\n", "    rollbackTo:\n        revision: 1\n    replicas: 3\n")
    assert modernise(text) == modernise(OLD)


def test_every_document_of_a_text_is_lifted() -> None:
    lifted = modernise(f"{OLD}---\n{SERVICE}---\n{OLD.replace('apps/v1beta1', 'apps/v1beta2')}")
    assert lifted is not None
    assert lifted.count("apiVersion: apps/v1 ") == 2
    assert lifted.count("matchLabels") == 2
    assert SERVICE in lifted


@pytest.mark.parametrize("text", [SERVICE, "", "a: [", OLD.replace("Deployment", "Ingress")])
def test_where_nothing_is_old_there_is_nothing_to_do(text: str) -> None:
    assert modernise(text) is None


def test_a_type_is_inserted_first() -> None:
    assert set_service_type(SERVICE, "httpd-svc", "NodePort") == SERVICE.replace(
        "spec:\n", "spec:\n    type: NodePort\n"
    )


def test_a_type_that_is_there_is_replaced_in_place() -> None:
    text = SERVICE + "    type: 'NodePort'  # for now\n"
    expected = text.replace("'NodePort'", "LoadBalancer")
    assert set_service_type(text, "httpd-svc", "LoadBalancer") == expected


def test_the_default_type_need_not_be_written() -> None:
    assert set_service_type(SERVICE, "httpd-svc", "ClusterIP") == SERVICE


def test_only_the_named_service_is_edited() -> None:
    other = SERVICE.replace("httpd-svc", "other")
    text = f"{other}---\n{SERVICE}"
    edited = set_service_type(text, "httpd-svc", "NodePort")
    assert edited is not None
    assert edited.startswith(f"{other}---\n# mine")
    assert set_service_type(text, "nobody", "NodePort") is None


@pytest.mark.parametrize("prefix", ["", "\ufeff", "# 服务\n---\n", "---\n---\n"])
def test_edits_find_their_place_behind_anything(prefix: str) -> None:
    text = prefix + SERVICE
    assert set_service_type(text, "httpd-svc", "NodePort") == text.replace(
        "spec:\n", "spec:\n    type: NodePort\n"
    )


def test_line_ends_stay_what_they_are() -> None:
    text = SERVICE.replace("\n", "\r\n")
    assert set_service_type(text, "httpd-svc", "NodePort") == text.replace(
        "spec:\r\n", "spec:\r\n    type: NodePort\r\n"
    )
