"""What the API server fills in before it validates: pkg/apis/{core,apps}/v1/defaults.go."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from k8sviz.sim.manifests import pod_defaults
from k8sviz.sim.manifests.schema import Kind, fields
from k8sviz.sim.manifests.unset import without_empty
from k8sviz.sim.manifests.validation.service import externally_accessible

Fields = dict[str, Any]

AFFINITY_SECONDS = 10800
_PERCENT = {"periodSeconds": 15, "type": "Percent", "value": 100}
_RULES: Fields = {  # of a HorizontalPodAutoscaler's behavior, where one is given at all
    "scaleDown": {"policies": [_PERCENT], "selectPolicy": "Max"},
    "scaleUp": {
        "policies": [{"periodSeconds": 15, "type": "Pods", "value": 4}, _PERCENT], "selectPolicy": "Max",
        "stabilizationWindowSeconds": 0,
    },
}  # fmt: skip
_RBAC = "rbac.authorization.k8s.io"


def defaulted(kind: Kind, obj: Fields) -> Fields:
    """A copy of a decoded object with its defaults."""
    spec = fields(kind.type).get("spec")
    if spec and spec.type[0] == "#" and "spec" not in obj:
        obj = {**obj, "spec": {}}  # a struct is written out, empty or not
    obj = without_empty(kind.name, obj)
    fill = _BY_KIND.get(kind.name)
    return fill(obj) if fill else obj


_POINTERS = (  # of a Service: set to nothing is not the same as not set
    "internalTrafficPolicy", "ipFamilyPolicy", "loadBalancerClass", "trafficDistribution",
)  # fmt: skip


def _service(obj: Fields) -> Fields:
    given = obj.get("spec", {})
    spec = {key: value for key, value in given.items() if value not in ("", [], {}) or key in _POINTERS}
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
    kept = {
        key: value for key, value in port.items() if key in ("port", "appProtocol") or value not in ("", 0)
    }
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
        **_workload_spec(obj),
    }  # fmt: skip
    retention = {"whenDeleted": "Retain", "whenScaled": "Retain"}
    spec["persistentVolumeClaimRetentionPolicy"] = {
        **retention, **spec.get("persistentVolumeClaimRetentionPolicy", {}),
    }  # fmt: skip
    spec["updateStrategy"] = _rolling(spec, {"partition": 0})
    if "volumeClaimTemplates" in spec:
        spec["volumeClaimTemplates"] = [_claim_template(one) for one in spec["volumeClaimTemplates"]]
    return {**obj, "spec": spec}


def _claim_template(claim: Fields) -> Fields:
    named = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", **claim}
    return {**_claim(named), "status": {"phase": "Pending"}}


def _rolling(spec: Fields, parts: Fields) -> Fields:
    strategy = {"type": "RollingUpdate", **_without_empty(spec.get("updateStrategy", {}))}
    if strategy["type"] == "RollingUpdate":
        strategy["rollingUpdate"] = {**parts, **(strategy.get("rollingUpdate") or {})}
    return strategy


def _job(obj: Fields) -> Fields:
    spec = {
        "backoffLimit": 6, "completionMode": "NonIndexed", "manualSelector": False,
        "podReplacementPolicy": "TerminatingOrFailed", "suspend": False, **_workload_spec(obj),
    }  # fmt: skip
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    if "podFailurePolicy" in spec:
        spec["podReplacementPolicy"] = "Failed"
    labels = spec["template"]["metadata"].get("labels")
    if labels and not obj["metadata"].get("labels"):
        obj = {**obj, "metadata": {**obj["metadata"], "labels": labels}}
    return {**obj, "spec": spec}


def _cron_job(obj: Fields) -> Fields:
    spec = {
        "concurrencyPolicy": "Allow", "failedJobsHistoryLimit": 1, "successfulJobsHistoryLimit": 3,
        "suspend": False, **obj.get("spec", {}),
    }  # fmt: skip
    job = spec.get("jobTemplate", {})
    template = pod_defaults.template(job.get("spec", {}).get("template", {}))
    job = {"metadata": {}, **job, "spec": {**job.get("spec", {}), "template": template}}
    return {**obj, "spec": {**spec, "jobTemplate": job}}


def _autoscaler(obj: Fields) -> Fields:
    cpu = {"name": "cpu", "target": {"averageUtilization": 80, "type": "Utilization"}}
    spec = {"minReplicas": 1, **obj.get("spec", {})}
    if not spec.get("metrics"):
        spec["metrics"] = [{"resource": cpu, "type": "Resource"}]
    if "behavior" in spec:
        spec["behavior"] = {way: {**rules, **spec["behavior"].get(way, {})} for way, rules in _RULES.items()}
    return {**obj, "spec": spec}


def _limit_range(obj: Fields) -> Fields:
    """What a container may have at most is what it gets, and that is what it asks for."""
    spec = obj.get("spec", {})
    return {**obj, "spec": {**spec, "limits": [_limit(one) for one in spec.get("limits", ())]}}


def _limit(item: Fields) -> Fields:
    if item.get("type") != "Container":
        return item
    filled = {**item, "default": {**item.get("max", {}), **item.get("default", {})}}
    asked = {**item.get("min", {}), **filled["default"], **item.get("defaultRequest", {})}
    filled["defaultRequest"] = asked
    return {key: value for key, value in filled.items() if value != {}}


def _network_policy(obj: Fields) -> Fields:
    spec = {"podSelector": {}, **obj.get("spec", {})}
    types = ["Ingress", "Egress"] if "egress" in spec else ["Ingress"]
    spec["policyTypes"] = spec.get("policyTypes") or types
    for way in ("ingress", "egress"):
        if way in spec:
            spec[way] = [_policy_rule(rule) for rule in spec[way]]
    return {**obj, "spec": spec}


def _policy_rule(rule: Fields) -> Fields:
    if "ports" not in rule:
        return rule
    return {**rule, "ports": [{"protocol": "TCP", **port} for port in rule["ports"]]}


def _ingress(obj: Fields) -> Fields:
    return {"spec": {}, **obj}


def _secret(obj: Fields) -> Fields:
    """stringData is written into data (pkg/registry/core/secret)."""
    plain = {key: b64encode(value.encode()).decode() for key, value in obj.get("stringData", {}).items()}
    rest = {key: value for key, value in obj.items() if key != "stringData"}
    data = {**obj.get("data", {}), **plain}
    return {"type": "Opaque", **rest, **({"data": data} if data or "data" in obj else {})}


def _claim(obj: Fields) -> Fields:
    return {**obj, "spec": {"volumeMode": "Filesystem", **obj.get("spec", {})}}


def _volume(obj: Fields) -> Fields:
    spec = {"persistentVolumeReclaimPolicy": "Retain", "volumeMode": "Filesystem", **obj.get("spec", {})}
    if "hostPath" in spec:
        spec["hostPath"] = {"type": "", **spec["hostPath"]}
    return {**obj, "spec": spec}


def _storage_class(obj: Fields) -> Fields:
    return {"reclaimPolicy": "Delete", "volumeBindingMode": "Immediate", **obj}


def _role_binding(obj: Fields) -> Fields:
    ref = {"apiGroup": _RBAC, **obj.get("roleRef", {})}
    subjects = [
        {"apiGroup": _RBAC, **one} if one.get("kind") in ("User", "Group") else one
        for one in obj.get("subjects", ())
    ]
    return {**obj, "roleRef": ref, **({"subjects": subjects} if subjects else {})}


def _replication_controller(obj: Fields) -> Fields:
    spec = {"replicas": 1, **_workload_spec(obj)}
    labels = spec["template"]["metadata"].get("labels", {})
    return {**obj, "spec": {**spec, "selector": spec.get("selector") or labels}}


def _priority_class(obj: Fields) -> Fields:
    return {"preemptionPolicy": "PreemptLowerPriority", **obj}


def _daemon_set(obj: Fields) -> Fields:
    spec = {"revisionHistoryLimit": 10, **_workload_spec(obj)}
    spec["updateStrategy"] = _rolling(spec, {"maxSurge": 0, "maxUnavailable": 1})
    return {**obj, "spec": spec}


def _pod(obj: Fields) -> Fields:
    return {**obj, "spec": pod_defaults.of_pod(obj.get("spec", {}))}


def _workload_spec(obj: Fields) -> Fields:
    spec = obj.get("spec", {})
    return {**spec, "template": pod_defaults.template(spec.get("template", {}))}


def _endpoint_slice(obj: Fields) -> Fields:
    endpoints = [{"conditions": {}, **endpoint} for endpoint in obj.get("endpoints") or ()]
    ports = [{"name": "", "protocol": "TCP", **port} for port in obj.get("ports") or ()]
    return {
        **obj,
        "endpoints": endpoints if obj.get("endpoints") is not None else None,  # Go's nil is written out
        "ports": ports if obj.get("ports") is not None else None,
    }


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
    "Job.batch": _job,
    "CronJob.batch": _cron_job,
    "HorizontalPodAutoscaler.autoscaling": _autoscaler,
    "NetworkPolicy.networking.k8s.io": _network_policy,
    "Ingress.networking.k8s.io": _ingress,
    "Secret": _secret,
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume,
    "StorageClass.storage.k8s.io": _storage_class,
    "RoleBinding.rbac.authorization.k8s.io": _role_binding,
    "ClusterRoleBinding.rbac.authorization.k8s.io": _role_binding,
    "ReplicationController": _replication_controller,
    "LimitRange": _limit_range,
    "PriorityClass.scheduling.k8s.io": _priority_class,
}
