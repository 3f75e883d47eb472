"""GET …/pods/<name>/log: what a container's script has printed, or its server logged of its requests."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable

from k8sviz.kubeapi import statuses
from k8sviz.kubeapi.exchange import Answer, Exchange
from k8sviz.kubeapi.pods import Running, is_running, running
from k8sviz.kubeapi.streaming import departure, until
from k8sviz.rooms import live
from k8sviz.rooms.liveroom import LiveRoom
from k8sviz.rooms.models import Room
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.shell import podlog
from k8sviz.sim.shell.podlog import Line
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
        before = podlog.previous(world, found.pod, found.container)
        if before is None:
            name = found.pod["metadata"]["name"]
            words = f'previous terminated container "{found.container}" in pod "{name}" not found'
            return statuses.bad_request(words)
        return Answer(200, _text(world.cluster, _chosen(world, before, query), query).encode(), "text/plain")
    if query.get("follow") not in _YES:
        lines, _ = podlog.read(world, found.pod, found.container)
        return Answer(200, _text(world.cluster, _chosen(world, lines, query), query).encode(), "text/plain")
    here = await live.live.enter(room.pk)
    if here.callers.full:
        return statuses.too_many_watches()
    await exchange.begin(200, (("Content-Type", "text/plain"), ("Cache-Control", "no-cache, private")))
    with contextlib.suppress(TimeoutError):
        await _follow(here, found, exchange)
    await exchange.send({"type": "http.response.body", "body": b"", "more_body": False})
    return None


async def _follow(here: LiveRoom, found: Running, exchange: Exchange) -> None:
    """Until the container has ended or the client has left.

    Raises: TimeoutError, when the client is too slow.
    """
    with here.callers.following() as happened:
        gone = departure(exchange, happened)
        try:
            lines, seen = podlog.read(here.timeline.world, found.pod, found.container)
            lines = _chosen(here.timeline.world, lines, exchange.query)
            while not gone.done():
                happened.clear()
                runs = is_running(here.timeline.world.cluster, found)
                text = _text(here.timeline.world.cluster, lines, exchange.query)
                async with asyncio.timeout(_PATIENCE):
                    await exchange.send(
                        {"type": "http.response.body", "body": text.encode(), "more_body": True}
                    )
                if not runs:
                    return
                await until(happened, _LONGEST)
                lines, seen = podlog.read(here.timeline.world, found.pod, found.container, seen)
        finally:
            gone.cancel()


def _chosen(world: World, lines: list[Line], query: dict[str, str]) -> list[Line]:
    since = query.get("sinceSeconds", "")
    if since.isdigit():
        lines = [line for line in lines if line.at >= world.cluster.now - int(since) * 1000]
    tail = query.get("tailLines", "")
    return lines[len(lines) - min(int(tail), len(lines)) :] if tail.isdigit() else lines


def _text(cluster: Cluster, lines: Iterable[Line], query: dict[str, str]) -> str:
    stamped = query.get("timestamps") in _YES
    stamp = cluster.settings.timestamp
    text = "".join(f"{stamp(line.at) + ' ' if stamped else ''}{line.text}" for line in lines)
    limit = query.get("limitBytes", "")
    return text[: int(limit)] if limit.isdigit() else text
