"""A Service as the dataplane and the stage read it."""

from __future__ import annotations

import msgspec

from k8sviz.sim.objects.identity import ApiObject

HEADLESS = "None"
# Another proxy sees to Services with these labels (kubernetes.io: well-known labels; kube-proxy's informers)
_NOT_OURS = ("service.kubernetes.io/service-proxy-name", "service.kubernetes.io/headless")


class ServicePort(msgspec.Struct, frozen=True, gc=False):
    """One port of a Service."""

    name: str
    protocol: str  # TCP, UDP, SCTP
    port: int
    target_port: int | str
    node_port: int  # 0: none


class Service(msgspec.Struct, frozen=True, gc=False):
    """What rules are made of."""

    namespace: str
    name: str
    type: str
    cluster_ip: str  # "" (ExternalName), "None" (headless) or an address
    selector: dict[str, str]
    ports: tuple[ServicePort, ...]
    external_ips: tuple[str, ...]
    balancer_ips: tuple[str, ...]  # status.loadBalancer.ingress with ipMode VIP
    source_ranges: tuple[str, ...]
    external_local: bool
    internal_local: bool
    affinity_seconds: int  # 0: none
    health_check_node_port: int
    external_name: str
    cluster_ips: tuple[str, ...]  # one of each family it has
    ours: bool  # no label gives it to another proxy

    @classmethod
    def of(cls, obj: ApiObject) -> Service:
        """The typed view of a Service object."""
        metadata, spec = obj["metadata"], obj["spec"]
        ingress = obj.get("status", {}).get("loadBalancer", {}).get("ingress") or ()
        affinity = spec.get("sessionAffinityConfig", {}).get("clientIP", {}).get("timeoutSeconds", 10_800)
        return cls(
            namespace=metadata.get("namespace", ""),
            name=metadata["name"],
            type=spec.get("type", "ClusterIP"),
            cluster_ip=spec.get("clusterIP", ""),
            selector=spec.get("selector") or {},
            ports=tuple(_port(port) for port in spec.get("ports") or ()),
            external_ips=tuple(spec.get("externalIPs") or ()),
            balancer_ips=tuple(
                entry["ip"] for entry in ingress if entry.get("ip") and entry.get("ipMode", "VIP") == "VIP"
            ),
            source_ranges=tuple(text.strip() for text in spec.get("loadBalancerSourceRanges") or ()),
            external_local=spec.get("externalTrafficPolicy") == "Local",
            internal_local=spec.get("internalTrafficPolicy") == "Local",
            affinity_seconds=affinity if spec.get("sessionAffinity") == "ClientIP" else 0,
            health_check_node_port=spec.get("healthCheckNodePort", 0),
            external_name=spec.get("externalName", ""),
            cluster_ips=tuple(spec.get("clusterIPs") or filter(None, (spec.get("clusterIP"),))),
            ours=not any(label in (metadata.get("labels") or {}) for label in _NOT_OURS),
        )

    @property
    def proxied(self) -> bool:
        """Whether kube-proxy makes rules for it (none: ExternalName, headless, another proxy's)."""
        return self.ours and self.type != "ExternalName" and self.cluster_ip not in ("", HEADLESS)

    def of_family(self, family: str) -> Service | None:
        """The same Service as the kube-proxy of one address family sees it; None if it has no part there."""
        own = _of_family(self.cluster_ips, family)
        if not own:
            return None
        if len(self.cluster_ips) == 1 and not any((self.external_ips, self.balancer_ips, self.source_ranges)):
            return self
        return msgspec.structs.replace(
            self,
            cluster_ip=own[0],
            external_ips=_of_family(self.external_ips, family),
            balancer_ips=_of_family(self.balancer_ips, family),
            source_ranges=_of_family(self.source_ranges, family),
        )


def _of_family(addresses: tuple[str, ...], family: str) -> tuple[str, ...]:
    return tuple(address for address in addresses if (":" in address) == (family == "IPv6"))


def _port(port: ApiObject) -> ServicePort:
    return ServicePort(
        name=port.get("name", ""),
        protocol=port.get("protocol", "TCP"),
        port=port["port"],
        target_port=port.get("targetPort") or port["port"],
        node_port=port.get("nodePort", 0),
    )
