"""GET …/pods/<name>/log: the requests that a Pod has answered, as its server would have logged them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable

from k8sviz.kubeapi import statuses
from k8sviz.kubeapi.exchange import Answer, Exchange
from k8sviz.kubeapi.pods import Running, running
from k8sviz.kubeapi.streaming import departure, until
from k8sviz.rooms import live
from k8sviz.rooms.liveroom import LiveRoom
from k8sviz.rooms.models import Room
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.shell import accesslog
from k8sviz.sim.shell.accesslog import Line
from k8sviz.sim.world import World

_PATIENCE, _LONGEST = 10.0, 3600.0  # seconds
_YES = ("true", "1")


async def logs(room: Room, exchange: Exchange) -> Answer | None:
    """The lines, and with `follow` those to come."""
    world = await live.called(room)
    query = exchange.query
    found = running(world.cluster, exchange.path, query.get("container", ""))
    if isinstance(found, Answer):
        return found
    if query.get("previous") in _YES:
        name = found.pod["metadata"]["name"]
        words = f'previous terminated container "{found.container}" in pod "{name}" not found'
        return statuses.bad_request(words)
    if query.get("follow") not in _YES:
        text = _text(world.cluster, _chosen(world, found, query), query)
        return Answer(200, text.encode(), "text/plain")
    here = await live.live.enter(room.pk)
    if here.callers.full:
        return statuses.too_many_watches()
    await exchange.begin(200, (("Content-Type", "text/plain"), ("Cache-Control", "no-cache, private")))
    with contextlib.suppress(TimeoutError):
        await _follow(here, found, exchange)
    await exchange.send({"type": "http.response.body", "body": b"", "more_body": False})
    return None


async def _follow(here: LiveRoom, found: Running, exchange: Exchange) -> None:
    """Until the Pod is gone or the client has left.

    Raises: TimeoutError, when the client is too slow.
    """
    seen, uid = 0, found.pod["metadata"]["uid"]
    with here.callers.following() as happened:
        gone = departure(exchange, happened)
        try:
            lines: Iterable[Line] = _chosen(here.timeline.world, found, exchange.query)
            while not gone.done():
                happened.clear()
                lines = list(lines)
                seen = max([seen, *(line.number for line in lines)])
                text = _text(here.timeline.world.cluster, lines, exchange.query)
                async with asyncio.timeout(_PATIENCE):
                    await exchange.send(
                        {"type": "http.response.body", "body": text.encode(), "more_body": True}
                    )
                if not _is_there(here.timeline.world.cluster, exchange.path, found, uid):
                    return
                await until(happened, _LONGEST)
                lines = accesslog.lines(here.timeline.world, found.subject, found.pod, seen)
        finally:
            gone.cancel()


def _is_there(cluster: Cluster, path: str, found: Running, uid: str) -> bool:
    now = running(cluster, path, found.container)
    return isinstance(now, Running) and now.pod["metadata"]["uid"] == uid


def _chosen(world: World, found: Running, query: dict[str, str]) -> list[Line]:
    lines = list(accesslog.lines(world, found.subject, found.pod))
    since = query.get("sinceSeconds", "")
    if since.isdigit():
        lines = [line for line in lines if line.at >= world.cluster.now - int(since) * 1000]
    tail = query.get("tailLines", "")
    return lines[len(lines) - min(int(tail), len(lines)) :] if tail.isdigit() else lines


def _text(cluster: Cluster, lines: Iterable[Line], query: dict[str, str]) -> str:
    stamped = query.get("timestamps") in _YES
    stamp = cluster.settings.timestamp
    text = "".join(f"{stamp(line.at) + ' ' if stamped else ''}{line.text}\n" for line in lines)
    limit = query.get("limitBytes", "")
    return text[: int(limit)] if limit.isdigit() else text
