"""kubectl exec: what the commands do stands in k8sviz/sim/shell."""

from __future__ import annotations

from k8sviz.kubeapi.channels import PROTOCOLS, STDERR, STDOUT, Channels
from k8sviz.kubeapi.conversing import Conversation, conversation
from k8sviz.kubeapi.exchange import Answer, Exchange
from k8sviz.kubeapi.handshake import accept, refuse
from k8sviz.kubeapi.interactive import Terminal
from k8sviz.kubeapi.pods import Running, running
from k8sviz.kubeapi.streaming import while_there
from k8sviz.rooms import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.shell import run
from k8sviz.sim.objects.program import SHELLS

_YES = ("true", "1")
_KILLED = 137  # 128 + SIGKILL


async def execute(room: Room, exchange: Exchange, protocols: list[str]) -> None:
    """Run the command that the query names; a shell without arguments is a conversation."""
    world = await live.called(room)
    here = await live.live.enter(room.pk)
    found = running(world.cluster, exchange.path, exchange.query.get("container", ""))
    if isinstance(found, Answer) or here.callers.full:
        await refuse(exchange)
        return
    argv = [value for name, value in exchange.pairs if name == "command"]
    session = Session(room, found, Channels(exchange), Terminal(exchange.query.get("tty") in _YES), argv)
    with here.callers.following() as happened:
        await accept(exchange, next((one for one in PROTOCOLS if one in protocols), None))
        done = await while_there(here, found.pod, happened, session.run())
        await session.channels.end(session.code if done else _KILLED)


class Session:
    """One command."""

    def __init__(
        self, room: Room, found: Running, channels: Channels, terminal: Terminal, argv: list[str]
    ) -> None:
        self._room, self._found, self._argv = room, found, argv
        self.channels, self._terminal = channels, terminal
        self.code = 0

    async def run(self) -> None:
        """To its end."""
        name = self._argv[0].rpartition("/")[2] if self._argv else ""
        if name in SHELLS and all(word in ("-i", "-l") for word in self._argv[1:]):
            talk: Conversation = conversation(self._room, self._found, self.channels, self._terminal, name)
            await talk.run()
            self.code = talk.code
            return
        reply = await run(self._room, self._found.subject, self._argv)
        self.code = reply.code
        if self._terminal.tty:
            await self.channels.write(STDOUT, self._terminal.shown(reply.stdout + reply.stderr))
        else:
            await self.channels.write(STDOUT, reply.stdout)
            await self.channels.write(STDERR, reply.stderr)
