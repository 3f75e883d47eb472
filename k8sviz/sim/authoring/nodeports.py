"""The node ports that a text asks for: free, taken, and by whom."""

from __future__ import annotations

from collections.abc import Iterator

from k8sviz.sim.admission.allocation import used_ports
from k8sviz.sim.authoring.notes import GOOD, WARN, Note, note
from k8sviz.sim.manifests.load import Document
from k8sviz.sim.objects.identity import Key, key_of
from k8sviz.sim.world import World


def about_node_ports(world: World, fork: World, document: Document, key: Key) -> Iterator[Note]:
    """One note for each node port that the text names; `fork` is the world after it was applied."""
    spec = document.value.get("spec")
    ports = spec.get("ports") if isinstance(spec, dict) else None
    for index, port in enumerate(ports if isinstance(ports, list) else ()):
        number = port.get("nodePort") if isinstance(port, dict) else None
        if isinstance(number, int) and number:
            message, values, tone = _about(world, fork, key, number)
            yield note(document, ("spec", "ports", index, "nodePort"), message, values, tone)


def _about(world: World, fork: World, key: Key, number: int) -> tuple[str, dict[str, str], str]:
    first, last = world.cluster.settings.node_ports
    port = str(number)
    if not first <= number <= last:
        return "note-node-port-range", {"port": port, "first": str(first), "last": str(last)}, WARN
    owner = _owner(world, number) or _owner(fork, number)
    if owner and owner != key:
        return "note-node-port-taken", {"port": port, "owner": f"{owner.namespace}/{owner.name}"}, WARN
    own = _owner(world, number) == key
    return "note-node-port-own" if own else "note-node-port-free", {"port": port}, GOOD


def _owner(world: World, number: int) -> Key | None:
    for service in world.cluster.of_kind("Service"):
        if number in used_ports(service):
            return key_of(service)
    return None
