"""Finding the command for a line's first word, and running it."""

from __future__ import annotations

from k8sviz.sim.objects.elements import node_id
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.objects.pod import host_mount
from k8sviz.sim.objects.program import SHELLS, Step
from k8sviz.sim.shell import curl, dns, files, node, ping, sh, tar, words
from k8sviz.sim.shell.reply import Command, Place, Reply

_NOT_FOUND = 127
_ANYWHERE: dict[str, Command] = {
    **files.COMMANDS, **words.COMMANDS, **curl.COMMANDS, **dns.COMMANDS, **ping.COMMANDS,
    **tar.COMMANDS,
}  # fmt: skip
_ON_NODES: dict[str, Command] = node.COMMANDS


def commands(on_node: bool) -> list[str]:
    """The names of the commands that there are."""
    return sorted([*_ANYWHERE, "chroot", "sh", *(_ON_NODES if on_node else ())])


async def step(place: Place, command: Step, last: int) -> Reply:
    """Run one command of a script; `last` is how the one before has ended."""
    return await sh.step(place, command, last, run)


async def run(place: Place, argv: list[str]) -> Reply:
    """Run one command."""
    name = argv[0].rpartition("/")[2] if argv else ""
    if name == "chroot" and argv[1:2] == [host_mount(place.obj) if not place.on_node else "/"]:
        return await _on_its_node(place, argv[2:] or ["sh"])
    if name in SHELLS:
        return await sh.run(place, argv[1:], run)
    command = _ANYWHERE.get(name) or (_ON_NODES.get(name) if place.on_node else None)
    if command is None:
        known = ", ".join(commands(place.on_node))
        text = f'exec: "{name}": executable file not found in $PATH (there are: {known})\n'
        return Reply("", text, _NOT_FOUND)
    return await command(place, argv[1:])


async def _on_its_node(place: Place, argv: list[str]) -> Reply:
    """chroot /host, in a Pod that has the node's files there and the node's network."""
    name = place.obj["spec"].get("nodeName", "") if not place.on_node else place.obj["metadata"]["name"]
    node = place.world.cluster.get(Key("Node", "", name))
    if node is None:
        return Reply("", f"chroot: {name}: no such node\n", 1)
    return await run(place._replace(subject=node_id(name), obj=node), argv)
