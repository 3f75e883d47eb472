"""Why a Service is as it is, without any packet: every trouble it has, or how it comes to its Pods."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from k8sviz.sim.commands import SetCloud
from k8sviz.sim.controllers.balancer import CLOUDS
from k8sviz.sim.diagnosis import aliases, behind, endpoints, policies, ports, printed, remedies
from k8sviz.sim.diagnosis.chain import Diagnosis, Fix, Link
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import balancer_id, pod_id, service_id
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.listening import hears, listening
from k8sviz.sim.objects.service import HEADLESS, Service
from k8sviz.sim.world import World

Trouble = Callable[[World, Service], Diagnosis | None]


def of_service(world: World, key: Key) -> Diagnosis:
    """From what the list of Services shows to the lines that say so."""
    obj = world.cluster.get(key)
    if obj is None:
        return Diagnosis(())
    service = Service.of(obj)
    if service.type == "ExternalName":
        return aliases.of_alias(world, service, _seen(world, obj, "service-alias"))
    found = [one for trouble in TROUBLES if (one := trouble(world, service)) is not None]
    links = [link for one in found for link in one.links]
    fixes = tuple(fix for one in found for fix in one.fixes)
    ready = world.endpoint_counts(service.namespace, service.name)[0]
    if found:
        seen = _seen(world, obj, "service-hampered" if ready else "service-silent", ready=str(ready))
        return Diagnosis((seen, *_remarks(world, service), *links), fixes)
    seen = _seen(world, obj, "service-well", ready=str(ready))
    return Diagnosis((seen, *_remarks(world, service), *_way(world, service)))


def _seen(world: World, obj: ApiObject, message: str, **values: str) -> Link:
    metadata = obj["metadata"]
    return Link(
        message,
        {"service": metadata["name"], **values},
        printed.service(world, obj),
        service_id(metadata["namespace"], metadata["name"]),
        f"kubectl get service {metadata['name']}{printed.in_namespace(metadata['namespace'])}",
    )


def _remarks(world: World, service: Service) -> Iterator[Link]:
    """What is no trouble, and surprises all the same."""
    if service.cluster_ip == HEADLESS:
        yield from aliases.headless(world, service)


def _way(world: World, service: Service) -> Iterator[Link]:
    """From the EndpointSlices to the selector: why it is these Pods."""
    yield endpoints.slice_link(world, service)
    chosen = [pods.view(pod) for pod in behind.selected(world, service) if pods.view(pod).ready]
    if chosen:
        yield Link(
            "pods-are-ready",
            {"count": str(len(chosen))},
            printed.columns(*((view.name, view.address) for view in chosen[:_SHOWN])),
            pod_id(chosen[0].namespace, chosen[0].name),
            f"kubectl get pods{printed.in_namespace(service.namespace)} -o wide",
        )
    yield endpoints.selector_link(world, service)


_SHOWN = 4  # Pods that are named one by one


# -- what may be wrong, in the order in which a packet would meet it --------------------------------


def _other_proxy(world: World, service: Service) -> Diagnosis | None:
    if service.ours or service.cluster_ip == HEADLESS:
        return None
    key = Key("Service", service.namespace, service.name)
    label = "service.kubernetes.io/service-proxy-name"
    lines = remedies.where(world, key, "metadata", "labels", label)
    return Diagnosis(
        (Link("other-proxy", {"service": service.name, "label": label}, lines=lines, cause=True),)
    )


def _pending(world: World, service: Service) -> Diagnosis | None:
    """A load balancer that has no address."""
    key = Key("Service", service.namespace, service.name)
    obj = world.cluster.get(key)
    if service.type != "LoadBalancer" or obj is None or world.balancer_address(key)[0]:
        return None
    element = balancer_id(service.namespace, service.name)
    waits = Link("balancer-pending", {"service": service.name}, element=element)
    values = {"service": service.name, "class": str(obj["spec"].get("loadBalancerClass", ""))}
    command = f"kubectl describe service {service.name}{printed.in_namespace(service.namespace)}"
    if values["class"]:
        lines = remedies.where(world, key, "spec", "loadBalancerClass")
        said = Link("balancer-class", values, command=command, lines=lines, cause=True)
        return Diagnosis((waits, said))
    if world.cloud in CLOUDS:
        return Diagnosis((waits, Link("balancer-being-made", values, command=command, cause=True)))
    lines = remedies.where(world, key, "spec", "type")
    none = Link("no-cloud-controller", values, command=command, lines=lines, cause=True)
    said_type = ("fix-type", {"service": service.name, "type": "NodePort"})
    node_port = remedies.set_value(world, key, ("spec", "type"), "NodePort", said_type)
    return Diagnosis((waits, none), (Fix("fix-cloud", {"cloud": "AWS"}, (SetCloud("aws"),)), node_port))


def _nobody_ready(world: World, service: Service) -> Diagnosis | None:
    if world.endpoint_counts(service.namespace, service.name)[0]:
        return None
    return endpoints.why_none(world, service)


def _closed_ports(world: World, service: Service) -> Diagnosis | None:
    """Ports whose target nobody listens on, of the Pods that are there or were meant."""
    chosen = behind.selected(world, service) or behind.meant_pods(world, service)
    chosen = [pod for pod in chosen if pods.view(pod).ready] or chosen
    found = [
        one
        for index in range(len(service.ports))
        if chosen and (one := _closed(world, service, index, chosen[0])) is not None
    ]
    if not found:
        return None
    return Diagnosis(
        tuple(link for one in found for link in one.links), tuple(fix for one in found for fix in one.fixes)
    )


def _closed(world: World, service: Service, index: int, pod: ApiObject) -> Diagnosis | None:
    port = service.ports[index]
    wanted = port.target_port
    if isinstance(wanted, str):
        named = pods.named_port(pod, wanted, port.protocol)
        if named is None:
            return endpoints.no_such_name(world, service, pod, index, wanted)
        wanted = named
    protocol = port.protocol.lower()
    if service.cluster_ip == HEADLESS or hears(listening(pod), protocol, wanted):
        return None
    link, heard = ports.closed_in_pod(pod, wanted, protocol)
    rest = ports.says_target(world, service, index, heard)
    return Diagnosis((link._replace(cause=False), *rest.links), rest.fixes)


def _policies(world: World, service: Service) -> Diagnosis | None:
    """Nodes that keep packets to themselves and have nobody to answer them."""
    with_pod = behind.nodes(world, service)
    without = [name for name in world.wiring.nodes if name not in with_pod]
    exposed = service.external_local and any(port.node_port for port in service.ports)
    field = "externalTrafficPolicy" if exposed else "internalTrafficPolicy" if service.internal_local else ""
    if not (field and with_pod and without):
        return None
    key = Key("Service", service.namespace, service.name)
    return policies.local_policy(world, key, service, field, without)


TROUBLES: tuple[Trouble, ...] = (_other_proxy, _pending, _nobody_ready, _closed_ports, _policies)
