"""Why a node is as it is: cut off, cordoned, with rules that stand still, or well."""

from __future__ import annotations

from k8sviz.sim.controllers import faults
from k8sviz.sim.diagnosis import mending, printed
from k8sviz.sim.diagnosis.chain import Diagnosis, Link
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import gate_id, node_id
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.world import World

_SLOW = 1_000  # ms: a kube-proxy that takes longer is worth a word
_LOGS = "kubectl logs -n kube-system -l k8s-app=kube-proxy"


def of_node(world: World, key: Key) -> Diagnosis:
    """What is wrong with a node, and what of it reaches its Pods."""
    node = world.cluster.get(key)
    if node is None:
        return Diagnosis(())
    found = [*_troubles(world, node)]
    seen = Link(
        "node-troubled" if found else "node-well",
        {"node": key.name},
        printed.node(world, node),
        node_id(key.name),
        f"kubectl get node {key.name}",
        cause=not found,
    )
    links = [link for one in found for link in one.links]
    return Diagnosis((seen, *links), tuple(fix for one in found for fix in one.fixes))


def _troubles(world: World, node: ApiObject) -> list[Diagnosis]:
    name = node["metadata"]["name"]
    found = []
    if faults.failing(world.cluster, faults.NODE, node):
        found.append(cut_off(world, node))
    if node["spec"].get("unschedulable"):
        link = Link(
            "node-cordoned", {"node": name}, ("Taints: node.kubernetes.io/unschedulable:NoSchedule",),
            node_id(name), f"kubectl describe node {name}", cause=True,
        )  # fmt: skip
        found.append(Diagnosis((link,), (mending.uncordon([node]),)))
    if faults.failing(world.cluster, faults.RULES, node):
        said = Link("rules-stand-still", {"node": name}, element=gate_id(name), command=_LOGS, cause=True)
        found.append(Diagnosis((said,), (mending.start_proxy(name),)))
    elif (delay := world.wiring.delay(world.cluster, name)) > _SLOW:
        seconds = f"{delay / 1000:g}"
        late = Link(
            "rules-late", {"node": name, "seconds": seconds}, element=gate_id(name), command=_LOGS, cause=True
        )
        found.append(Diagnosis((late,), (mending.hasten_proxy(name),)))
    return found


def cut_off(world: World, node: ApiObject) -> Diagnosis:
    """Nothing is heard of the node: what its Pods are worth to the others."""
    name = node["metadata"]["name"]
    here = [
        view.name
        for obj in world.cluster.of_kind("Pod")
        if (view := pods.view(obj)).node == name and not pods.is_client(obj)
    ]
    heard = pods.condition(node, "Ready")
    links = (
        Link(
            "node-not-missed" if heard else "node-missed",
            {"node": name},
            command=f"kubectl describe node {name}",
        ),
        Link("node-cut", {"node": name, "count": str(len(here))}, tuple(here[:4]), node_id(name), cause=True),
    )
    return Diagnosis(links, (mending.connect([node]),))
