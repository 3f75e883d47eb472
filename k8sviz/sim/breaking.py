"""Breaking things by hand, and mending them: what the commands Fail, Kill, Cordon and Drain do."""

from __future__ import annotations

from k8sviz.sim import admission
from k8sviz.sim.controllers import faults, kubelet
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.elements import key_of_element
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.objects.labels import selects
from k8sviz.sim.objects.workload import controller_of
from k8sviz.sim.problems import Outcome, Refusal, Result
from k8sviz.sim.world import World

_TOLD = {
    faults.READINESS: "probe_fails",
    faults.PROCESS: "process_stopped",
    faults.NODE: "cut_off",
    faults.RULES: "rules_stand_still",
}


def fail(world: World, fault: str, subject: str, failing: bool) -> Outcome:
    """Put a fault on a Pod or a node, or take it off; to say so twice changes nothing."""
    kind = faults.FAULTS.get(fault)
    if kind is None:
        return _refused(400, "BadRequest", f'there is no fault "{fault}"')
    obj = _object(world, subject, kind)
    if obj is None:
        return _refused(404, "NotFound", f'{kind} "{subject}" not found')
    if faults.failing(world.cluster, fault, obj) == failing:
        return _done(obj, "unchanged")
    if failing:
        faults.break_(world.cluster, fault, obj)
    else:
        faults.mend(world.cluster, fault, obj)
    return _marked(world, obj, _TOLD[fault] if failing else "mended")


def kill(world: World, subject: str) -> Outcome:
    """The Pod's processes die; its kubelet sees it at once."""
    obj = _object(world, subject, "Pod")
    if obj is None:
        return _refused(404, "NotFound", f'Pod "{subject}" not found')
    states = [entry["state"] for entry in obj.get("status", {}).get("containerStatuses") or ()]
    if not any("running" in state for state in states) or "deletionTimestamp" in obj["metadata"]:
        return _refused(409, "Conflict", f'no container of Pod "{obj["metadata"]["name"]}" is running')
    if faults.node_is_cut(world.cluster, obj["spec"]["nodeName"]):
        return _refused(409, "Conflict", f'node "{obj["spec"]["nodeName"]}" is cut off')
    world.cluster.put_status(kubelet.kill(world.cluster, obj))
    return _marked(world, obj, "killed")


def cordon(world: World, name: str, cordoned: bool) -> Outcome:
    """New Pods are kept from the node; those on it stay."""
    node = world.cluster.get(Key("Node", "", name))
    if node is None:
        return _refused(404, "NotFound", f'nodes "{name}" not found')
    if bool(node["spec"].get("unschedulable")) == cordoned:
        return _done(node, "unchanged")
    spec = {key: value for key, value in node["spec"].items() if key != "unschedulable"}
    world.cluster.put({**node, "spec": spec | ({"unschedulable": True} if cordoned else {})})
    return _marked(world, node, "cordoned" if cordoned else "uncordoned")


def drain(world: World, name: str) -> Outcome:
    """Cordon, and evict. A Pod that nobody would replace stays, as kubectl leaves it without --force."""
    first = cordon(world, name, cordoned=True)
    if first.refused:
        return first
    room: dict[str, int] = {}
    for obj in list(world.cluster.of_kind("Pod")):
        owner = controller_of(obj)
        here = obj["spec"].get("nodeName") == name and not pod.view(obj).terminating
        if here and owner is not None and owner["kind"] != "DaemonSet" and _may_go(world, obj, room):
            admission.delete(world.cluster, key_of(obj))
    node = world.cluster.get(Key("Node", "", name))
    return _marked(world, node, "drained") if node else first


def _may_go(world: World, obj: ApiObject, room: dict[str, int]) -> bool:
    """Whether no PodDisruptionBudget holds the Pod back; `room` is what is left of each."""
    labels = obj["metadata"].get("labels") or {}
    held = [
        budget
        for budget in world.cluster.of_kind("PodDisruptionBudget.policy", obj["metadata"]["namespace"])
        if selects(budget["spec"].get("selector") or {}, labels)
    ]
    for budget in held:
        uid = budget["metadata"]["uid"]
        room.setdefault(uid, budget.get("status", {}).get("disruptionsAllowed", 0))
    if any(room[budget["metadata"]["uid"]] < 1 for budget in held):
        return False
    for budget in held:
        room[budget["metadata"]["uid"]] -= 1
    return True


def _object(world: World, subject: str, kind: str) -> ApiObject | None:
    key = key_of_element(subject)
    return world.cluster.get(key) if key is not None and key.kind == kind else None


def _marked(world: World, obj: ApiObject, verb: str) -> Outcome:
    world.mark(obj["kind"], obj["metadata"]["name"], verb)
    return _done(obj, verb)


def _done(obj: ApiObject, verb: str) -> Outcome:
    return Outcome((Result(*key_of(obj), verb),))


def _refused(code: int, reason: str, message: str) -> Outcome:
    return Outcome((Result("Fault", "", "", "refused", refusal=Refusal(code, reason, message)),))
