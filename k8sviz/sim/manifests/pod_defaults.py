"""Defaults of Pods and of the Pod templates of workloads: pkg/apis/core/v1/defaults.go."""

from __future__ import annotations

import re
from typing import Any

from k8sviz.sim.manifests import quantity

Fields = dict[str, Any]

_REPOSITORY = re.compile(r"[a-z0-9]+([._-]+[a-z0-9]+)*\Z")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_MODED = ("configMap", "secret", "projected", "downwardAPI")
DEFAULT_MODE = 0o644


def template(obj: Fields) -> Fields:
    """A PodTemplateSpec."""
    return {"metadata": obj.get("metadata", {}), "spec": pod_spec(obj.get("spec", {}))}


def pod_spec(spec: Fields) -> Fields:
    """A PodSpec, with its containers and volumes."""
    filled = {
        "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "schedulerName": "default-scheduler",
        "securityContext": {}, "terminationGracePeriodSeconds": 30,
        **{key: value for key, value in spec.items() if value not in ("", [])},
    }  # fmt: skip
    for kind in ("containers", "initContainers"):
        if kind in filled:
            filled[kind] = [_container(one, bool(spec.get("hostNetwork"))) for one in filled[kind]]
    if "volumes" in filled:
        filled["volumes"] = [_volume(one) for one in filled["volumes"]]
    account = filled.get("serviceAccountName") or filled.get("serviceAccount")
    return {**filled, "serviceAccount": account, "serviceAccountName": account} if account else filled


def _container(container: Fields, host_network: bool) -> Fields:
    filled = {
        "imagePullPolicy": pull_policy(container.get("image", "")), "resources": {},
        "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
        **{key: value for key, value in container.items() if value != ""},
    }  # fmt: skip
    if "ports" in container:
        filled["ports"] = [_port(port, host_network) for port in container["ports"]]
    if filled["resources"]:
        filled["resources"] = _resources(filled["resources"])
    for probe in _PROBES:
        if probe in container:
            filled[probe] = _probe(container[probe])
    return filled


def pull_policy(image: str) -> str:
    """Always for :latest and for no tag, IfNotPresent otherwise, also for what is no image name at all."""
    name = image.rpartition("/")[2]
    repository, colon, tag = name.partition(":")
    if "@" in name or not _REPOSITORY.match(repository):
        return "IfNotPresent"
    return "Always" if not colon or tag == "latest" else "IfNotPresent"


def _port(port: Fields, host_network: bool) -> Fields:
    filled = {"protocol": "TCP", **{key: value for key, value in port.items() if value not in ("", 0)}}
    return {"hostPort": port.get("containerPort"), **filled} if host_network else filled


def _probe(probe: Fields) -> Fields:
    filled = {"failureThreshold": 3, "periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 1, **probe}
    if "httpGet" in probe:
        filled["httpGet"] = {"path": "/", "scheme": "HTTP", **probe["httpGet"]}
    return filled


def _resources(resources: Fields) -> Fields:
    """Limits are requests too where those are missing; quantities in their canonical form."""
    lists: Fields = {
        name: {key: quantity.canonical(amount) for key, amount in resources[name].items()}
        for name in ("limits", "requests")
        if name in resources
    }
    if "limits" in lists:
        lists["requests"] = lists["limits"] | lists.get("requests", {})
    return {**resources, **lists}


def _volume(volume: Fields) -> Fields:
    filled = dict(volume)
    if len(volume) == 1:
        filled["emptyDir"] = {}
    for kind in _MODED:
        if kind in volume:
            filled[kind] = {"defaultMode": DEFAULT_MODE, **volume[kind]}
    if "hostPath" in volume:
        filled["hostPath"] = {"type": "", **volume["hostPath"]}
    return filled
