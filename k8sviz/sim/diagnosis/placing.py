"""Why a Pod has no node: what keeps it from every one of them."""

from __future__ import annotations

from k8sviz.sim.controllers import faults
from k8sviz.sim.controllers.taints import untolerated
from k8sviz.sim.diagnosis import mending, remedies
from k8sviz.sim.diagnosis.chain import Diagnosis, Fix, Link
from k8sviz.sim.diagnosis.nearest import nearest
from k8sviz.sim.diagnosis.printed import columns, in_namespace
from k8sviz.sim.diagnosis.templates import template_of
from k8sviz.sim.objects.elements import node_id
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.world import World

_CORDONED = "node.kubernetes.io/unschedulable"
_EFFECTS = ("NoSchedule", "NoExecute")


def unplaced(world: World, obj: ApiObject) -> Diagnosis:
    """From the scheduler's word to each node's reason."""
    metadata = obj["metadata"]
    command = f"kubectl describe pod {metadata['name']}{in_namespace(metadata['namespace'])}"
    message = _said(obj)
    if not message:
        return Diagnosis((Link("scheduler-at-work", {}, command=command, cause=True),))
    nodes = list(world.cluster.of_kind("Node"))
    links = [Link("no-node-fits", {"count": str(len(nodes))}, (message.partition(". ")[0],), command=command)]
    fixes: list[Fix] = []
    for found in (_selector(world, obj, nodes), _cordoned(nodes), _tainted(world, obj, nodes)):
        links += found.links
        fixes += found.fixes
    if len(links) == 1:
        links = [links[0]._replace(cause=True)]
    return Diagnosis(tuple(links), tuple(fixes))


def _said(obj: ApiObject) -> str:
    for entry in obj.get("status", {}).get("conditions") or ():
        if entry["type"] == "PodScheduled" and entry["status"] == "False":
            return str(entry.get("message", ""))
    return ""


def _selector(world: World, obj: ApiObject, nodes: list[ApiObject]) -> Diagnosis:
    wanted = obj["spec"].get("nodeSelector") or {}
    labels = [node["metadata"].get("labels") or {} for node in nodes]
    for key, value in wanted.items():
        there = sorted({one[key] for one in labels if key in one})
        if value in there:
            continue
        template = template_of(world, obj)
        path = (*template.path, "nodeSelector", key)
        link = Link(
            "node-selector",
            {"asked": f"{key}={value}"},
            tuple(f"{key}={one}" for one in there),
            command="kubectl get nodes --show-labels",
            lines=remedies.where(world, template.key, *path),
            cause=True,
        )
        right = nearest(value, there)
        said = ("fix-node-selector", {"label": f"{key}={right}", "owner": template.name})
        fixes = (remedies.set_value(world, template.key, path, right, said),) if right else ()
        return Diagnosis((link,), fixes)
    return Diagnosis(())


def _cordoned(nodes: list[ApiObject]) -> Diagnosis:
    shut = [node for node in nodes if node["spec"].get("unschedulable")]
    names = [node["metadata"]["name"] for node in shut]
    if not names:
        return Diagnosis(())
    link = Link(
        "nodes-cordoned", {"nodes": ", ".join(names)}, element=node_id(names[0]), command="kubectl get nodes",
        cause=True,
    )  # fmt: skip
    return Diagnosis((link,), (mending.uncordon(shut),))


def _tainted(world: World, obj: ApiObject, nodes: list[ApiObject]) -> Diagnosis:
    rows = [
        (node["metadata"]["name"], f"{taint['key']}:{taint['effect']}")
        for node in nodes
        for taint in untolerated(obj["spec"], node, _EFFECTS)
        if taint["key"] != _CORDONED
    ]
    if not rows:
        return Diagnosis(())
    names = list(dict.fromkeys(name for name, _taint in rows))
    link = Link(
        "nodes-tainted", {"nodes": ", ".join(names)}, columns(*rows), node_id(names[0]),
        f"kubectl describe node {names[0]}", cause=True,
    )  # fmt: skip
    cut = [node for node in nodes if faults.failing(world.cluster, faults.NODE, node)]
    return Diagnosis((link,), (mending.connect(cut),) if cut else ())
