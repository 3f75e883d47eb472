"""Why this Pod answered: the choice of a rule, the endpoints it chose from, and the selector."""

from __future__ import annotations

from k8sviz.sim.dataplane.journey import Journey, Step
from k8sviz.sim.diagnosis import endpoints
from k8sviz.sim.diagnosis.chain import Diagnosis, Link
from k8sviz.sim.diagnosis.target import Target
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import key_of_element
from k8sviz.sim.world import World


def answered(world: World, journey: Journey, target: Target | None) -> Diagnosis:
    """From the answer to the line of YAML that made this Pod one of those who may answer."""
    pod = journey.answered_by.rpartition("/")[2]
    if target is None or target.service is None:
        return Diagnosis((Link("asked-directly", {"pod": pod}, element=journey.answered_by, cause=True),))
    service = target.service
    chosen = next((step for step in journey.steps if _is_choice(step)), None)
    links = [
        *([_choice(world, chosen, target, pod)] if chosen else []),
        endpoints.slice_link(world, service),
        _member(world, journey, pod),
        endpoints.selector_link(world, service),
    ]
    return Diagnosis(tuple(links))


def _is_choice(step: Step) -> bool:
    return not step.reply and step.before.dst != step.after.dst and step.where.startswith("node/")


def _choice(world: World, step: Step, target: Target, pod: str) -> Link:
    service = target.service
    assert service is not None
    ready = world.endpoint_counts(service.namespace, service.name)[0]
    message = "rule-keeps" if service.affinity_seconds else "rule-chose" if ready > 1 else "rule-only"
    node = step.where.rpartition("/")[2]
    values = {"node": node, "pod": pod, "count": str(ready), "seconds": str(service.affinity_seconds)}
    return Link(message, values, step.rules[-2:], step.where, "iptables-save -t nat" if step.rules else "")


def _member(world: World, journey: Journey, pod: str) -> Link:
    key = key_of_element(journey.answered_by)
    obj = world.cluster.get(key) if key else None
    if obj is None:
        return Link("pod-was-ready", {"pod": pod}, element=journey.answered_by)
    labels = obj["metadata"].get("labels") or {}
    return Link(
        "pod-is-ready" if pods.view(obj).ready else "pod-was-ready",
        {"pod": pod},
        (",".join(f"{name}={labels[name]}" for name in sorted(labels)),),
        journey.answered_by,
        f"kubectl get pod {pod} -n {obj['metadata']['namespace']} --show-labels",
    )
