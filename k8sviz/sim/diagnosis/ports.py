"""Why a port did not answer: the Service has no such port, or nothing listens on its targetPort."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from k8sviz.sim.controllers import faults
from k8sviz.sim.dataplane.journey import Journey, Step
from k8sviz.sim.diagnosis import endpoints, podstates, remedies
from k8sviz.sim.diagnosis.chain import Diagnosis, Fix, Link
from k8sviz.sim.diagnosis.printed import in_namespace
from k8sviz.sim.diagnosis.target import NODE, Target
from k8sviz.sim.objects.elements import key_of_element, pod_id, service_id
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.listening import listening
from k8sviz.sim.objects.service import Service
from k8sviz.sim.world import World


def unknown_port(world: World, journey: Journey, target: Target) -> Diagnosis:
    """The address is a Service's, the port is none of its ports."""
    service = target.service
    assert service is not None
    link = Link(
        "port-unknown",
        {"service": service.name, "port": str(target.number), "kind": target.by},
        tuple(
            f"{port.name or '<unset>'}   {port.port}/{port.protocol} → {port.target_port}"
            for port in service.ports
        ),
        service_id(service.namespace, service.name),
        f"kubectl get service {service.name} -n {service.namespace}",
        remedies.where(world, target.key, "spec", "ports", 0, "port"),
        cause=True,
    )
    fixes = tuple(_ask(journey, port.port) for port in service.ports[:2])
    return Diagnosis((link,), fixes)


def closed_on_node(world: World, journey: Journey, target: Target) -> Diagnosis:
    """The address is a node's, and no Service has opened this port."""
    open_ports = [
        (port.node_port, service)
        for service in world.wiring.services.values()
        for port in service.ports
        if port.node_port
    ]
    meant = [(number, one) for number, one in open_ports if target.number in _numbers(one)] or open_ports
    link = Link(
        "no-node-port",
        {"port": str(target.number), "address": target.address},
        tuple(f"{one.namespace}/{one.name}   nodePort {number}" for number, one in open_ports),
        command="kubectl get services -A",
        cause=True,
    )
    return Diagnosis((link,), tuple(_ask(journey, number) for number, _ in meant[:2]))


def _numbers(service: Service) -> set[int | str]:
    return {number for port in service.ports for number in (port.port, port.target_port)}


def nothing_listens(world: World, journey: Journey, target: Target, last: Step) -> Diagnosis:
    """The packet reached a Pod whose processes have not opened this port."""
    key = key_of_element(journey.ended)
    pod = world.cluster.get(key) if key and key.kind == "Pod" else None
    if pod is None:
        return closed_on_node(world, journey, target) if target.by == NODE else Diagnosis(())
    asked, protocol = last.after.dst_port, last.after.protocol
    link, heard = closed_in_pod(pod, asked, protocol)
    if faults.failing(world.cluster, faults.PROCESS, pod):
        stopped = podstates.process_stopped(pod)
        return Diagnosis((link._replace(cause=False), *stopped.links), stopped.fixes)
    if target.service is None or target.port is None:
        return Diagnosis((link,), tuple(_ask(journey, number) for number in heard[:1]))
    rest = says_target(world, target.service, target.service.ports.index(target.port), heard)
    return Diagnosis((link._replace(cause=False), *rest.links), rest.fixes)


def closed_in_pod(pod: ApiObject, asked: int, protocol: str) -> tuple[Link, list[int]]:
    """What a Pod listens on, of which the asked port is none."""
    heard = [number for one, number in listening(pod) if one == protocol]
    name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
    link = Link(
        "nothing-listens",
        {"pod": name, "port": str(asked), "listening": ", ".join(map(str, heard)) or "-"},
        tuple(f"LISTEN   0.0.0.0:{number}" for number in heard),
        pod_id(namespace, name),
        f"kubectl debug -it -n {namespace} {name} --image=busybox -- netstat -tln",
        cause=True,
    )
    return link, heard


def says_target(world: World, service: Service, index: int, heard: list[int]) -> Diagnosis:
    """The Service's own line that says the wrong port, and the one that would be right."""
    port = service.ports[index]
    key = Key("Service", service.namespace, service.name)
    says = Link(
        "target-port-closed",
        {"target": str(port.target_port), "service": service.name, "port": str(port.port)},
        element=service_id(*key[1:]),
        command=f"kubectl describe service {service.name}{in_namespace(service.namespace)}",
        lines=remedies.where(world, key, "spec", "ports", index, "targetPort")
        or remedies.where(world, key, "spec", "ports", index, "port"),
        cause=True,
    )
    if len(heard) != 1:
        return Diagnosis((says,))
    return Diagnosis((says,), (endpoints.set_target_port(world, service, index, str(heard[0])),))


def _ask(journey: Journey, port: int) -> Fix:
    url = journey.url if "://" in journey.url else f"http://{journey.url}"
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    asked = urlunsplit(parts._replace(netloc=f"{host}:{port}"))
    return remedies.ask_instead(journey.client, asked, ("fix-ask-port", {"port": str(port)}))
