"""Why a Pod is not ready: from what its kubelet says to the line that says so, or to who broke it."""

from __future__ import annotations

from collections.abc import Sequence

from k8sviz.sim.controllers import faults
from k8sviz.sim.diagnosis import containerstates, mending, nodestates, placing, remedies
from k8sviz.sim.diagnosis.chain import Diagnosis, Link
from k8sviz.sim.diagnosis.printed import in_namespace
from k8sviz.sim.diagnosis.templates import template_of
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import pod_id
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.listening import Socket, hears, listening
from k8sviz.sim.world import World


def unready(world: World, obj: ApiObject) -> Diagnosis:
    """The cause of a Pod's not being ready."""
    seen = pods.view(obj)
    if seen.terminating:
        return _said(obj, "pod-terminating")
    if not seen.node:
        return placing.unplaced(world, obj)
    node = world.cluster.get(Key("Node", "", seen.node))
    if node is not None and faults.failing(world.cluster, faults.NODE, node):
        return nodestates.cut_off(world, node)
    if seen.over:
        return _with(_said(obj, "pod-over"), containerstates.ended(world, obj))
    return (
        containerstates.without_image(world, obj)
        or containerstates.ended(world, obj)
        or (_said(obj, "pod-starting") if seen.phase == "Pending" else _probes(world, obj))
    )


def _with(first: Diagnosis, rest: Diagnosis | None) -> Diagnosis:
    if rest is None:
        return first
    return Diagnosis((*(link._replace(cause=False) for link in first.links), *rest.links), rest.fixes)


def _said(obj: ApiObject, message: str, evidence: Sequence[str] = (), **values: str) -> Diagnosis:
    metadata = obj["metadata"]
    link = Link(
        message,
        {"pod": metadata["name"], "phase": pods.view(obj).phase, **values},
        tuple(evidence) or tuple(filter(None, (pods.waiting_reason(obj),))),
        pod_id(metadata["namespace"], metadata["name"]),
        f"kubectl describe pod {metadata['name']}{in_namespace(metadata['namespace'])}",
        cause=True,
    )
    return Diagnosis((link,))


# -- probes -----------------------------------------------------------------------------------------


def _probes(world: World, obj: ApiObject) -> Diagnosis:
    sockets = listening(obj)
    if mending.held(world, obj):
        told = _said(obj, "probe-held", ["Readiness probe failed"])
        return told._replace(fixes=(mending.let_ready(world, [obj]),))
    if faults.failing(world.cluster, faults.PROCESS, obj):
        return process_stopped(obj)
    return _asks_closed_port(world, obj, sockets) or _said(obj, "probe-not-yet")


def process_stopped(obj: ApiObject) -> Diagnosis:
    """Somebody has stopped the Pod's process: its ports are closed."""
    ports = ", ".join(f"{number}/{protocol}" for protocol, number in listening(obj)) or "-"
    return _said(obj, "process-stopped", ports=ports)._replace(fixes=(mending.start([obj]),))


def _asks_closed_port(world: World, obj: ApiObject, sockets: tuple[Socket, ...]) -> Diagnosis | None:
    heard = [number for protocol, number in sockets if protocol == "tcp"]
    for index, container in enumerate(obj["spec"]["containers"]):
        probe = container.get("readinessProbe") or {}
        how = next((way for way in ("httpGet", "tcpSocket") if way in probe), "")
        asked = probe[how].get("port") if how else None
        number = pods.named_port(obj, asked, "TCP") if isinstance(asked, str) else asked
        if not how or hears(sockets, "tcp", number or 0):
            continue
        template = template_of(world, obj)
        path = (*template.path, "containers", index, "readinessProbe", how, "port")
        ports = ", ".join(map(str, heard)) or "-"
        ports = ", ".join(map(str, heard)) or "-"
        dialled = f"{pods.view(obj).address}:{number or asked}"
        (link,) = _said(
            obj,
            "probe-asks-closed",
            [f"Readiness probe failed: dial tcp {dialled}: connect: connection refused"],
            port=str(asked),
            listening=ports,
            container=container["name"],
        ).links
        link = link._replace(lines=remedies.where(world, template.key, *path))
        if len(heard) != 1:
            return Diagnosis((link,))
        said = ("fix-probe", {"port": ports, "owner": template.name})
        return Diagnosis((link,), (remedies.set_value(world, template.key, path, heard[0], said),))
    return None
