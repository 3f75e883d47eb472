"""Nodes, and what their Pods ask of them."""

from __future__ import annotations

from fractions import Fraction

from k8sviz.sim.manifests import quantity
from k8sviz.terminal.gotext import duration
from k8sviz.terminal.kubectl.api import Object, StatusError
from k8sviz.terminal.kubectl.describe.sources import Subject
from k8sviz.terminal.kubectl.describe.text import NONE, UNSET, Text

_ROLE = "node-role.kubernetes.io/"
_STANDARD = ("cpu", "memory", "ephemeral-storage", "pods")
_NEVER = "Mon, 01 Jan 0001 00:00:00 +0000"
Quantities = dict[str, tuple[Fraction, bool]]


async def node(subject: Subject) -> str:
    """describeNode."""
    obj, text = subject.obj, subject.text()
    text.row("Name", subject.name)
    labels = obj["metadata"].get("labels") or {}
    roles = {key.removeprefix(_ROLE) for key in labels if key.startswith(_ROLE) and key != _ROLE}
    roles |= {value for key, value in labels.items() if key == "kubernetes.io/role" and value}
    text.row("Roles", ",".join(sorted(roles)) or NONE)
    text.marked(obj)
    text.created(obj)
    spec = obj.get("spec") or {}
    text.lines("Taints", _taints(spec))
    text.row("Unschedulable", str(spec.get("unschedulable", False)).lower())
    _lease(text, await subject.maybe("coordination.k8s.io", "Lease", "kube-node-lease", subject.name))
    _conditions(text, obj)
    _machine(text, obj)
    chosen = f"spec.nodeName={subject.name},status.phase!=Succeeded,status.phase!=Failed"
    _resources(text, obj, await subject.list("", "Pod", {"fieldSelector": chosen}, ""))
    events = await subject.events()
    if events is not None:
        events = events + (await subject.events(uid=subject.name) or [])
    text.events(events)
    return text.finished()


def _taints(spec: Object) -> list[str]:
    found = sorted(spec.get("taints") or [], key=lambda one: f"{one['effect']},{one['key']}")
    return [taint(one) for one in found]


def taint(one: Object) -> str:
    """key=value:NoSchedule."""
    value = f"={one['value']}" if one.get("value") else ""
    return f"{one['key']}{value}:{one['effect']}" if one.get("effect") else f"{one['key']}{value}"


def _lease(text: Text, lease: Object | StatusError) -> None:
    if isinstance(lease, StatusError):
        text.row("Lease", f"Failed to get lease: {lease.message}")
        return
    spec = lease.get("spec") or {}
    text.write("Lease:\n")
    text.row("HolderIdentity", spec.get("holderIdentity", UNSET), 1)
    for title, field in (("AcquireTime", "acquireTime"), ("RenewTime", "renewTime")):
        text.row(title, duration.long_date(spec[field]) if spec.get(field) else UNSET, 1)


def _conditions(text: Text, obj: Object) -> None:
    found = (obj.get("status") or {}).get("conditions") or []
    if found:
        text.write("Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n")
        text.write("----\t------\t-----------------\t------------------\t------\t-------\n", 1)
    for one in found:
        times = [
            duration.long_date(one[field]) if one.get(field) else _NEVER
            for field in ("lastHeartbeatTime", "lastTransitionTime")
        ]
        reason, message = one.get("reason", ""), one.get("message", "")
        text.write(f"{one['type']} \t{one['status']} \t{times[0]} \t{times[1]} \t{reason} \t{message}\n", 1)


def _machine(text: Text, obj: Object) -> None:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    text.write("Addresses:\n")
    for address in status.get("addresses") or []:
        text.row(address["type"], address["address"], 1)
    for title, field in (("Capacity", "capacity"), ("Allocatable", "allocatable")):
        if status.get(field):
            text.write(f"{title}:\n")
            for name, amount in sorted(status[field].items()):
                text.row(name, amount, 1)
    info = status.get("nodeInfo") or {}
    text.write("System Info:\n")
    for title, field in _INFO:
        text.row(title, info.get(field, ""), 1)
    if spec.get("podCIDR"):
        text.row("PodCIDR", spec["podCIDR"])
    if spec.get("podCIDRs"):
        text.row("PodCIDRs", ",".join(spec["podCIDRs"]))
    if spec.get("providerID"):
        text.row("ProviderID", spec["providerID"])


_INFO = (
    ("Machine ID", "machineID"),
    ("System UUID", "systemUUID"),
    ("Boot ID", "bootID"),
    ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"),
    ("Operating System", "operatingSystem"),
    ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"),
    ("Kubelet Version", "kubeletVersion"),
    ("Kube-Proxy Version", "kubeProxyVersion"),
)


def _resources(text: Text, obj: Object, pods: list[Object]) -> None:
    status = obj.get("status") or {}
    there = _amounts(status.get("allocatable") or status.get("capacity") or {})
    text.row("Non-terminated Pods", f"({len(pods)} in total)")
    heads = ("Namespace", "Name", "", "CPU Requests", "CPU Limits", "Memory Requests", "Memory Limits", "Age")
    text.write("\t".join(heads) + "\n", 1)
    text.write("\t".join("-" * len(head) for head in heads) + "\n", 1)
    totals: dict[str, Quantities] = {"requests": {}, "limits": {}}
    for pod in pods:
        _pod(text, pod, there, totals)
    text.write("Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n")
    text.write("Resource\tRequests\tLimits\n", 1)
    text.write("--------\t--------\t------\n", 1)
    hugepages = sorted(name for name in there if name.startswith("hugepages-"))
    for name in ("cpu", "memory", "ephemeral-storage", *hugepages):
        shares = (_share(totals[field], there, name) for field in ("requests", "limits"))
        text.write("\t".join((name, *shares)) + "\n", 1)
    for name in sorted(set(there) - set(_STANDARD) - set(hugepages)):
        amounts = (_shown(totals[field].get(name)) for field in ("requests", "limits"))
        text.write("\t".join((name, *amounts)) + "\n", 1)


def _pod(text: Text, pod: Object, there: Quantities, totals: dict[str, Quantities]) -> None:
    wanted = {field: _asked(pod["spec"], field) for field in totals}
    for field, amounts in wanted.items():
        totals[field] = _sum(totals[field], amounts)
    cells = [
        _share(wanted[field], there, name) for name in ("cpu", "memory") for field in ("requests", "limits")
    ]
    metadata = pod["metadata"]
    age = text.age(metadata["creationTimestamp"])
    text.write(f"{metadata['namespace']}\t{metadata['name']}\t\t" + "\t".join([*cells, age]) + "\n", 1)


def _asked(spec: Object, field: str) -> Quantities:
    """What a Pod needs: its containers together, or its hungriest init container."""
    total: Quantities = {}
    for container in spec.get("containers") or []:
        total = _sum(total, _amounts((container.get("resources") or {}).get(field) or {}))
    for container in spec.get("initContainers") or []:
        for name, amount in _amounts((container.get("resources") or {}).get(field) or {}).items():
            total[name] = max(total.get(name, amount), amount)
    return _sum(total, _amounts(spec.get("overhead") or {})) if field == "requests" else total


def _amounts(found: Object) -> Quantities:
    return {
        name: (quantity.parse(str(text)) or Fraction(0), str(text).endswith("i"))
        for name, text in found.items()
    }


def _sum(one: Quantities, other: Quantities) -> Quantities:
    return {
        name: (
            one.get(name, (Fraction(0), False))[0] + other.get(name, (Fraction(0), False))[0],
            one.get(name, other.get(name, (Fraction(0), False)))[1],
        )
        for name in {**one, **other}
    }


def _share(wanted: Quantities, there: Quantities, name: str) -> str:
    whole = there.get(name, (Fraction(0), False))[0]
    part = wanted.get(name, (Fraction(0), False))[0]
    return f"{_shown(wanted.get(name))} ({int(part * 100 / whole) if whole else 0}%)"


def _shown(amount: tuple[Fraction, bool] | None) -> str:
    if amount is None or not amount[0]:
        return "0"
    value, binary = amount
    if binary and value.denominator == 1:
        for suffix, size in (("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)):
            if value % size == 0:
                return f"{value // size}{suffix}"
    if value.denominator != 1:
        return quantity.canonical(f"{int(value * 1000)}m")
    return quantity.canonical(str(value.numerator))
