"""A Pod whose command line is tried without a room."""

from __future__ import annotations

from k8sviz.sim import engine, requests
from k8sviz.sim.commands import Apply, Create, SendRequest
from k8sviz.sim.objects.elements import key_of_element
from k8sviz.sim.shell import Budget, Place, Reply, Sent, run
from k8sviz.sim.world import World

CLIENT = "pod/default/client"
NODE = "node/node-1"
_WEB = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: nginx}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 8080, targetPort: 80}]}
"""


def world() -> World:
    made = engine.create(Create(seed=1, profile="lesson"))
    engine.step(made, Apply(_WEB))
    engine.advance(made, 10_000)
    return made


def place(in_world: World, subject: str = CLIENT, budget: Budget | None = None) -> Place:
    key = key_of_element(subject)
    obj = in_world.cluster.get(key) if key is not None else None
    assert obj is not None

    async def send(command: SendRequest) -> Sent:
        result = requests.send(in_world, command).results[0]
        return Sent(None, result.refusal) if result.refusal else Sent(in_world.journeys[-1])

    async def pause(seconds: float) -> None:
        assert seconds >= 0

    return Place(subject, obj, in_world, send, pause, budget or Budget())


def said(here: Place, *argv: str) -> Reply:
    """What a command replies."""
    running = run(here, list(argv))
    try:
        running.send(None)
    except StopIteration as done:
        reply: Reply = done.value
        return reply
    raise AssertionError("a command has waited")
