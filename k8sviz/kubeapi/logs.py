"""GET …/pods/<name>/log: what a container's script has printed, or its server logged of its requests."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable

from k8sviz.kubeapi import parameters, statuses
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
_BOUNDS = (
    ("tailLines", 0, "must be greater than or equal to 0"),
    ("limitBytes", 1, "must be greater than 0"),
    ("sinceSeconds", 1, "must be greater than 0"),
)
_YES = ("true", "1")


async def logs(room: Room, exchange: Exchange) -> Answer | None:
    """The lines, and with `follow` those to come."""
    world = await live.called(room)
    found = running(world.cluster, exchange.path, exchange.query.get("container", ""))
    at_once = found if isinstance(found, Answer) else _at_once(world, found, exchange.query)
    if at_once is not None or isinstance(found, Answer):
        return at_once
    here = await live.live.enter(room.pk)
    if here.callers.full:
        return statuses.too_many_watches(here.callers)
    with here.callers.following() as happened, contextlib.suppress(TimeoutError):
        await exchange.begin(200, (("Content-Type", "text/plain"), ("Cache-Control", "no-cache, private")))
        await _follow(here, found, exchange, happened)
    await exchange.send({"type": "http.response.body", "body": b"", "more_body": False})
    return None


def _at_once(world: World, found: Running, query: dict[str, str]) -> Answer | None:
    """The answer that is whole already; None where the log is to be followed. Raises: ParameterError."""
    name, wrong = found.pod["metadata"]["name"], _wrong(query)
    if wrong:
        return statuses.status(422, "Invalid", f'PodLogOptions "{name}" is invalid: {wrong}')
    if query.get("previous") in _YES:
        before = podlog.previous(world, found.pod, found.container)
        words = f'previous terminated container "{found.container}" in pod "{name}" not found'
        return statuses.bad_request(words) if before is None else _whole(world, before, query)
    if query.get("follow") in _YES:
        return None
    lines, _ = podlog.read(world, found.pod, found.container)
    return _whole(world, lines, query)


def _whole(world: World, lines: list[Line], query: dict[str, str]) -> Answer:
    text = _text(world.cluster, _chosen(world, lines, query), query)
    return Answer(200, text.encode()[: parameters.integer(query, "limitBytes")], "text/plain")


def _wrong(query: dict[str, str]) -> str:
    """pkg/apis/core/validation ValidatePodLogOptions. Raises: ParameterError."""
    for name, least, words in _BOUNDS:
        number = parameters.integer(query, name)
        if number is not None and number < least:
            return f"{name}: Invalid value: {number}: {words}"
    return ""


async def _follow(here: LiveRoom, found: Running, exchange: Exchange, happened: asyncio.Event) -> None:
    """Until the container has ended or the client has left.

    Raises: TimeoutError, when the client is too slow.
    """
    gone = departure(exchange, happened)
    try:
        lines, seen = podlog.read(here.timeline.world, found.pod, found.container)
        lines = _chosen(here.timeline.world, lines, exchange.query)
        left = parameters.integer(exchange.query, "limitBytes")
        while not gone.done():
            happened.clear()
            runs = is_running(here.timeline.world.cluster, found)
            text = _text(here.timeline.world.cluster, lines, exchange.query).encode()[:left]
            left = None if left is None else left - len(text)
            async with asyncio.timeout(_PATIENCE):
                await exchange.send({"type": "http.response.body", "body": text, "more_body": True})
            if not runs or left == 0:
                return
            await until(happened, _LONGEST)
            lines, seen = podlog.read(here.timeline.world, found.pod, found.container, seen)
    finally:
        gone.cancel()


def _chosen(world: World, lines: list[Line], query: dict[str, str]) -> list[Line]:
    since = parameters.integer(query, "sinceSeconds")
    if since is not None:
        lines = [line for line in lines if line.at >= world.cluster.now - since * 1000]
    tail = parameters.integer(query, "tailLines")
    return lines if tail is None else lines[len(lines) - min(tail, len(lines)) :]


def _text(cluster: Cluster, lines: Iterable[Line], query: dict[str, str]) -> str:
    stamped = query.get("timestamps") in _YES
    stamp = cluster.settings.timestamp
    return "".join(f"{stamp(line.at) + ' ' if stamped else ''}{line.text}" for line in lines)
