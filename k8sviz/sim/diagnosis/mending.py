"""Taking back what somebody broke on purpose: fixes without a line of YAML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from k8sviz.sim.commands import Cordon, Fail, Patch, SetProxyDelay
from k8sviz.sim.controllers import faults
from k8sviz.sim.diagnosis.chain import Fix
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import node_id, pod_id
from k8sviz.sim.objects.identity import ApiObject, key_of
from k8sviz.sim.world import World


def let_ready(world: World, held: Sequence[ApiObject]) -> Fix:
    """Take back what lets readiness probes fail."""
    commands: list[Patch | Fail] = []
    for obj in held:
        key = key_of(obj)
        if pods.held_unready(obj):
            patch: dict[str, Any] = {"metadata": {"annotations": dict.fromkeys(pods.READY_ANNOTATIONS)}}
            commands.append(Patch("Pod", key.name, patch, key.namespace))
        if faults.failing(world.cluster, faults.READINESS, obj):
            commands.append(Fail(faults.READINESS, pod_id(key.namespace, key.name), failing=False))
    return Fix("fix-readiness", {"pods": _names(held)}, tuple(commands))


def held(world: World, obj: ApiObject) -> bool:
    """Whether somebody lets this Pod's readiness probe fail."""
    return pods.held_unready(obj) or faults.failing(world.cluster, faults.READINESS, obj)


def start(stopped: Sequence[ApiObject]) -> Fix:
    """Start processes that somebody has stopped."""
    commands = tuple(
        Fail(faults.PROCESS, pod_id(obj["metadata"]["namespace"], obj["metadata"]["name"]), failing=False)
        for obj in stopped
    )
    return Fix("fix-process", {"pods": _names(stopped)}, commands)


def connect(nodes: Sequence[ApiObject]) -> Fix:
    """Connect nodes that somebody has cut off."""
    commands = tuple(Fail(faults.NODE, node_id(node["metadata"]["name"]), failing=False) for node in nodes)
    return Fix("fix-connect", {"nodes": _names(nodes)}, commands)


def uncordon(nodes: Sequence[ApiObject]) -> Fix:
    """Let Pods come to nodes again."""
    names = [node["metadata"]["name"] for node in nodes]
    commands = tuple(Cordon(name, cordoned=False) for name in names)
    return Fix(
        "fix-uncordon", {"nodes": _names(nodes)}, commands, typed=f"kubectl uncordon {' '.join(names)}"
    )


def start_proxy(node: str) -> Fix:
    """Start a kube-proxy that stands still."""
    return Fix("fix-proxy", {"node": node}, (Fail(faults.RULES, node_id(node), failing=False),))


def hasten_proxy(node: str) -> Fix:
    """Let a slow kube-proxy write its rules at once."""
    return Fix("fix-proxy-delay", {"node": node}, (SetProxyDelay(node, 0),))


def _names(objects: Sequence[ApiObject]) -> str:
    return ", ".join(obj["metadata"]["name"] for obj in objects)
