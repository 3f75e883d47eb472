"""Defaults of Pods and of the Pod templates of workloads: pkg/apis/core/v1/defaults.go."""

from __future__ import annotations

import re
from typing import Any

from k8sviz.sim.manifests import unset
from k8sviz.sim.manifests.volume_defaults import field_reference, volume

Fields = dict[str, Any]

_REPOSITORY = re.compile(r"[a-z0-9]+([._-]+[a-z0-9]+)*\Z")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_KINDS = ("containers", "initContainers", "ephemeralContainers")


def template(obj: Fields) -> Fields:
    """A PodTemplateSpec."""
    return {"metadata": obj.get("metadata", {}), "spec": pod_spec(obj.get("spec", {}))}


def pod_spec(spec: Fields) -> Fields:
    """A PodSpec, with its containers and volumes."""
    spec = unset.pruned("PodSpec", spec)
    filled = {
        "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "schedulerName": "default-scheduler",
        "securityContext": {}, "terminationGracePeriodSeconds": 30,
        **spec,
    }  # fmt: skip
    for kind in _KINDS:
        if kind in filled:
            filled[kind] = [_container(one) for one in filled[kind]]
    if "volumes" in filled:
        filled["volumes"] = [_volume(one) for one in filled["volumes"]]
    account = filled.get("serviceAccountName") or filled.get("serviceAccount")
    return {**filled, "serviceAccount": account, "serviceAccountName": account} if account else filled


def of_pod(spec: Fields) -> Fields:
    """The PodSpec of a Pod: some defaults are not for templates (SetDefaults_Pod)."""
    filled = {"enableServiceLinks": True, **pod_spec(spec)}
    for kind in _KINDS[:2]:
        if kind in filled:
            filled[kind] = [_asking(one) for one in filled[kind]]
            if filled.get("hostNetwork"):
                filled[kind] = [_on_the_host(one) for one in filled[kind]]
    return filled


def _asking(container: Fields) -> Fields:
    """Limits are requests too where those are missing."""
    resources = container["resources"]
    if "limits" not in resources:
        return container
    requests = resources["limits"] | resources.get("requests", {})
    return {**container, "resources": {**resources, "requests": requests}}


def _on_the_host(container: Fields) -> Fields:
    if "ports" not in container:
        return container
    ports = [{"hostPort": port.get("containerPort"), **port} for port in container["ports"]]
    return {**container, "ports": ports}


def _container(container: Fields) -> Fields:
    filled = {
        "imagePullPolicy": pull_policy(container.get("image", "")), "resources": {},
        "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
        **container,
    }  # fmt: skip
    if "ports" in container:
        filled["ports"] = [_port(port) for port in container["ports"]]
    if "env" in container:
        filled["env"] = [_variable(one) for one in container["env"]]
    for probe in _PROBES:
        if probe in container:
            filled[probe] = _probe(container[probe])
    if "lifecycle" in container:
        filled["lifecycle"] = {
            key: _handler(value) if isinstance(value, dict) else value
            for key, value in container["lifecycle"].items()
        }
    return filled


def pull_policy(image: str) -> str:
    """Always for :latest and for no tag, IfNotPresent otherwise, also for what is no image name at all."""
    name = image.rpartition("/")[2]
    repository, colon, tag = name.partition(":")
    if "@" in name or not _REPOSITORY.match(repository):
        return "IfNotPresent"
    return "Always" if not colon or tag == "latest" else "IfNotPresent"


def _port(port: Fields) -> Fields:
    return {"protocol": "TCP", **port}


def _variable(one: Fields) -> Fields:
    source = one.get("valueFrom", {})
    if "fieldRef" not in source:
        return one
    return {**one, "valueFrom": {**source, "fieldRef": field_reference(source["fieldRef"])}}


def _probe(probe: Fields) -> Fields:
    return {
        "failureThreshold": 3, "periodSeconds": 10, "successThreshold": 1, "timeoutSeconds": 1,
        **_handler(probe),
    }  # fmt: skip


def _handler(given: Fields) -> Fields:
    filled = dict(given)
    if "httpGet" in given:
        filled["httpGet"] = {"path": "/", "scheme": "HTTP", **given["httpGet"]}
    if "grpc" in given:
        filled["grpc"] = {"service": "", **given["grpc"]}
    return filled


def _volume(one: Fields) -> Fields:
    filled = volume(one)
    image = filled.get("image")
    if image is not None:
        filled["image"] = {"pullPolicy": pull_policy(image.get("reference", "")), **image}
    return filled
