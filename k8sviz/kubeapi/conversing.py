"""A shell that somebody talks with: one line, one answer, until it is left or the input ends."""

from __future__ import annotations

import asyncio
import codecs
from typing import NamedTuple

from k8sviz.kubeapi.channels import STDERR, STDOUT, Channels
from k8sviz.kubeapi.interactive import LINE, Terminal
from k8sviz.kubeapi.pods import Running
from k8sviz.kubeapi.prompts import prompt_of
from k8sviz.rooms.limits import limits
from k8sviz.rooms.models import Room
from k8sviz.rooms.rates import buckets
from k8sviz.rooms.shell import run
from k8sviz.sim.digits import whole
from k8sviz.sim.objects.elements import node_id
from k8sviz.sim.objects.pod import container_of, host_mount
from k8sviz.sim.objects.program import SHELLS
from k8sviz.sim.shell import Reply

LONGEST = 3600.0  # seconds
_SAID = 64 * 1024  # characters
_LEAVE = ("exit", "logout")
_DEEPEST = 64  # shells in each other
_CHROOT = 2  # words: chroot <directory>


class Level(NamedTuple):
    """A shell, which may have been started in another."""

    subject: str  # an element id
    prompt: str


def conversation(
    room: Room, found: Running, channels: Channels, terminal: Terminal, shell: str
) -> Conversation:
    """With a shell in a container that runs."""
    host = str(found.pod["spec"].get("hostname") or found.pod["metadata"]["name"])
    prompt = prompt_of(container_of(found.pod, found.container), shell, host)
    node = found.pod["spec"]["nodeName"] if host_mount(found.pod) else ""
    return Conversation(room, channels, terminal, Level(found.subject, prompt), node)


class Conversation:
    """With one shell of a Pod."""

    def __init__(self, room: Room, channels: Channels, terminal: Terminal, first: Level, node: str) -> None:
        self._room, self._channels, self._terminal = room, channels, terminal
        self._levels = [first]
        self._node = node  # whose files are mounted under /host; "" where they are not
        self.code = 0  # of the last command
        self.over = False  # the shell was left; otherwise its input has ended
        self.said = ""
        self._text = codecs.getincrementaldecoder("utf-8")("replace")  # a letter may come in two pieces

    async def run(self) -> None:
        """Until then, but not longer than `LONGEST`."""
        await self._ask()
        try:
            async with asyncio.timeout(LONGEST):
                while not self.over and (data := await self._channels.read()) is not None:
                    await self._take(self._text.decode(data))
        except TimeoutError:
            return
        rest = self._terminal.rest()
        if rest.strip() and not self.over:
            await self._line(rest)

    async def _take(self, keys: str) -> None:
        for line in self._terminal.typed(keys):
            await self._turn()
            await self._say(self._terminal.echo())
            await self._line(line)
            if self.over:
                return
            await self._ask()
        await self._say(self._terminal.echo())
        if self._terminal.too_long:
            await self._say(f"sh: a line is longer than this room's limit of {LINE} characters\n", STDERR)
            self.code, self.over = 2, True

    async def _turn(self) -> None:
        """A script may be long: other work goes on between its lines, which count as the room's requests."""
        key, rate = f"kube {self._room.code}", limits().api_requests
        await asyncio.sleep(buckets.wait(key, rate))
        buckets.take(key, rate)

    async def _line(self, line: str) -> None:
        words = line.split()
        name = words[0].rpartition("/")[2] if words else ""
        if name in _LEAVE:
            self._leave(words[1:])
        elif len(self._levels) == _DEEPEST and name in (*SHELLS, "chroot"):
            await self._say(f"sh: can't fork: this room's limit is {_DEEPEST} shells in each other\n", STDERR)
        elif name in SHELLS and len(words) == 1:
            self._levels.append(self._levels[-1])
        elif name == "chroot" and len(words) == _CHROOT and self._node:
            self._levels.append(Level(node_id(self._node), "# "))
        elif words:
            await self._answer(await run(self._room, self._levels[-1].subject, ["sh", "-c", line]))

    def _leave(self, arguments: list[str]) -> None:
        if arguments:
            status = whole(arguments[0])
            self.code = 2 if status is None else status & 0xFF
        self._levels.pop()
        self.over = not self._levels

    async def _answer(self, reply: Reply) -> None:
        self.code = reply.code
        if self._terminal.tty:  # a terminal is one stream
            await self._say(self._terminal.shown(reply.stdout + reply.stderr))
        else:
            await self._say(reply.stdout)
            await self._say(reply.stderr, STDERR)

    async def _ask(self) -> None:
        self._terminal.prompt = self._levels[-1].prompt if self._terminal.tty else ""
        await self._say(self._terminal.prompt)

    async def _say(self, text: str, channel: int = STDOUT) -> None:
        self.said = (self.said + text)[-_SAID:]
        await self._channels.write(channel, text)
