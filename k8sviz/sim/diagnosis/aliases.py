"""Services that are names only: aliases of other names (ExternalName), and headless ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from k8sviz.sim.diagnosis import behind, remedies
from k8sviz.sim.diagnosis.chain import Diagnosis, Fix, Link
from k8sviz.sim.diagnosis.nearest import nearest
from k8sviz.sim.diagnosis.printed import in_namespace
from k8sviz.sim.objects.elements import service_id
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.objects.service import Service
from k8sviz.sim.world import World

_ADDRESS = re.compile(r"[0-9]+(\.[0-9]+){3}\.?$")


def of_alias(world: World, service: Service, seen: Link) -> Diagnosis:
    """An ExternalName: what its name leads to, and that nothing else of the Service does anything."""
    key = Key("Service", service.namespace, service.name)
    name = service.external_name
    link = Link(
        "alias-of",
        {"service": service.name, "name": name},
        (f"{service.name}.{service.namespace}.svc.{world.cluster.settings.cluster_domain}   CNAME   {name}",),
        service_id(service.namespace, service.name),
        f"kubectl exec client -- nslookup {service.name}.{service.namespace}",
        remedies.where(world, key, "spec", "externalName"),
        cause=True,
    )
    if _ADDRESS.fullmatch(name):
        address = Link("alias-is-address", {"name": name}, lines=link.lines, cause=True)
        return Diagnosis((seen, link._replace(cause=False, lines=()), address))
    rest = _lost(world, key, name)
    if rest is None:
        return Diagnosis((seen, link))
    lost = rest.links[0]._replace(lines=link.lines)
    return Diagnosis((seen, link._replace(cause=False, lines=()), lost), rest.fixes)


def _lost(world: World, key: Key, name: str) -> Diagnosis | None:
    """A name inside the cluster that no Service has."""
    domain = f".svc.{world.cluster.settings.cluster_domain}"
    own = name.removesuffix(".")
    if not own.endswith(domain):
        return None
    wanted, _, namespace = own.removesuffix(domain).rpartition(".")
    if Key("Service", namespace, wanted) in world.wiring.services:
        return None
    there = [one.name for one in world.wiring.services if one.namespace == namespace]
    link = Link(
        "alias-leads-nowhere",
        {"name": wanted, "namespace": namespace, "known": ", ".join(there) or "-"},
        command=f"kubectl get services -n {namespace}",
        cause=True,
    )
    right = nearest(wanted, there)
    if not right:
        return Diagnosis((link,))
    value = f"{right}.{namespace}{domain}"
    said = ("fix-alias", {"service": key.name, "name": value})
    fixes: tuple[Fix, ...] = (remedies.set_value(world, key, ("spec", "externalName"), value, said),)
    return Diagnosis((link,), fixes)


def headless(world: World, service: Service) -> Iterator[Link]:
    """A Service without an address: its name means its Pods."""
    key = Key("Service", service.namespace, service.name)
    addresses = [
        one.address for piece in behind.slices(world, service) for one in piece.endpoints if one.ready
    ]
    name = f"{service.name}.{service.namespace}.svc.{world.cluster.settings.cluster_domain}"
    yield Link(
        "headless-name",
        {"service": service.name, "count": str(len(addresses))},
        tuple(f"{name}   A   {address}" for address in addresses[:4]),
        service_id(service.namespace, service.name),
        f"kubectl exec client -- nslookup {service.name}.{service.namespace}",
        remedies.where(world, key, "spec", "clusterIP"),
    )
    for index, port in enumerate(service.ports):
        if port.target_port != port.port:
            yield Link(
                "headless-port",
                {"port": str(port.port), "target": str(port.target_port), "service": service.name},
                command=f"kubectl describe service {service.name}{in_namespace(service.namespace)}",
                lines=remedies.where(world, key, "spec", "ports", index, "port"),
            )
