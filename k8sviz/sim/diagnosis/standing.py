"""Why something stands as it does, without any packet: Services, Pods and nodes."""

from __future__ import annotations

from collections.abc import Callable

from k8sviz.sim import engine
from k8sviz.sim.commands import AnyCommand
from k8sviz.sim.diagnosis.asking import Questions, ways_in
from k8sviz.sim.diagnosis.chain import Diagnosis, Fix
from k8sviz.sim.diagnosis.memberships import of_pod, selecting
from k8sviz.sim.diagnosis.nodestates import of_node
from k8sviz.sim.diagnosis.services import of_service
from k8sviz.sim.diagnosis.text import difference
from k8sviz.sim.diagnosis.trial import SETTLED
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import key_of_element
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.world import World

About = Callable[[World, Key], Diagnosis]
_SEVERAL, _MOST = 2, 4  # causes
_ABOUT: dict[str, About] = {
    "Service": of_service,
    "Pod": of_pod,
    "Node": of_node,
}


def explain_element(world: World, element: str) -> Diagnosis:
    """The chain behind what an element of the stage is now; empty if there is nothing to tell."""
    key = key_of_element(element)
    about = _ABOUT.get(key.kind) if key else None
    if key is None or about is None:
        return Diagnosis(())
    found = about(world, key)
    if sum(link.cause for link in found.links) < _SEVERAL or not found.fixes:
        return found
    return found._replace(fixes=(*found.fixes, *_together(world, key, about)))


def _together(world: World, key: Key, about: About) -> tuple[Fix, ...]:
    """One fix after the other, each found when those before have had their effect."""
    fork = world.copy()
    fork.traffic.clear()
    commands: list[AnyCommand] = []
    rounds = 0
    while rounds < _MOST and (left := about(fork, key).fixes):
        commands += left[0].commands
        for command in left[0].commands:
            engine.step(fork, command)
        engine.advance(fork, fork.cluster.now + SETTLED)
        rounds += 1
    if rounds < _SEVERAL:
        return ()
    said = {"count": str(rounds)}
    if fork.draft == world.draft:
        return (Fix("fix-together", said, tuple(commands)),)
    diff = difference(world.draft, fork.draft)
    return (Fix("fix-together", said, tuple(commands), diff, text=fork.draft),)


def questions_about(world: World, element: str) -> Questions:
    """The requests that show whether a fix of an element is worth something."""
    key = key_of_element(element)
    if key is None:
        return ways_in()
    if key.kind == "Service":
        return ways_in(key)
    here = [obj for obj in world.cluster.of_kind("Pod") if _belongs(obj, key)]
    services = {
        Key("Service", one.namespace, one.name): None for obj in here for one in selecting(world, obj)
    }
    return ways_in(*services)


def _belongs(obj: ApiObject, key: Key) -> bool:
    view = pods.view(obj)
    return view.node == key.name if key.kind == "Node" else view.key == key
