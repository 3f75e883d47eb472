"""An EndpointSlice as the dataplane and the stage read it."""

from __future__ import annotations

import msgspec

from k8sviz.sim.objects.identity import ApiObject

SERVICE_NAME = "kubernetes.io/service-name"


class Endpoint(msgspec.Struct, frozen=True, gc=False):
    """One address behind a Service. A missing condition counts as ready and serving, and not terminating."""

    address: str
    ready: bool
    serving: bool
    terminating: bool
    node: str
    pod: str  # "" where the target is no Pod
    zone_hints: tuple[str, ...]
    node_hints: tuple[str, ...]
    hostname: str = ""


class SlicePort(msgspec.Struct, frozen=True, gc=False):
    """A port that all endpoints of the slice have."""

    name: str
    protocol: str
    port: int


class EndpointSlice(msgspec.Struct, frozen=True, gc=False):
    """A piece of a Service's endpoints, of one address family and one set of ports."""

    namespace: str
    name: str
    service: str
    family: str  # IPv4, IPv6, FQDN
    endpoints: tuple[Endpoint, ...]
    ports: tuple[SlicePort, ...]

    @classmethod
    def of(cls, obj: ApiObject) -> EndpointSlice:
        """The typed view of an EndpointSlice object."""
        metadata = obj["metadata"]
        return cls(
            namespace=metadata.get("namespace", ""),
            name=metadata["name"],
            service=(metadata.get("labels") or {}).get(SERVICE_NAME, ""),
            family=obj.get("addressType", "IPv4"),
            endpoints=tuple(_endpoint(e) for e in obj.get("endpoints") or () if e.get("addresses")),
            ports=tuple(
                SlicePort(port.get("name") or "", port.get("protocol", "TCP"), port.get("port") or 0)
                for port in obj.get("ports") or ()
            ),
        )


def _endpoint(entry: ApiObject) -> Endpoint:
    conditions = entry.get("conditions") or {}
    target = entry.get("targetRef") or {}
    hints = entry.get("hints") or {}
    ready = conditions.get("ready")
    serving = conditions.get("serving")
    return Endpoint(
        address=entry["addresses"][0],
        ready=ready is None or ready,
        serving=serving is None or serving,
        terminating=bool(conditions.get("terminating")),
        node=entry.get("nodeName") or "",
        pod=target.get("name", "") if target.get("kind") == "Pod" else "",
        zone_hints=tuple(hint["name"] for hint in hints.get("forZones") or ()),
        node_hints=tuple(hint["name"] for hint in hints.get("forNodes") or ()),
        hostname=entry.get("hostname") or "",
    )
