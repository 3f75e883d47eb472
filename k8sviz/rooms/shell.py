"""The command line of a Pod or a node of a room: its requests become entries of the room's log."""

from __future__ import annotations

import asyncio

from k8sviz.rooms import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import performed
from k8sviz.sim import shell
from k8sviz.sim.commands import SendRequest
from k8sviz.sim.objects.elements import key_of_element
from k8sviz.sim.shell import Budget, Place, Reply, Sent

_LONGEST = 30.0  # seconds that one `sleep` may take


async def run(room: Room, subject: str, argv: list[str]) -> Reply:
    """Run one command in a Pod (`pod/<namespace>/<name>`) or on a node (`node/<name>`)."""
    key = key_of_element(subject)
    world = await live.world(room)
    obj = world.cluster.get(key) if key is not None else None
    if obj is None:
        return Reply("", f"there is no {subject}\n", 1)

    async def send(command: SendRequest) -> Sent:
        outcome, then = await performed(room, command)
        refusal = next((result.refusal for result in outcome.results if result.refusal), None)
        return Sent(None, refusal) if refusal is not None else Sent(then.journeys[-1])

    async def pause(seconds: float) -> None:
        await asyncio.sleep(min(seconds, _LONGEST))

    return await shell.run(Place(subject, obj, world, send, pause, Budget()), argv)
