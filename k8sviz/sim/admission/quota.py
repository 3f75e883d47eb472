"""The ResourceQuota plugin: what a namespace has used of what it may have (pkg/quota/v1/evaluator/core)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.admission import amounts
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import schema
from k8sviz.sim.objects.identity import ApiObject

KIND = "ResourceQuota"
_COUNTED = {
    "ConfigMap": "configmaps", "PersistentVolumeClaim": "persistentvolumeclaims", "Pod": "pods",
    "ReplicationController": "replicationcontrollers", KIND: "resourcequotas", "Secret": "secrets",
    "Service": "services",
}  # fmt: skip
_COMPUTE = ("cpu", "memory", "ephemeral-storage")
_ENDED = ("Failed", "Succeeded")

Fields = dict[str, Any]
Usage = dict[str, str]


def usage_of(kind: str, obj: ApiObject) -> Usage:
    """What an object of a group kind counts for."""
    known = schema.named(kind)
    usage = {f"count/{known.resource}": "1"} if known else {}
    if kind in _COUNTED and (kind != "Pod" or (obj.get("status") or {}).get("phase") not in _ENDED):
        usage[_COUNTED[kind]] = "1"
    if kind == "Pod" and "pods" in usage:
        usage |= _pod(obj["spec"])
    elif kind == "Service":
        usage |= _service(obj["spec"])
    elif kind == "PersistentVolumeClaim":
        asked = obj["spec"].get("resources", {}).get("requests", {})
        usage["requests.storage"] = asked.get("storage", "0")
    return usage


def _pod(spec: Fields) -> Usage:
    asked, usage = amounts.of_pod(spec), {}
    for name in _COMPUTE:
        if name in asked["requests"]:
            usage[name] = usage[f"requests.{name}"] = asked["requests"][name]
        if name in asked["limits"]:
            usage[f"limits.{name}"] = asked["limits"][name]
    return usage


def _service(spec: Fields) -> Usage:
    kind, ports = spec.get("type"), len(spec.get("ports", ()))
    if kind == "LoadBalancer":
        taken = ports if spec.get("allocateLoadBalancerNodePorts", True) else 0
        return {"services.loadbalancers": "1", "services.nodeports": str(taken)}
    return {"services.nodeports": str(ports)} if kind == "NodePort" else {}


def counts(quota: ApiObject, kind: str, obj: ApiObject) -> bool:
    """Whether a quota's scopes speak of an object; without any it speaks of all."""
    spec = quota["spec"]
    rules = [{"scopeName": scope, "operator": "Exists"} for scope in spec.get("scopes", ())]
    rules += (spec.get("scopeSelector") or {}).get("matchExpressions", [])
    return all(kind == "Pod" and _fits(rule, obj) for rule in rules)


def _fits(rule: Fields, pod: ApiObject) -> bool:
    scope, name = rule.get("scopeName"), pod["spec"].get("priorityClassName", "")
    if scope == "PriorityClass":
        found = {
            "In": name in rule.get("values", ()), "NotIn": name not in rule.get("values", ()),
            "Exists": bool(name), "DoesNotExist": not name,
        }  # fmt: skip
        return found.get(rule.get("operator", ""), False)
    ends = "activeDeadlineSeconds" in pod["spec"]
    best = (pod.get("status") or {}).get("qosClass") == "BestEffort"
    return {
        "BestEffort": best,
        "NotBestEffort": not best,
        "Terminating": ends,
        "NotTerminating": not ends,
    }.get(scope or "", False)


def used(cluster: Cluster, quota: ApiObject) -> Usage:
    """How much there is of what the quota bounds."""
    hard, total = quota["spec"].get("hard", {}), dict[str, str]()
    for kind in list(cluster.kinds()):
        if kind == "Event" and "count/events" not in hard:
            continue
        for obj in cluster.of_kind(kind, quota["metadata"]["namespace"]):
            if counts(quota, kind, obj):
                usage = {name: much for name, much in usage_of(kind, obj).items() if name in hard}
                total = amounts.added([total, usage])
    return {name: total.get(name, "0") for name in hard}


def forbidden(cluster: Cluster, kind: str, obj: ApiObject) -> str:
    """Why a namespace has no room for a new object."""
    for quota in cluster.of_kind(KIND, obj["metadata"].get("namespace", "") or "-"):
        if not counts(quota, kind, obj):
            continue
        name, hard = quota["metadata"]["name"], quota["spec"].get("hard", {})
        if kind == "Pod" and (missing := _unsaid(obj["spec"], hard)):
            return f"failed quota: {name}: must specify {missing}"
        asked = {key: much for key, much in usage_of(kind, obj).items() if key in hard}
        if asked and (told := _exceeded(asked, used(cluster, quota), hard)):
            return f"exceeded quota: {name}, {told}"
    return ""


def _unsaid(spec: Fields, hard: Fields) -> str:
    """What every container has to say because it is counted."""
    told = []
    for name in sorted(hard):
        field, _, plain = name.rpartition(".")
        field = field or "requests"
        if plain not in ("cpu", "memory") or field not in ("requests", "limits"):
            continue
        containers = [*spec.get("containers", ()), *spec.get("initContainers", ())]
        silent = {one["name"] for one in containers if plain not in one.get("resources", {}).get(field, {})}
        if silent and plain not in spec.get("resources", {}).get(field, {}):
            told.append(f"{name} for: {','.join(sorted(silent))}")
    return "; ".join(told)


def _exceeded(asked: Usage, now: Usage, hard: Usage) -> str:
    over = [
        name
        for name, much in sorted(asked.items())
        if amounts.read(much) and amounts.read(now[name]) + amounts.read(much) > amounts.read(hard[name])
    ]
    if not over:
        return ""
    shown = (",".join(f"{name}={one[name]}" for name in over) for one in (asked, now, hard))
    return "requested: {}, used: {}, limited: {}".format(*shown)
