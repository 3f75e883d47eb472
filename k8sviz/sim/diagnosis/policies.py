"""Why a rule dropped a packet, or an answer went astray: traffic policies, source ranges, ways back."""

from __future__ import annotations

from k8sviz.sim.dataplane.addresses import within
from k8sviz.sim.dataplane.journey import Journey, Step
from k8sviz.sim.diagnosis import behind, endpoints, remedies
from k8sviz.sim.diagnosis.chain import Diagnosis, Fix, Link
from k8sviz.sim.diagnosis.printed import in_namespace
from k8sviz.sim.diagnosis.target import CLUSTER_IP, Target
from k8sviz.sim.objects.elements import node_id, service_id
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.objects.service import Service
from k8sviz.sim.world import World


def dropped(world: World, target: Target, last: Step) -> Diagnosis:
    """A rule of the Service threw the packet away."""
    service = target.service
    assert service is not None
    if service.source_ranges and not any(within(last.before.src, one) for one in service.source_ranges):
        return _out_of_range(world, target, service, last)
    field = "internalTrafficPolicy" if target.by == CLUSTER_IP else "externalTrafficPolicy"
    local = service.internal_local if target.by == CLUSTER_IP else service.external_local
    if not local:
        return endpoints.why_none(world, service)
    return local_policy(world, target.key, service, field, [last.where.rpartition("/")[2]])


def local_policy(world: World, key: Key, service: Service, field: str, without: list[str]) -> Diagnosis:
    """Only Pods on the node that a packet came to may answer, and these nodes have none."""
    nodes = behind.nodes(world, service)
    node = ", ".join(without)
    links = (
        Link(
            "no-local-endpoint",
            {"node": node, "nodes": ", ".join(nodes) or "-", "service": service.name},
            element=node_id(without[0]),
            command=f"kubectl get pods{in_namespace(service.namespace)} -o wide",
        ),
        Link(
            "policy-local",
            {"field": field, "node": node},
            element=service_id(service.namespace, service.name),
            lines=remedies.where(world, key, "spec", field),
            cause=True,
        ),
    )
    return Diagnosis(links, (_cluster_wide(world, key, field),))


def _cluster_wide(world: World, key: Key, field: str) -> Fix:
    said = ("fix-policy", {"field": field})
    return remedies.set_field(world, key, ("spec", field), "Cluster", {"spec": {field: "Cluster"}}, said)


def _out_of_range(world: World, target: Target, service: Service, last: Step) -> Diagnosis:
    link = Link(
        "source-out-of-range",
        {"source": last.before.src, "ranges": ", ".join(service.source_ranges), "service": service.name},
        element=service_id(service.namespace, service.name),
        command=f"kubectl get service {service.name} -n {service.namespace} -o yaml",
        lines=remedies.where(world, target.key, "spec", "loadBalancerSourceRanges", 0),
        cause=True,
    )
    return Diagnosis((link,))


def astray(world: World, journey: Journey, target: Target) -> Diagnosis:
    """The Pod answered, and its answer did not pass the node that had rewritten the request."""
    rewriter = next((step for step in journey.steps if step.before.dst != step.after.dst), None)
    place = rewriter.where if rewriter else journey.client
    link = Link(
        "answer-took-another-way",
        {"node": place.rpartition("/")[2], "asked": f"{target.address}:{target.number}"},
        element=place,
        cause=target.service is None,
    )
    service = target.service
    if service is None or not service.external_local:
        return Diagnosis((link,))
    policy = Link(
        "policy-keeps-source",
        {"service": service.name},
        element=service_id(service.namespace, service.name),
        lines=remedies.where(world, target.key, "spec", "externalTrafficPolicy"),
        cause=True,
    )
    return Diagnosis((link, policy), (_cluster_wide(world, target.key, "externalTrafficPolicy"),))
