"""kubectl exec over WebSocket: https://kubernetes.io/blog/2024/08/20/websockets-transition/ (KEP-4006).

Each binary message begins with the number of its channel. The command's exit goes over the error channel as
a Status. What the commands do stands in k8sviz/sim/shell.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from k8sviz.kubeapi.exchange import Answer, Exchange
from k8sviz.kubeapi.handshake import accept, refuse
from k8sviz.kubeapi.interactive import Terminal
from k8sviz.kubeapi.pods import running
from k8sviz.rooms import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.shell import run
from k8sviz.sim.objects.program import SHELLS

STDIN, STDOUT, STDERR, ERROR = 0, 1, 2, 3
_PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
_CHUNK = 32 * 1024
_LONGEST = 3600.0  # seconds
_YES = ("true", "1")


async def execute(room: Room, exchange: Exchange, protocols: list[str]) -> None:
    """Run the command that the query names; a shell without arguments is a conversation."""
    world = await live.called(room)
    found = running(world.cluster, exchange.path, exchange.query.get("container", ""))
    if isinstance(found, Answer):
        await refuse(exchange)
        return
    protocol = next((one for one in _PROTOCOLS if one in protocols), None)
    await accept(exchange, protocol)
    argv = [value for name, value in exchange.pairs if name == "command"]
    streams = Streams(exchange)
    if argv and argv[0].rpartition("/")[2] in SHELLS and "-c" not in argv:
        tty = exchange.query.get("tty") in _YES
        code = await _converse(room, found.subject, streams, Terminal(tty))
    else:
        reply = await run(room, found.subject, argv)
        await streams.write(STDOUT, reply.stdout)
        await streams.write(STDERR, reply.stderr)
        code = reply.code
    await streams.end(code)


class Streams:
    """The channels of one connection."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def write(self, channel: int, text: str) -> None:
        """Write to one of them."""
        data = text.encode()
        for at in range(0, len(data), _CHUNK):
            message = bytes([channel]) + data[at : at + _CHUNK]
            await self._exchange.send({"type": "websocket.send", "bytes": message})

    async def read(self) -> bytes | None:
        """What comes in on standard input; None at its end."""
        while True:
            message = await self._exchange.receive()
            if message["type"] != "websocket.receive":
                return None
            data: bytes = message.get("bytes") or b""
            if data[:1] == bytes([STDIN]):
                return data[1:]
            if data[:1] == b"\xff":  # v5: the client has closed a channel
                return None

    async def end(self, code: int) -> None:
        """Say how the command ended, and hang up."""
        status = msgspec.json.encode(_exit(code)).decode()
        await self.write(ERROR, status)
        await self._exchange.send({"type": "websocket.close", "code": 1000})


def _exit(code: int) -> dict[str, Any]:
    """apimachinery pkg/util/remotecommand NonZeroExitCodeReason."""
    if code == 0:
        return {"metadata": {}, "status": "Success"}
    return {
        "metadata": {},
        "status": "Failure",
        "reason": "NonZeroExitCode",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }


async def _converse(room: Room, subject: str, streams: Streams, terminal: Terminal) -> int:
    """A shell that reads its commands: one line, one answer. Returns the last exit code."""
    code = 0
    await streams.write(STDOUT, terminal.prompt)
    try:
        async with asyncio.timeout(_LONGEST):
            while not terminal.over and (data := await streams.read()) is not None:
                for line in terminal.typed(data.decode(errors="replace")):
                    await streams.write(STDOUT, terminal.echo())
                    if line.strip():
                        reply = await run(room, subject, ["sh", "-c", line])
                        code = reply.code
                        await streams.write(STDOUT, terminal.shown(reply.stdout + reply.stderr))
                    await streams.write(STDOUT, terminal.prompt)
                await streams.write(STDOUT, terminal.echo())
    except TimeoutError:
        pass
    return code
