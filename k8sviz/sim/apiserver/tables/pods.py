"""A Pod's row: printers.go printPod."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.apiserver.tables.shown import NONE, age
from k8sviz.sim.apiserver.times import milliseconds, since
from k8sviz.sim.objects.identity import ApiObject

Fields = dict[str, Any]


class _Count:
    """What is added up over a Pod's containers."""

    def __init__(self, reason: str, total: int) -> None:
        self.reason, self.total = reason, total
        self.ready = self.restarts = 0
        self.last_restart = ""

    def restarted(self, status: Fields) -> None:
        self.restarts += status.get("restartCount", 0)
        ended = (status.get("lastState") or {}).get("terminated") or {}
        finished = ended.get("finishedAt") or ""
        if (milliseconds(finished) or 0) > (milliseconds(self.last_restart) or 0):
            self.last_restart = finished


def cells(pod: ApiObject, now: int) -> list[Any]:
    """Name, Ready, Status, Restarts, Age, IP, Node, Nominated Node, Readiness Gates."""
    spec, status = pod["spec"], pod.get("status") or {}
    count = _counted(pod)
    restarts = str(count.restarts)
    if count.restarts and count.last_restart:
        restarts = f"{count.restarts} ({since(count.last_restart, now)} ago)"
    return [
        pod["metadata"]["name"],
        f"{count.ready}/{count.total}",
        count.reason,
        restarts,
        age(pod, now),
        status.get("podIP") or NONE,
        spec.get("nodeName") or NONE,
        status.get("nominatedNodeName") or NONE,
        _gates(spec, status),
    ]


def _counted(pod: ApiObject) -> _Count:
    spec, status = pod["spec"], pod.get("status") or {}
    count = _Count(status.get("reason") or status.get("phase") or "", len(spec.get("containers") or ()))
    conditions = {one["type"]: one for one in status.get("conditions") or ()}
    if conditions.get("PodScheduled", {}).get("reason") == "SchedulingGated":
        count.reason = "SchedulingGated"
    sidecars = {
        one["name"] for one in spec.get("initContainers") or () if one.get("restartPolicy") == "Always"
    }
    count.total += len(sidecars)
    side = _Count("", 0)
    initializing = _initializing(count, side, spec, status, sidecars)
    if not initializing or conditions.get("Initialized", {}).get("status") == "True":
        count.restarts, count.last_restart = side.restarts, side.last_restart
        _running(count, status, conditions)
    if "deletionTimestamp" in pod["metadata"]:
        if status.get("reason") == "NodeLost":
            count.reason = "Unknown"
        elif status.get("phase") not in ("Succeeded", "Failed"):
            count.reason = "Terminating"
    return count


def _initializing(count: _Count, side: _Count, spec: Fields, status: Fields, sidecars: set[str]) -> bool:
    """Whether an init container has not ended yet; its trouble is the Pod's."""
    for index, one in enumerate(status.get("initContainerStatuses") or ()):
        count.restarted(one)
        if one.get("name") in sidecars:
            side.restarted(one)
        state = one.get("state") or {}
        ended, waiting = state.get("terminated"), state.get("waiting") or {}
        if ended is not None and ended.get("exitCode", 0) == 0:
            continue
        if one.get("name") in sidecars and one.get("started"):
            count.ready += bool(one.get("ready"))
            continue
        if ended is not None:
            count.reason = f"Init:{_ended(ended)}"
        elif waiting.get("reason") and waiting["reason"] != "PodInitializing":
            count.reason = f"Init:{waiting['reason']}"
        else:
            count.reason = f"Init:{index}/{len(spec.get('initContainers') or ())}"
        return True
    return False


def _running(count: _Count, status: Fields, conditions: dict[str, Fields]) -> None:
    some = False
    for one in reversed(status.get("containerStatuses") or ()):
        count.restarted(one)
        state = one.get("state") or {}
        ended, waiting = state.get("terminated"), state.get("waiting") or {}
        if waiting.get("reason"):
            count.reason = waiting["reason"]
        elif ended is not None:
            count.reason = _ended(ended)
        elif one.get("ready") and "running" in state:
            some = True
            count.ready += 1
    if count.reason == "Completed" and some:
        count.reason = "Running" if conditions.get("Ready", {}).get("status") == "True" else "NotReady"


def _ended(state: Fields) -> str:
    if state.get("reason"):
        return str(state["reason"])
    return f"Signal:{state['signal']}" if state.get("signal") else f"ExitCode:{state.get('exitCode', 0)}"


def _gates(spec: Fields, status: Fields) -> str:
    gates = spec.get("readinessGates") or ()
    if not gates:
        return NONE
    true = {one["type"] for one in status.get("conditions") or () if one.get("status") == "True"}
    return f"{sum(gate['conditionType'] in true for gate in gates)}/{len(gates)}"
