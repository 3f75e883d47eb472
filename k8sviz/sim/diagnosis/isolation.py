"""Why a NetworkPolicy held a packet up, and the rule that would let it pass."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.dataplane.journey import FiveTuple, Step
from k8sviz.sim.diagnosis import remedies
from k8sviz.sim.diagnosis.chain import Diagnosis, Fix, Link
from k8sviz.sim.objects.elements import key_of_element
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.labels import GENERATED
from k8sviz.sim.objects.networkpolicy import EGRESS, INGRESS, KIND
from k8sviz.sim.world import World

_NAMESPACE_NAME = "kubernetes.io/metadata.name"
_WAYS = {f"NetworkPolicy {way.lower()}": way for way in (INGRESS, EGRESS)}


def is_policy(step: Step) -> bool:
    """Whether it was a NetworkPolicy that had its say there."""
    return step.hook in _WAYS


def held_up(world: World, client: str, last: Step) -> Diagnosis:
    """From the node that dropped it to the policies that select the Pod, and what none of them allows."""
    way, at = _WAYS[last.hook], last.before
    host = world.network.hosts[at.dst if way == INGRESS else at.src]
    pod, node = host.element.rpartition("/")[2], last.where.rpartition("/")[2]
    keys = [_key(line) for line in last.rules]
    names = ", ".join(key.name for key in keys)
    message = "policy-keeps-out" if way == INGRESS else "policy-keeps-in"
    links = (
        Link(message, {"node": node, "pod": pod}, last.rules, last.where),
        Link(
            "policies-select",
            {"pod": pod, "policies": names, "count": str(len(keys))},
            element=host.element,
            command=f"kubectl describe networkpolicy {keys[0].name} -n {keys[0].namespace}",
        ),
        _missing(world, client, way, at, keys[0]),
    )
    return Diagnosis(links, (_allow(world, way, at, keys[0]),))


def _missing(world: World, client: str, way: str, at: FiveTuple, key: Key) -> Link:
    values = {"port": f"{at.dst_port}/{at.protocol.upper()}", "source": at.src, "destination": at.dst}
    field = way.lower()
    lines = remedies.where(world, key, "spec", field) or remedies.where(world, key, "spec", "podSelector")
    node = world.network.kernel_at(at.src)
    if way == INGRESS and node is not None and not client.startswith("node/"):
        return Link("policy-sees-node", {**values, "node": node.name}, lines=lines, cause=True)
    message = "no-ingress-rule" if way == INGRESS else "no-egress-rule"
    return Link(message, values, lines=lines, cause=True)


def _allow(world: World, way: str, at: FiveTuple, key: Key) -> Fix:
    field, side, other = ("ingress", "from", at.src) if way == INGRESS else ("egress", "to", at.dst)
    rule = {
        side: [_peer(world, other, key.namespace)],
        "ports": [{"protocol": at.protocol.upper(), "port": at.dst_port}],
    }
    said = ("fix-allow", {"policy": key.name, "other": _who(world, other)})
    return remedies.add_item(world, key, ("spec", field), rule, said)


def _peer(world: World, address: str, namespace: str) -> dict[str, Any]:
    """How a policy names the other end: by labels if it is a Pod, by its address if not."""
    pod = _pod_at(world, address)
    if pod is None:
        return {"ipBlock": {"cidr": f"{address}/{128 if ':' in address else 32}"}}
    labels = pod["metadata"].get("labels") or {}
    own = {name: value for name, value in labels.items() if name not in GENERATED}
    peer: dict[str, Any] = {"podSelector": {"matchLabels": own} if own else {}}
    theirs = pod["metadata"]["namespace"]
    if theirs != namespace:
        peer = {"namespaceSelector": {"matchLabels": {_NAMESPACE_NAME: theirs}}, **peer}
    return peer


def _who(world: World, address: str) -> str:
    pod = _pod_at(world, address)
    return pod["metadata"]["name"] if pod else address


def _pod_at(world: World, address: str) -> ApiObject | None:
    host = world.network.hosts.get(address)
    key = key_of_element(host.element) if host else None
    return world.cluster.get(key) if key else None


def _key(line: str) -> Key:
    namespace, name = line.partition(":")[0].split("/")
    return Key(KIND, namespace, name)
