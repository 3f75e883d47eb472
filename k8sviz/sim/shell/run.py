"""Finding the command for a line's first word, and running it."""

from __future__ import annotations

from collections.abc import Awaitable

from k8sviz.sim.objects.elements import node_id
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.objects.pod import host_mount
from k8sviz.sim.objects.program import SHELLS
from k8sviz.sim.objects.steps import Step
from k8sviz.sim.shell import curl, dns, files, node, ping, sh, tar, words
from k8sviz.sim.shell.budget import Spent
from k8sviz.sim.shell.reply import Command, Place, Reply

_FAILED, _NOT_FOUND = 1, 127
_SHOWN = 256  # characters of a command's name
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
    return await _within_limits(sh.step(place, command, last, _run))


async def run(place: Place, argv: list[str]) -> Reply:
    """Run one command, within the limits of the place."""
    return await _within_limits(_run(place, argv))


async def _within_limits(running: Awaitable[Reply]) -> Reply:
    try:
        return await running
    except Spent as end:
        return Reply(end.stdout, f"{end.stderr}sh: {end}\n", _FAILED)


async def _run(place: Place, argv: list[str]) -> Reply:
    """Raises: Spent."""
    place.budget.command()
    reply = await _ran(place, argv)
    place.budget.write(len(reply.stdout) + len(reply.stderr))
    return reply


async def _ran(place: Place, argv: list[str]) -> Reply:
    name = argv[0].rpartition("/")[2] if argv else ""
    if name == "chroot" and argv[1:2] == [host_mount(place.obj) if not place.on_node else "/"]:
        return await _on_its_node(place, argv[2:] or ["sh"])
    if name in SHELLS:
        return await sh.run(place, argv[1:], _run)
    if place.on_node and name in _ON_NODES:
        return await _of_the_kernel(place, name, argv[1:])
    if name not in _ANYWHERE:
        known = ", ".join(commands(place.on_node))
        text = f'exec: "{name[:_SHOWN]}": executable file not found in $PATH (there are: {known})\n'
        return Reply("", text, _NOT_FOUND)
    return await _ANYWHERE[name](place, argv[1:])


async def _of_the_kernel(place: Place, name: str, arguments: list[str]) -> Reply:
    """What asks a node's kernel; the node may be gone since somebody sat down at it."""
    if place.subject.removeprefix("node/") not in place.world.network.kernels:
        return Reply("", f"{name}: the node is gone\n", _FAILED)
    return await _ON_NODES[name](place, arguments)


async def _on_its_node(place: Place, argv: list[str]) -> Reply:
    """chroot /host, in a Pod that has the node's files there and the node's network."""
    name = place.obj["spec"].get("nodeName", "") if not place.on_node else place.obj["metadata"]["name"]
    node = place.world.cluster.get(Key("Node", "", name))
    if node is None:
        return Reply("", f"chroot: {name}: no such node\n", _FAILED)
    with place.budget.shell():
        return await _run(place._replace(subject=node_id(name), obj=node), argv)
