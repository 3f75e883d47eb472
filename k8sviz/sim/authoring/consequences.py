"""What would come of a text if it were applied now: found out by applying it, on a fork of the world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from k8sviz.sim import engine
from k8sviz.sim.admission.apply import LAST_APPLIED
from k8sviz.sim.authoring.nodeports import about_node_ports
from k8sviz.sim.authoring.notes import GOOD, INFO, WARN, Note, note
from k8sviz.sim.commands import Apply
from k8sviz.sim.diagnosis import behind
from k8sviz.sim.manifests import load, recognise
from k8sviz.sim.manifests.load import Document
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.labels import matches
from k8sviz.sim.objects.listening import ANYWHERE, Socket, hears, listening
from k8sviz.sim.objects.service import Service, ServicePort
from k8sviz.sim.problems import Result
from k8sviz.sim.world import World

_SETTLED = 20_000  # ms after which most Pods run
_MOST_PODS = 200  # more are not tried out while somebody types


class Consequences(NamedTuple):
    """Remarks, and what the API server would refuse."""

    notes: tuple[Note, ...]
    refused: tuple[Result, ...]


def consequences(world: World, text: str) -> Consequences:
    """What Apply would bring; `world` stays as it is."""
    if _wanted(text) > _MOST_PODS:
        return Consequences((), ())
    fork = world.copy()
    fork.traffic.clear()
    outcome = engine.step(fork, Apply(text))
    refused = tuple(result for result in outcome.results if result.refusal)
    engine.advance(fork, fork.cluster.now + _SETTLED)
    notes = [one for document in _readable(text) for one in _about(world, fork, document)]
    return Consequences(tuple(sorted(notes, key=lambda one: one.line)), refused)


def _wanted(text: str) -> int:
    """How many Pods the text asks for."""
    specs = (document.value.get("spec") for document in _readable(text))
    counts = (spec.get("replicas", 1) for spec in specs if isinstance(spec, dict))
    return sum(count for count in counts if isinstance(count, int))


def _readable(text: str) -> list[Document]:
    return [one for one in load.read(text) if not one.error and isinstance(one.value, dict)]


def _about(world: World, fork: World, document: Document) -> Iterator[Note]:
    if recognise.validating(document):
        return
    kind = recognise.kind_of(document)
    metadata = document.value.get("metadata")
    if not isinstance(kind, Kind) or not isinstance(metadata, dict):
        return
    namespace = str(metadata.get("namespace") or "default") if kind.namespaced else ""
    key = Key(kind.name, namespace, str(metadata.get("name") or ""))
    yield from _drift(world, document, key)
    if kind.name == "Service":
        yield from about_node_ports(world, fork, document, key)
    obj = fork.cluster.get(key)
    if obj is None:
        return
    if kind.name == "Service":
        yield from _service(fork, document, Service.of(obj))
    elif kind.name == "Deployment.apps":
        yield from _deployment(fork, document, obj)


# -- Services ---------------------------------------------------------------------------------------


def _service(fork: World, document: Document, service: Service) -> Iterator[Note]:
    if service.type == "ExternalName":
        return
    chosen = behind.selected(fork, service)
    if service.selector:
        yield _selection(fork, document, service, chosen)
    for index, port in enumerate(service.ports):
        yield from _port(document, service, index, port, chosen)
    if service.external_local:
        yield from _local(fork, document, service, chosen)
    if service.type == "LoadBalancer" and fork.cloud == "none":
        yield note(document, ("spec", "type"), "note-no-cloud", {}, WARN)


def _selection(fork: World, document: Document, service: Service, chosen: list[ApiObject]) -> Note:
    every = behind.of_namespace(fork, service.namespace)
    values = {"count": str(len(chosen)), "all": str(len(every))}
    path = ("spec", "selector", next(iter(service.selector)))
    if chosen:
        ready = sum(pods.view(pod).ready for pod in chosen)
        tone = GOOD if ready else WARN
        return note(document, path, "note-selects", {**values, "ready": str(ready)}, tone)
    near = behind.meant(fork, service)
    if near:
        values["label"] = f"{near.label[0]}={near.label[1]}"
        return note(document, path, "note-nearest", values, WARN)
    return note(document, path, "note-selects-none", values, WARN)


def _port(
    document: Document, service: Service, index: int, port: ServicePort, chosen: list[ApiObject]
) -> Iterator[Note]:
    if not chosen:
        return
    wanted = port.target_port
    number = pods.named_port(chosen[0], wanted, port.protocol) if isinstance(wanted, str) else wanted
    protocol, sockets = port.protocol.lower(), listening(chosen[0])
    numbers = [str(one) for kind, one in sockets if kind == protocol]
    container = _container(chosen[0], number)
    steps = [f"nodePort {port.node_port}"] if port.node_port else []
    steps += [f"port {port.port}", f"targetPort {wanted}"]
    values = {
        "chain": " → ".join(steps),
        "container": container,
        "number": str(number or wanted),
        "listening": ", ".join(numbers) or "-",
    }
    message, tone = _reach(sockets, protocol, number)
    yield note(document, ("spec", "ports", index, "targetPort"), message, values, tone)


def _reach(sockets: tuple[Socket, ...], protocol: str, number: int | None) -> tuple[str, str]:
    if sockets == (ANYWHERE,) and protocol == "tcp" and number:
        return "note-port-unknown", INFO
    heard = number is not None and hears(sockets, protocol, number)
    return ("note-port-reaches", GOOD) if heard else ("note-port-closed", WARN)


def _container(pod: ApiObject, number: int | None) -> str:
    for container in pod["spec"]["containers"]:
        if any(port["containerPort"] == number for port in container.get("ports") or ()):
            return str(container["name"])
    return str(pod["spec"]["containers"][0]["name"])


def _local(fork: World, document: Document, service: Service, chosen: list[ApiObject]) -> Iterator[Note]:
    with_pod = {pods.view(pod).node for pod in chosen if pods.view(pod).ready}
    without = [node for node in fork.wiring.nodes if node not in with_pod]
    if without:
        values = {"nodes": ", ".join(without)}
        yield note(document, ("spec", "externalTrafficPolicy"), "note-local-drops", values, WARN)


# -- Deployments ------------------------------------------------------------------------------------


def _deployment(fork: World, document: Document, obj: ApiObject) -> Iterator[Note]:
    labels = obj["spec"]["template"]["metadata"].get("labels") or {}
    namespace = obj["metadata"]["namespace"]
    takers = [
        service.name
        for service in fork.wiring.services.values()
        if service.namespace == namespace and matches(service.selector, labels)
    ]
    path = ("spec", "template", "metadata", "labels", next(iter(labels), ""))
    if takers:
        yield note(document, path, "note-selected-by", {"services": ", ".join(takers)}, GOOD)
    else:
        yield note(document, path, "note-selected-by-none", {}, INFO)


# -- what others changed ----------------------------------------------------------------------------


def _drift(world: World, document: Document, key: Key) -> Iterator[Note]:
    """Fields that this text set, and that somebody has changed since in the cluster."""
    live = world.cluster.get(key)
    annotation = (live or {"metadata": {}})["metadata"].get("annotations", {}).get(LAST_APPLIED)
    if live is None or not annotation:
        return
    applied = msgspec.json.decode(annotation)
    for path in document.positions:
        inner = path[len(document.root) :]
        said = _value(document.value, inner)
        if path[: len(document.root)] != document.root or isinstance(said, dict | list) or said is None:
            continue
        now = _value(live, inner)
        if said == _value(applied, inner) and now is not None and now != said:
            yield note(document, inner, "note-drift", {"live": str(now)}, WARN)


def _value(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
