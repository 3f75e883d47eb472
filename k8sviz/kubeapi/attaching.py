"""kubectl attach, run -it and debug: to the process that a container has had from its start.

A shell that waits for its input is a conversation, and ends with it; of any other process the output is seen.
"""

from __future__ import annotations

import asyncio

from k8sviz.kubeapi.channels import PROTOCOLS, STDOUT, Channels
from k8sviz.kubeapi.conversing import conversation
from k8sviz.kubeapi.exchange import Answer, Exchange
from k8sviz.kubeapi.handshake import accept, refuse
from k8sviz.kubeapi.interactive import Terminal
from k8sviz.kubeapi.pods import Running, is_running, running
from k8sviz.kubeapi.streaming import while_there
from k8sviz.rooms import live
from k8sviz.rooms.liveroom import LiveRoom
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import perform
from k8sviz.sim.commands import Exit
from k8sviz.sim.controllers.processes import is_shell
from k8sviz.sim.objects.pod import container_of
from k8sviz.sim.shell import podlog
from k8sviz.sim.shell.podlog import Seen

_YES = ("true", "1")


async def attach(room: Room, exchange: Exchange, protocols: list[str]) -> None:
    """Until the process ends or the client leaves."""
    world = await live.called(room)
    here = await live.live.enter(room.pk)
    found = running(world.cluster, exchange.path, exchange.query.get("container", ""))
    if isinstance(found, Answer) or here.callers.full:
        await refuse(exchange)
        return
    container = container_of(found.pod, found.container)
    terminal = Terminal(bool(container.get("tty")))
    session = Session(room, here, found, Channels(exchange), terminal)
    talks = is_shell(container) and bool(container.get("stdin")) and exchange.query.get("stdin") in _YES
    with here.callers.following() as happened:
        await accept(exchange, next((one for one in PROTOCOLS if one in protocols), None))
        await while_there(here, found.pod, happened, session.talk() if talks else session.watch())
        await session.follow_once()
        await session.channels.end(0)


class Session:
    """One client at one container."""

    def __init__(
        self, room: Room, here: LiveRoom, found: Running, channels: Channels, terminal: Terminal
    ) -> None:
        self._room, self._here, self._found = room, here, found
        self.channels, self._terminal = channels, terminal
        self._container = container_of(found.pod, found.container)
        self._seen = Seen()
        self._talked = False

    async def talk(self) -> None:
        """With a shell. One whose input ends with its first client (stdinOnce) ends, too."""
        self._talked = True
        words = [*(self._container.get("command") or ()), *(self._container.get("args") or ()), "sh"]
        talk = conversation(
            self._room, self._found, self.channels, self._terminal, words[0].rpartition("/")[2]
        )
        try:
            await talk.run()
        finally:
            if talk.over or self._container.get("stdinOnce"):
                await perform(
                    self._room, Exit(self._found.subject, self._found.container, talk.code, talk.said)
                )

    async def watch(self) -> None:
        """Output, from now on; all of it where somebody was to be attached from the start."""
        if not self._container.get("stdin"):
            _, self._seen = podlog.read(self._here.timeline.world, self._found.pod, self._found.container)
        left = asyncio.create_task(self.channels.hung_up())
        with self._here.callers.following() as happened:
            left.add_done_callback(lambda _: happened.set())
            try:
                while is_running(self._here.timeline.world.cluster, self._found) and not left.done():
                    happened.clear()
                    await self.follow_once()
                    await happened.wait()
            finally:
                left.cancel()

    async def follow_once(self) -> None:
        """What has been printed since."""
        if not self._talked:
            pod, container = self._found.pod, self._found.container
            lines, self._seen = podlog.read(self._here.timeline.world, pod, container, self._seen)
            text = self._terminal.shown("".join(line.text for line in lines))
            await self.channels.write(STDOUT, text)
