"""From NetworkPolicies, Pods and Namespaces to what the network holds against packets."""

from __future__ import annotations

from collections.abc import Iterable

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.dataplane.addresses import IPV4, IPV6
from k8sviz.sim.dataplane.policies import NO_POLICIES, Gate, Guard, NamedPorts, Policies, Range
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.labels import selects
from k8sviz.sim.objects.networkpolicy import KIND, Allowance, NetworkPolicy, Peer


def policies_of(cluster: Cluster) -> Policies:
    """What all policies of the cluster come to, with the Pods that there are."""
    every = [NetworkPolicy.of(obj) for obj in cluster.of_kind(KIND)]
    if not every:
        return NO_POLICIES
    hosts = [pod for pod in cluster.of_kind("Pod") if _has_own_network(pod)]
    labels = {obj["metadata"]["name"]: _labels(obj) for obj in cluster.of_kind("Namespace")}
    guards: dict[tuple[str, str], tuple[Guard, ...]] = {}
    for policy in every:
        for way in policy.ways:
            gates = tuple(_gate(one, policy.namespace, hosts, labels) for one in policy.allowances(way))
            guard = Guard(f"{policy.namespace}/{policy.name}", gates)
            for address in _addresses(selected(policy, hosts)):
                guards[way, address] = (*guards.get((way, address), ()), guard)
    return Policies(guards, _named(hosts))


def selected(policy: NetworkPolicy, hosts: Iterable[ApiObject]) -> list[ApiObject]:
    """The Pods that a policy selects, all of its own namespace."""
    return [
        pod
        for pod in hosts
        if pod["metadata"]["namespace"] == policy.namespace and selects(policy.pods, _labels(pod))
    ]


def _gate(
    allowed: Allowance, namespace: str, hosts: list[ApiObject], labels: dict[str, dict[str, str]]
) -> Gate:
    if not allowed.peers:
        return Gate(None, (), allowed.openings)
    known = [peer for peer in allowed.peers if not peer.block]
    met = [pod for pod in hosts if any(_is(peer, pod, namespace, labels) for peer in known)]
    ranges = tuple(Range(peer.block, peer.excepted) for peer in allowed.peers if peer.block)
    return Gate(frozenset(_addresses(met)), ranges, allowed.openings)


def _is(peer: Peer, pod: ApiObject, own: str, labels: dict[str, dict[str, str]]) -> bool:
    namespace = pod["metadata"]["namespace"]
    near = namespace == own
    if peer.namespaces is not None:
        near = selects(peer.namespaces, labels.get(namespace, {}))
    return near and selects(peer.pods or {}, _labels(pod))


def _has_own_network(pod: ApiObject) -> bool:
    """A Pod on its node's network is, to policies, the node (documentation: hostNetwork Pods)."""
    seen = pods.view(pod)
    return bool(seen.address) and not seen.host_network and not seen.over


def _addresses(hosts: Iterable[ApiObject]) -> Iterable[str]:
    for pod in hosts:
        yield from filter(None, (pods.address_of(pod, IPV4), pods.address_of(pod, IPV6)))


def _named(hosts: list[ApiObject]) -> NamedPorts:
    return {
        (address, port.get("protocol", "TCP").lower(), port["name"]): port["containerPort"]
        for pod in hosts
        for address in _addresses([pod])
        for container in pod["spec"]["containers"]
        for port in container.get("ports") or ()
        if port.get("name")
    }


def _labels(obj: ApiObject) -> dict[str, str]:
    labels: dict[str, str] = obj["metadata"].get("labels") or {}
    return labels
