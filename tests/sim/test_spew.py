"""The hash of a Pod template, as recorded from Kubernetes v1.36.2."""

from __future__ import annotations

from typing import Any

import pytest

from k8sviz.sim.objects.spew import pod_template_hash, printed


def template(image: str, annotations: dict[str, str] | None = None) -> dict[str, Any]:
    """The tutorial's template after the server's defaults."""
    return {
        "metadata": {"labels": {"run": "httpd"}} | ({"annotations": annotations} if annotations else {}),
        "spec": {
            "containers": [
                {
                    "image": image,
                    "imagePullPolicy": "Always",
                    "name": "httpd",
                    "ports": [{"containerPort": 80, "protocol": "TCP"}],
                    "resources": {},
                    "terminationMessagePath": "/dev/termination-log",
                    "terminationMessagePolicy": "File",
                }
            ],
            "dnsPolicy": "ClusterFirst",
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "terminationGracePeriodSeconds": 30,
        },
    }


RESTARTED = {"kubectl.kubernetes.io/restartedAt": "2026-11-22T21:25:14Z"}


@pytest.mark.parametrize(
    ("image", "annotations", "recorded"),
    [
        ("httpd", None, "56c44fbbf"),
        ("httpd", RESTARTED, "c4d4cd6ff"),
        ("httpd:2.4", None, "8465d6bf6c"),
        ("nonexistent:1", None, "754c7cd6d7"),
    ],
)
def test_a_template_has_the_hash_that_the_real_controller_gives_it(
    image: str, annotations: dict[str, str] | None, recorded: str
) -> None:
    assert pod_template_hash(template(image, annotations)) == recorded


def test_a_collision_gives_another_hash() -> None:
    assert pod_template_hash(template("httpd"), 1) != pod_template_hash(template("httpd"))


def test_nil_and_empty_differ() -> None:
    assert "NodeSelector:(map[string]string)<nil>" in printed("PodSpec", {})
    assert "NodeSelector:(map[string]string)map[]" in printed("PodSpec", {"nodeSelector": {}})


def test_pointers_numbers_and_quantities_are_printed_as_go_does() -> None:
    probe = {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 10}
    assert printed("Probe", probe).startswith(
        "(v1.Probe){ProbeHandler:(v1.ProbeHandler){Exec:(*v1.ExecAction)<nil> "
        "HTTPGet:(*v1.HTTPGetAction){Path:(string)/ "
        "Port:(intstr.IntOrString){Type:(intstr.Type)0 IntVal:(int32)80 StrVal:(string)}"
    )
    assert "map[cpu:{i:(resource.int64Amount){value:(int64)500 scale:(resource.Scale)-3}" in printed(
        "ResourceRequirements", {"limits": {"cpu": "500m"}}
    )
