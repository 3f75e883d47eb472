"""Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs and Pods."""

from __future__ import annotations

from typing import Any

from k8sviz.terminal.gotext import duration
from k8sviz.terminal.kubectl.api import Object
from k8sviz.terminal.kubectl.describe import containers
from k8sviz.terminal.kubectl.describe.sources import Subject, replica_sets
from k8sviz.terminal.kubectl.describe.text import NONE, UNSET, Text, conditions, controller, selector
from k8sviz.terminal.kubectl.tables import format_labels


async def deployment(subject: Subject) -> str:
    """describeDeployment."""
    obj, text = subject.obj, subject.text()
    spec, status = obj["spec"], obj.get("status") or {}
    text.named(obj)
    text.created(obj)
    text.marked(obj)
    text.row("Selector", selector(spec.get("selector")))
    counts = (
        (spec.get("replicas", 1), "desired"), (status.get("updatedReplicas", 0), "updated"),
        (status.get("replicas", 0), "total"), (status.get("availableReplicas", 0), "available"),
        (status.get("unavailableReplicas", 0), "unavailable"),
    )  # fmt: skip
    text.row("Replicas", " | ".join(f"{count} {what}" for count, what in counts))
    strategy = spec.get("strategy") or {}
    text.row("StrategyType", strategy.get("type", ""))
    text.row("MinReadySeconds", spec.get("minReadySeconds", 0))
    rolling = strategy.get("rollingUpdate")
    if rolling:
        unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
        text.row("RollingUpdateStrategy", f"{unavailable} max unavailable, {surge} max surge")
    containers.template(text, spec["template"])
    conditions(text, obj)
    old, new = await replica_sets(subject.kubectl, obj)
    if old or new:
        text.row("OldReplicaSets", _sets(old))
        text.row("NewReplicaSet", _sets([new] if new else []))
    text.events(await subject.events())
    return text.finished()


def _sets(found: list[Object]) -> str:
    told = (
        f"{one['metadata']['name']} ({(one.get('status') or {}).get('replicas', 0)}/"
        f"{one['spec'].get('replicas', 0)} replicas created)"
        for one in found
    )
    return ", ".join(told) or NONE


async def replica_set(subject: Subject) -> str:
    """describeReplicaSet."""
    obj, text = subject.obj, subject.text()
    text.named(obj)
    text.row("Selector", selector(obj["spec"].get("selector")) or NONE)
    await _replicated(subject, text)
    return text.finished()


async def replication_controller(subject: Subject) -> str:
    """describeReplicationController."""
    text = subject.text()
    text.named(subject.obj)
    text.row("Selector", format_labels(subject.obj["spec"].get("selector")))
    await _replicated(subject, text)
    return text.finished()


async def _replicated(subject: Subject, text: Text) -> None:
    obj = subject.obj
    text.marked(obj)
    _controlled(text, obj)
    replicas = (obj.get("status") or {}).get("replicas", 0)
    text.row("Replicas", f"{replicas} current / {obj['spec'].get('replicas', 1)} desired")
    text.row("Pods Status", await subject.pods_status())
    containers.template(text, obj["spec"]["template"])
    conditions(text, obj)
    text.events(await subject.events())


def _controlled(text: Text, obj: Object) -> None:
    if controller(obj):
        text.row("Controlled By", controller(obj))


async def stateful_set(subject: Subject) -> str:
    """describeStatefulSet."""
    obj, text = subject.obj, subject.text()
    spec = obj["spec"]
    text.named(obj)
    text.created(obj)
    text.row("Selector", selector(spec.get("selector")))
    text.marked(obj)
    total = (obj.get("status") or {}).get("replicas", 0)
    text.row("Replicas", f"{spec.get('replicas', 1)} desired | {total} total")
    strategy = spec.get("updateStrategy") or {}
    text.row("Update Strategy", strategy.get("type", ""))
    rolling = strategy.get("rollingUpdate") or {}
    if "partition" in rolling:
        text.row("Partition", rolling["partition"], 1)
        if "maxUnavailable" in rolling:
            text.row("MaxUnavailable", rolling["maxUnavailable"], 1)
    text.row("Pods Status", await subject.pods_status())
    containers.template(text, spec["template"])
    _claims(text, spec.get("volumeClaimTemplates") or [])
    text.events(await subject.events())
    return text.finished()


def _claims(text: Text, claims: list[Object]) -> None:
    if not claims:
        text.row("Volume Claims", NONE)
        return
    text.write("Volume Claims:\n")
    for claim in claims:
        metadata, spec = claim["metadata"], claim.get("spec") or {}
        text.row("Name", metadata["name"], 1)
        text.row("StorageClass", spec.get("storageClassName", ""), 1)
        text.map("Labels", metadata.get("labels"), "  ")
        text.map("Annotations", metadata.get("annotations"), "  ")
        requests = (spec.get("resources") or {}).get("requests") or {}
        text.row("Capacity", requests.get("storage", "<default>"), 1)
        text.row("Access Modes", f"[{' '.join(spec.get('accessModes') or [])}]", 1)


async def daemon_set(subject: Subject) -> str:
    """describeDaemonSet."""
    obj, text = subject.obj, subject.text()
    status = obj.get("status") or {}
    text.row("Name", subject.name)
    text.row("Selector", selector(obj["spec"].get("selector")))
    node_selector = (obj["spec"]["template"].get("spec") or {}).get("nodeSelector")
    text.row("Node-Selector", format_labels(node_selector))
    text.marked(obj)
    for title, field in _DAEMON:
        text.write(f"{title}: {status.get(field, 0)}\n")
    text.row("Pods Status", await subject.pods_status())
    containers.template(text, obj["spec"]["template"])
    text.events(await subject.events())
    return text.finished()


_DAEMON = (
    ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
    ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
    ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
    ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
    ("Number of Nodes Misscheduled", "numberMisscheduled"),
)


async def job(subject: Subject) -> str:
    """describeJob."""
    obj, text = subject.obj, subject.text()
    spec, status = obj["spec"], obj.get("status") or {}
    text.named(obj)
    text.row("Selector", selector(spec.get("selector")))
    text.marked(obj)
    _controlled(text, obj)
    _given(text, "Parallelism", spec.get("parallelism"))
    text.row("Completions", spec.get("completions", UNSET))
    _given(text, "Completion Mode", spec.get("completionMode"))
    _given(text, "Suspend", _bool(spec.get("suspend")))
    _given(text, "Backoff Limit", spec.get("backoffLimit"))
    _given(text, "TTL Seconds After Finished", spec.get("ttlSecondsAfterFinished"))
    start, end = status.get("startTime"), status.get("completionTime")
    _given(text, "Start Time", start and duration.long_date(start))
    _given(text, "Completed At", end and duration.long_date(end))
    if start and end:
        text.row("Duration", duration.human(duration.stamp(end) - duration.stamp(start)))
    if spec.get("activeDeadlineSeconds") is not None:
        text.row("Active Deadline Seconds", f"{spec['activeDeadlineSeconds']}s")
    ready = f" ({status['ready']} Ready)" if "ready" in status else ""
    text.row(
        "Pods Statuses",
        f"{status.get('active', 0)} Active{ready} / {status.get('succeeded', 0)} Succeeded / "
        f"{status.get('failed', 0)} Failed",
    )
    if spec.get("completionMode") == "Indexed":
        text.row("Completed Indexes", status.get("completedIndexes") or NONE)
    containers.template(text, spec["template"])
    text.events(await subject.events())
    return text.finished()


def _bool(value: Any) -> str | None:
    return None if value is None else str(value).lower()


def _given(text: Text, title: str, value: Any) -> None:
    if value is not None:
        text.row(title, value)


async def cron_job(subject: Subject) -> str:
    """describeCronJob."""
    obj, text = subject.obj, subject.text()
    spec, status = obj["spec"], obj.get("status") or {}
    text.named(obj)
    text.marked(obj)
    text.row("Schedule", spec["schedule"])
    text.row("Concurrency Policy", spec.get("concurrencyPolicy", ""))
    suspend = spec.get("suspend")
    text.row("Suspend", UNSET if suspend is None else "True" if suspend else "False")
    text.row("Successful Job History Limit", spec.get("successfulJobsHistoryLimit", UNSET))
    text.row("Failed Job History Limit", spec.get("failedJobsHistoryLimit", UNSET))
    deadline = spec.get("startingDeadlineSeconds")
    text.row("Starting Deadline Seconds", UNSET if deadline is None else f"{deadline}s")
    inner = spec["jobTemplate"]["spec"]
    text.row("Selector", selector(inner["selector"]) if inner.get("selector") else UNSET)
    text.row("Parallelism", inner.get("parallelism", UNSET))
    text.row("Completions", inner.get("completions", UNSET))
    if "activeDeadlineSeconds" in inner:
        text.row("Active Deadline Seconds", f"{inner['activeDeadlineSeconds']}s")
    containers.template(text, inner["template"])
    last = status.get("lastScheduleTime")
    text.row("Last Schedule Time", duration.long_date(last) if last else UNSET)
    text.row("Active Jobs", ", ".join(one["name"] for one in status.get("active") or []) or NONE)
    text.events(await subject.events())
    return text.finished()


async def pod(subject: Subject) -> str:
    """describePod."""
    obj, text = subject.obj, subject.text()
    spec, status = obj["spec"], obj.get("status") or {}
    text.named(obj)
    _given(text, "Priority", spec.get("priority"))
    _given(text, "Priority Class Name", spec.get("priorityClassName"))
    _given(text, "Runtime Class Name", spec.get("runtimeClassName"))
    _given(text, "Service Account", spec.get("serviceAccountName"))
    node = spec.get("nodeName")
    text.row("Node", f"{node}/{status.get('hostIP', '')}" if node else NONE)
    start = status.get("startTime")
    _given(text, "Start Time", start and duration.long_date(start))
    text.marked(obj)
    _phase(text, obj, status)
    _addresses(text, obj, status)
    _pod_containers(text, obj)
    _pod_conditions(text, spec, status)
    containers.volumes(text, spec.get("volumes") or [], "")
    text.row("QoS Class", status.get("qosClass") or _quality(spec))
    text.map("Node-Selectors", spec.get("nodeSelector"))
    text.lines("Tolerations", containers.tolerations(spec))
    containers.spreading(text, spec, "")
    text.events(await subject.events(kind=False))
    return text.finished()


def _phase(text: Text, obj: Object, status: Object) -> None:
    deleted = obj["metadata"].get("deletionTimestamp")
    if deleted and status.get("phase") not in ("Failed", "Succeeded"):
        text.row("Status", f"Terminating (lasts {text.age(deleted)})")
        grace = obj["metadata"].get("deletionGracePeriodSeconds", 0)
        text.row("Termination Grace Period", f"{grace}s")
    else:
        text.row("Status", status.get("phase", ""))
    _given(text, "Reason", status.get("reason"))
    _given(text, "Message", status.get("message"))
    profile = (obj["spec"].get("securityContext") or {}).get("seccompProfile")
    _given(text, "SeccompProfile", profile and profile["type"])


def _addresses(text: Text, obj: Object, status: Object) -> None:
    text.row("IP", status.get("podIP", ""))
    addresses = status.get("podIPs") or []
    text.write("IPs:\n" if addresses else f"IPs:\t{NONE}\n")
    for one in addresses:
        text.row("IP", one["ip"], 1)
    _controlled(text, obj)
    _given(text, "NominatedNodeName", status.get("nominatedNodeName"))


def _pod_containers(text: Text, obj: Object) -> None:
    spec, status = obj["spec"], obj.get("status") or {}
    for title, field, statuses in (
        ("Init Containers", "initContainers", "initContainerStatuses"),
        ("Containers", "containers", "containerStatuses"),
        ("Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses"),
    ):
        if spec.get(field) or field == "containers":
            found, states = spec.get(field) or [], status.get(statuses) or []
            containers.containers(text, title, found, states, "", containers.resolver(obj))


def _pod_conditions(text: Text, spec: Object, status: Object) -> None:
    found = {one["type"]: one["status"] for one in status.get("conditions") or []}
    gates = spec.get("readinessGates") or []
    if gates:
        text.write("Readiness Gates:\n  Type\tStatus\n")
        for gate in gates:
            kind = gate["conditionType"]
            text.write(f"{kind} \t{found.get(kind, NONE)} \n", 1)
    if found:
        text.write("Conditions:\n  Type\tStatus\n")
        for kind, value in found.items():
            text.write(f"{kind} \t{value} \n", 1)


def _quality(spec: Object) -> str:
    """GetPodQOS, where the server has not said it."""
    asked = [container.get("resources") or {} for container in spec.get("containers") or []]
    if not any(one.get("limits") or one.get("requests") for one in asked):
        return "BestEffort"
    whole = all(
        {"cpu", "memory"} <= set(one.get("limits") or {})
        and {**one["limits"], **(one.get("requests") or {})} == one["limits"]
        for one in asked
    )
    return "Guaranteed" if whole else "Burstable"
