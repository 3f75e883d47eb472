"""Finding the command for a line's first word, and running it."""

from __future__ import annotations

from k8sviz.rooms import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.shell import curl, dns, files, node, ping, sh
from k8sviz.rooms.shell.reply import Command, Place, Reply
from k8sviz.sim.objects.elements import key_of_element

_NOT_FOUND, _NO_PLACE = 127, 1
_ANYWHERE: dict[str, Command] = {**files.COMMANDS, **curl.COMMANDS, **dns.COMMANDS, **ping.COMMANDS}
_ON_NODES: dict[str, Command] = node.COMMANDS


def commands(on_node: bool) -> list[str]:
    """The names of the commands that there are."""
    return sorted([*_ANYWHERE, "sh", *(_ON_NODES if on_node else ())])


async def run(room: Room, subject: str, argv: list[str]) -> Reply:
    """Run one command in a Pod (`pod/<namespace>/<name>`) or on a node (`node/<name>`)."""
    key = key_of_element(subject)
    world = await live.world(room)
    obj = world.cluster.get(key) if key is not None else None
    if obj is None:
        return Reply("", f"there is no {subject}\n", _NO_PLACE)
    place = Place(room, subject, obj, world)
    return await _run(place, argv)


async def _run(place: Place, argv: list[str]) -> Reply:
    name = argv[0].rpartition("/")[2] if argv else ""
    if name in sh.SHELLS:
        return await sh.run(place, argv[1:], _run)
    command = _ANYWHERE.get(name) or (_ON_NODES.get(name) if place.on_node else None)
    if command is None:
        known = ", ".join(commands(place.on_node))
        text = f'exec: "{name}": executable file not found in $PATH (there are: {known})\n'
        return Reply("", text, _NOT_FOUND)
    return await command(place, argv[1:])
