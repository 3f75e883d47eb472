"""What the API server fills in before it validates: pkg/apis/{core,apps}/v1/defaults.go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8sviz.sim.manifests import pod_defaults
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation.service import externally_accessible

Fields = dict[str, Any]

AFFINITY_SECONDS = 10800


def defaulted(kind: Kind, obj: Fields) -> Fields:
    """A copy of a decoded object with its defaults."""
    fill = _BY_KIND.get(kind.name)
    return fill(obj) if fill else obj


def _service(obj: Fields) -> Fields:
    spec = {key: value for key, value in obj.get("spec", {}).items() if value not in ("", [], {})}
    spec = {"type": "ClusterIP", "sessionAffinity": "None", **spec}
    spec["ports"] = [_service_port(port) for port in spec.get("ports", ())]
    if not spec["ports"]:
        del spec["ports"]
    if spec["sessionAffinity"] == "None":
        spec.pop("sessionAffinityConfig", None)
    elif spec["sessionAffinity"] == "ClientIP":
        config = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
        spec["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": AFFINITY_SECONDS, **config}}
    if externally_accessible(spec):
        spec.setdefault("externalTrafficPolicy", "Cluster")
    if spec["type"] in ("ClusterIP", "NodePort", "LoadBalancer"):
        spec.setdefault("internalTrafficPolicy", "Cluster")
    if spec["type"] == "LoadBalancer":
        spec.setdefault("allocateLoadBalancerNodePorts", True)
    for unset in ("publishNotReadyAddresses", "healthCheckNodePort"):
        if not spec.get(unset):
            spec.pop(unset, None)
    return {**obj, "spec": mirrored(spec)}


def mirrored(spec: Fields) -> Fields:
    """clusterIP given alone becomes clusterIPs[0] (pkg/registry/core/service NormalizeClusterIPs)."""
    if spec.get("clusterIP") and not spec.get("clusterIPs"):
        return {**spec, "clusterIPs": [spec["clusterIP"]]}
    return spec


def _service_port(port: Fields) -> Fields:
    kept = {key: value for key, value in port.items() if key == "port" or value not in ("", 0)}
    return {"port": 0, "protocol": "TCP", "targetPort": port.get("port", 0), **kept}


def _deployment(obj: Fields) -> Fields:
    spec = {
        "progressDeadlineSeconds": 600, "replicas": 1, "revisionHistoryLimit": 10,
        **_workload_spec(obj),
    }  # fmt: skip
    strategy = {"type": "RollingUpdate", **_without_empty(spec.get("strategy", {}))}
    if strategy["type"] == "RollingUpdate":
        rolling = {"maxSurge": "25%", "maxUnavailable": "25%", **strategy.get("rollingUpdate", {})}
        strategy["rollingUpdate"] = rolling
    return {**obj, "spec": {**spec, "strategy": strategy}}


def _replica_set(obj: Fields) -> Fields:
    return {**obj, "spec": {"replicas": 1, **_workload_spec(obj)}}


def _stateful_set(obj: Fields) -> Fields:
    spec = {
        "replicas": 1, "podManagementPolicy": "OrderedReady", "revisionHistoryLimit": 10,
        "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        **_workload_spec(obj),
    }  # fmt: skip
    return {**obj, "spec": spec}


def _daemon_set(obj: Fields) -> Fields:
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    return {**obj, "spec": {"revisionHistoryLimit": 10, "updateStrategy": rolling, **_workload_spec(obj)}}


def _pod(obj: Fields) -> Fields:
    return {**obj, "spec": {"enableServiceLinks": True, **pod_defaults.pod_spec(obj.get("spec", {}))}}


def _workload_spec(obj: Fields) -> Fields:
    spec = obj.get("spec", {})
    return {**spec, "template": pod_defaults.template(spec.get("template", {}))}


def _endpoint_slice(obj: Fields) -> Fields:
    endpoints = [{"conditions": {}, **endpoint} for endpoint in obj.get("endpoints", ())]
    ports = [{"name": "", "protocol": "TCP", **port} for port in obj.get("ports", ())]
    result = {**obj, "endpoints": endpoints}
    return {**result, "ports": ports} if "ports" in obj else result


def _endpoints(obj: Fields) -> Fields:
    if "subsets" not in obj:
        return obj
    subsets = [
        {**subset, "ports": [{"protocol": "TCP", **port} for port in subset["ports"]]}
        if "ports" in subset
        else subset
        for subset in obj["subsets"]
    ]
    return {**obj, "subsets": subsets}


def _namespace(obj: Fields) -> Fields:
    metadata = obj["metadata"]
    labels = {**metadata.get("labels", {}), "kubernetes.io/metadata.name": metadata.get("name", "")}
    return {**obj, "metadata": {**metadata, "labels": labels}, "spec": {"finalizers": ["kubernetes"]}}


def _without_empty(fields: Fields) -> Fields:
    return {key: value for key, value in fields.items() if value != ""}


_BY_KIND: dict[str, Callable[[Fields], Fields]] = {
    "Service": _service,
    "Deployment.apps": _deployment,
    "ReplicaSet.apps": _replica_set,
    "StatefulSet.apps": _stateful_set,
    "DaemonSet.apps": _daemon_set,
    "Pod": _pod,
    "EndpointSlice.discovery.k8s.io": _endpoint_slice,
    "Endpoints": _endpoints,
    "Namespace": _namespace,
}
