"""The kubelets: a bound Pod starts step by step, becomes ready, and ends when it is deleted.

Each step is found from the Pod's status alone (`_next_step`), takes its time from `Timings`, and writes the
status from which the next one is found.
"""

from __future__ import annotations

from collections.abc import Iterable

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers import containers, ephemerals, faults, inits, nodenews, restarts
from k8sviz.sim.controllers.addresses import pod_address, pod_addresses
from k8sviz.sim.controllers.conditions import with_conditions
from k8sviz.sim.controllers.controller import Controller, key_for, subject_of
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject

_NAME = "kubelet"
_BACK_OFF = 1_500  # ms between a failed pull and the first back-off; the real one begins with 10 s
_BRIEF = 1_000  # ms: what ends sooner is never seen ready
_CROWD = 1_000  # ms: a queue of starts that is longer than this moves up faster


def _concerns(_cluster: Cluster, change: Change) -> Iterable[str]:
    return (subject_of(change.key),) if change.after else ()


def _reconcile(cluster: Cluster, subject: str) -> None:
    obj = cluster.get(key_for("Pod", subject))
    if obj is None:
        return
    step = _next_step(cluster, obj)
    if cluster.settings.stand_in and pod.view(obj).over and pod.runs(obj):
        cluster.put_status({**obj, "status": {**obj["status"], "phase": "Running"}})  # theirs never end
    elif step == "admit" and cluster.settings.stand_in:
        cluster.put_status(_stood_in(cluster, obj))
    elif step in _AT_ONCE:
        _take(cluster, obj, step)
    elif step == "remove":
        cluster.remove(key_for("Pod", subject))
    elif step:
        _set_timer(cluster, obj, step, subject)


def _set_timer(cluster: Cluster, obj: ApiObject, step: str, subject: str) -> None:
    told = f"{step} {obj['metadata']['uid']} {subject}"
    if cluster.timers.pending(_NAME, told) is None:
        if step == "stop":
            nodenews.tell(cluster, obj, step, obj)
        cluster.timers.set(cluster.now + _delay(cluster, obj, step), _NAME, told)


def _due(cluster: Cluster, told: str) -> None:
    step, uid, subject = told.split(" ")
    obj = cluster.get(key_for("Pod", subject))
    if obj is None or obj["metadata"]["uid"] != uid or _next_step(cluster, obj) != step:
        return
    if step == "stop":
        cluster.remove(key_for("Pod", subject))
    else:
        _take(cluster, obj, step)


def _take(cluster: Cluster, obj: ApiObject, step: str) -> None:
    done = cluster.put_status(_STEPS[step](cluster, obj))
    nodenews.tell(cluster, obj, step, done)


def _next_step(cluster: Cluster, obj: ApiObject) -> str:
    """What the kubelet does next with this Pod; "" if there is nothing to do."""
    seen = pod.view(obj)
    if seen.node and faults.node_is_cut(cluster, seen.node):
        return ""
    if seen.terminating:
        return "stop" if seen.node else "remove"
    if not seen.node or seen.over:
        return ""
    if seen.phase == "Pending":
        return _next_start(obj, seen)
    return _next_change(cluster, obj) or restarts.step(obj) or _next_verdict(cluster, obj, seen)


def _next_change(cluster: Cluster, obj: ApiObject) -> str:
    """What somebody has changed in a Pod that runs."""
    if restarts.outdated(obj) and not cluster.settings.stand_in:
        return "replace"
    return "ephemeral" if ephemerals.waiting(obj) else ""


def _next_start(obj: ApiObject, seen: pod.Pod) -> str:
    if "startTime" not in obj["status"]:
        return "admit"
    if not seen.address:
        return "pull"
    if inits.pending(obj):
        return "" if inits.runs_script(obj) else "init"
    if not containers.missing_images(obj):
        return "start"
    return "back-off" if pod.waiting_reason(obj) == containers.PULL_FAILED else ""


def _next_verdict(cluster: Cluster, obj: ApiObject, seen: pod.Pod) -> str:
    stopped = faults.failing(cluster, faults.PROCESS, obj)
    held = pod.held_unready(obj) or faults.failing(cluster, faults.READINESS, obj)
    healthy = not held and restarts.all_run(obj) and containers.probes_pass(obj, stopped)
    end = None if cluster.settings.stand_in else restarts.soonest_end(obj)
    if end is not None and end < _BRIEF:
        return "exit"
    if seen.ready != healthy:
        return "probe" if healthy else "fail"
    if stopped and not containers.probes_pass(obj, stopped, "livenessProbe"):
        return "unhealthy"
    return "exit" if end is not None else ""


def _delay(cluster: Cluster, obj: ApiObject, step: str) -> int:
    timings = cluster.settings.timings
    match step:
        case "pull":
            wait = _turn(cluster) + timings.image_pull
        case "init":
            wait = inits.delay(obj, timings.container_start)
        case "start" | "ephemeral":
            wait = timings.container_start
        case "back-off":
            wait = _BACK_OFF if timings.image_pull else 0
        case "probe":
            wait = timings.first_probe + containers.initial_delay(obj)
        case "exit":
            wait = restarts.soonest_end(obj) or 0
        case "restart":
            wait = restarts.delay(obj, timings.container_start)
        case "unhealthy":
            wait = containers.liveness_patience(obj)
        case _:
            wait = min(timings.termination, 1000 * obj["metadata"].get("deletionGracePeriodSeconds", 30))
    return int(wait)


def _turn(cluster: Cluster) -> int:
    """How long a Pod waits for its turn: they start one after another, so that eyes can follow."""
    spread = cluster.settings.timings.start_spread
    if not spread:
        return 0
    last = cluster.counters.get("last-start", cluster.now - spread)
    gap = spread // 2 + cluster.chance.below(spread // 2 + 1)
    turn = max(cluster.now, last + gap // (1 + max(0, last - cluster.now) // _CROWD))
    cluster.counters["last-start"] = turn
    return turn - cluster.now


def _admit(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """The node takes the Pod: its containers are being created."""
    now = cluster.settings.timestamp(cluster.now)
    host = containers.host_address(cluster, obj)
    status = {
        **obj["status"],
        "containerStatuses": containers.waiting(obj, "ContainerCreating"),
        "hostIP": host,
        "hostIPs": [{"ip": host}],
        "phase": "Pending",
        "startTime": now,
    }
    obj = with_conditions(
        {**obj, "status": status}, now, {"PodReadyToStartContainers": False, "Initialized": True}
    )
    obj = inits.begun(containers.with_readiness(obj, now, ready=False), now)
    return _in_order(with_conditions(obj, now, {"PodScheduled": True}))


def _in_order(obj: ApiObject) -> ApiObject:
    """The scheduler's condition comes after the kubelet's own (kubelet_pods.go, generateAPIPodStatus)."""
    conditions = sorted(obj["status"]["conditions"], key=lambda entry: entry["type"] == "PodScheduled")
    return {**obj, "status": {**obj["status"], "conditions": conditions}}


def _pull(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """The Pod has its network; its images are here, or cannot be had."""
    address = pod_address(cluster, obj)
    status = {**obj["status"], "podIP": address, "podIPs": pod_addresses(cluster, obj, address)}
    if containers.missing_images(obj):
        status["containerStatuses"] = containers.started(cluster, obj, containers.PULL_FAILED)
    now = cluster.settings.timestamp(cluster.now)
    return with_conditions({**obj, "status": status}, now, {"PodReadyToStartContainers": True})


def _back_off(cluster: Cluster, obj: ApiObject) -> ApiObject:
    statuses = containers.started(cluster, obj, containers.BACK_OFF)
    return {**obj, "status": {**obj["status"], "containerStatuses": statuses}}


def _start(cluster: Cluster, obj: ApiObject) -> ApiObject:
    statuses = containers.started(cluster, obj, containers.BACK_OFF)
    return {**obj, "status": {**obj["status"], "phase": "Running", "containerStatuses": statuses}}


def _probe(cluster: Cluster, obj: ApiObject) -> ApiObject:
    return containers.with_readiness(obj, cluster.settings.timestamp(cluster.now), ready=True)


def _fail(cluster: Cluster, obj: ApiObject) -> ApiObject:
    return containers.with_readiness(obj, cluster.settings.timestamp(cluster.now), ready=False)


def _stood_in(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """The recorded reference's kubelets write one status: Running and Ready, or ImagePullBackOff."""
    if not containers.missing_images(obj):
        obj = running(cluster, obj)
        held = pod.held_unready(obj) or not containers.probes_pass(obj)
        return _fail(cluster, obj) if held else obj
    for step in (_admit, _pull, _back_off):
        obj = step(cluster, obj)
    return obj


def kill(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """Every process of the Pod dies; what is started in its place is sound."""
    faults.mend(cluster, faults.PROCESS, obj)
    return restarts.ended(cluster, obj, restarts.KILLED)


def exit_(cluster: Cluster, obj: ApiObject, container: str, code: int) -> ApiObject:
    """One of the Pod's processes has ended by itself."""
    if any(entry["name"] == container for entry in obj["status"].get("initContainerStatuses") or ()):
        return inits.exited(cluster, obj, container, code)
    return restarts.exited(cluster, obj, container, code)


def running(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """The Pod as if all its steps had been taken: what a room begins with."""
    for step in (_admit, _pull, inits.skipped, _start, _probe):
        obj = step(cluster, obj)
    return obj


_STEPS = {
    "admit": _admit, "pull": _pull, "init": inits.stepped, "back-off": _back_off, "start": _start,
    "probe": _probe, "fail": _fail, "ephemeral": ephemerals.started,
    "exit": restarts.ended, "crash": restarts.crashed, "restart": restarts.restarted,
    "finish": restarts.finished, "replace": restarts.replaced, "unhealthy": kill,
}  # fmt: skip
_AT_ONCE = ("admit", "fail", "crash", "finish", "replace")
KUBELET = Controller(_NAME, ("Pod",), _concerns, _reconcile, _due)
