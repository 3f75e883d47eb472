"""Watches: what happens to the objects of a list, as a stream of events that ends when the client leaves.

https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes. Nothing is
buffered for a slow client: each reads the room's journal at its own pace, and who falls behind it is told
so (410) or cut.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import msgspec

from k8sviz.kubeapi import parameters, statuses
from k8sviz.kubeapi.calendar import ahead, moved
from k8sviz.kubeapi.exchange import Answer, Exchange
from k8sviz.kubeapi.negotiation import Form
from k8sviz.kubeapi.streaming import departure, until
from k8sviz.rooms import live
from k8sviz.rooms.liveroom import LiveRoom
from k8sviz.rooms.models import Room
from k8sviz.rooms.timeline import Timeline
from k8sviz.sim.apiserver import presented, routes, selecting, tables
from k8sviz.sim.apiserver.routes import Target
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.journal import Written
from k8sviz.sim.objects.identity import ApiObject

_PATIENCE = 10.0  # seconds that one client may keep the server from sending
_GATHERED = 0.03  # seconds: what happens so soon after an answer goes out together
_TEXTS = 256  # events whose text is kept for other watchers
_BOOKMARKS = 60.0  # seconds between two of them
_LONGEST = 3600.0  # seconds; without timeoutSeconds it is half of it at least (handlers/get.go)
_INITIAL_END = "k8s.io/initial-events-end"
_HEADERS = (("Content-Type", "application/json"), ("Cache-Control", "no-cache, private"))
Event = dict[str, Any]


class Watch:
    """One client's place in the journal of a room."""

    def __init__(self, timeline: Timeline, target: Target, query: dict[str, str], form: Form) -> None:
        self._target, self._form = target, form
        self._include = query.get("includeObject", "Metadata")
        self._chosen = selecting.chosen(target.kind, query)
        self._history, self._turns = timeline.history, timeline.history.turns
        self._seen = timeline.world.cluster.revision
        self._headed = False
        self.over = False

    def begin(self, cluster: Cluster, query: dict[str, str]) -> list[Event]:
        """The events before anything has happened: none, or one for each object that is there."""
        said = parameters.version(query)
        initial = query.get("sendInitialEvents", "") in ("true", "1")
        if said and not initial:
            return self._from(cluster, said)
        if query.get("sendInitialEvents", "") in ("false", "0"):
            return []
        objects = cluster.of_kind(routes.stored_as(self._target.kind))
        events = [self._event("ADDED", obj, cluster) for obj in objects if self._matches(obj)]
        return [*events, self.bookmark(cluster, {_INITIAL_END: "true"})] if initial else events

    def _from(self, cluster: Cluster, said: int) -> list[Event]:
        if said > cluster.revision:
            return [self._expired(said, cluster.revision)]
        self._seen = said
        return []

    def next(self, timeline: Timeline) -> list[Event]:
        """The events since the last call."""
        cluster, history = timeline.world.cluster, timeline.history
        if history is not self._history or history.turns != self._turns:
            once = history is self._history and history.turns == self._turns + 1
            if not (once and self._seen <= history.turned_at):  # what was told has been undone
                return [self._expired(self._seen, cluster.revision)]
            self._turns = history.turns
        writes = cluster.journal.since(self._seen)
        if writes is None:
            return [self._expired(self._seen, cluster.revision)]
        self._seen = max(self._seen, cluster.revision)
        stored = routes.stored_as(self._target.kind)
        return [event for write in writes if write.key.kind == stored for event in self._told(write, cluster)]

    def _told(self, write: Written, cluster: Cluster) -> Iterator[Event]:
        """storage/cacher/cache_watcher.go: what leaves the selection is deleted, what enters it is added."""
        was = write.before is not None and self._matches(write.before)
        now = write.after is not None and self._matches(write.after)
        if now and write.after is not None:
            yield self._event("MODIFIED" if was else "ADDED", write.after, cluster)
        elif was and write.before is not None:
            metadata = {**write.before["metadata"], "resourceVersion": str(write.revision)}
            yield self._event("DELETED", {**write.before, "metadata": metadata}, cluster)

    def _matches(self, obj: ApiObject) -> bool:
        metadata, target = obj["metadata"], self._target
        here = not target.namespace or metadata.get("namespace") == target.namespace
        return here and target.name in ("", metadata["name"]) and self._chosen(obj)

    def _event(self, kind: str, obj: ApiObject, cluster: Cluster) -> Event:
        if self._form is Form.OBJECT and kind != "DELETED":
            return {"type": kind, "object": self._shown(obj, cluster), "stored": obj}
        return {"type": kind, "object": self._shown(obj, cluster)}

    def _shown(self, obj: ApiObject, cluster: Cluster) -> dict[str, Any]:
        if self._form is Form.TABLE:
            version = {"resourceVersion": obj["metadata"]["resourceVersion"]}
            made = tables.table(cluster, self._target.kind, [obj], self._include, version)
            headed, self._headed = self._headed, True
            return {**made, "columnDefinitions": None} if headed else made
        if self._form is Form.METADATA:
            kind = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}
            return {**kind, "metadata": obj["metadata"]}
        return presented.presented(cluster, self._target.kind, obj)

    def bookmark(self, cluster: Cluster, annotations: dict[str, str] | None = None) -> Event:
        """How far the client is, though nothing has happened to its objects (KEP-956)."""
        metadata: dict[str, Any] = {"resourceVersion": str(self._seen), "creationTimestamp": None}
        if annotations:
            metadata["annotations"] = annotations
        kind = {"kind": self._target.kind.kind, "apiVersion": self._target.kind.api_version}
        if self._form is Form.TABLE:
            kind = {"kind": "Table", "apiVersion": "meta.k8s.io/v1"}
            return {"type": "BOOKMARK", "object": {**kind, "metadata": metadata, "rows": []}}
        return {"type": "BOOKMARK", "object": {**kind, "metadata": metadata}}

    def _expired(self, seen: int, now: int) -> Event:
        self.over = True
        words = f"too old resource version: {seen} ({now})"
        return {"type": "ERROR", "object": statuses.status_body(410, "Expired", words)}


async def watch(room: Room, exchange: Exchange, form: Form) -> Answer | None:
    """Stream the events of a list or of one object."""
    target = routes.target_of(exchange.path)
    if target is None or target.part:
        return statuses.no_resource()
    length = _length(exchange.query)
    here = await live.live.enter(room.pk)
    if here.callers.full:
        return statuses.too_many_watches(here.callers)
    with here.callers.following() as happened:
        async with here.lock:
            cluster = (await here.call()).cluster
            try:
                following = Watch(here.timeline, target, exchange.query, form)
            except selecting.SelectorError as problem:
                return statuses.bad_request(str(problem))
            first = following.begin(cluster, exchange.query)
        await exchange.begin(200, _HEADERS)
        with contextlib.suppress(TimeoutError):
            await _stream(here, following, exchange, happened, first, length)
        await exchange.send({"type": "http.response.body", "body": b"", "more_body": False})
    return None


async def _stream(
    here: LiveRoom,
    following: Watch,
    exchange: Exchange,
    happened: asyncio.Event,
    first: list[Event],
    length: float,
) -> None:
    """Send until the time is over, the client has left or is told to begin again.

    Raises: TimeoutError, when the client is too slow.
    """
    gone = departure(exchange, happened)
    ending, marked = time.monotonic() + length, time.monotonic()
    marks = exchange.query.get("allowWatchBookmarks", "") in ("true", "1")
    events = first
    try:
        while not gone.done():
            happened.clear()
            events = [*events, *([] if following.over else following.next(here.timeline))]
            now = time.monotonic()
            if marks and not events and now - marked >= _BOOKMARKS:
                events, marked = [following.bookmark(here.timeline.world.cluster)], now
            await _send(exchange, events, ahead(here.timeline))
            events = []
            if following.over or now >= ending:
                return
            sent = time.monotonic()
            await until(happened, min(ending - now, _BOOKMARKS if marks else _LONGEST))
            await asyncio.sleep(max(0.0, sent + _GATHERED - time.monotonic()))
    finally:
        gone.cancel()


async def _send(exchange: Exchange, events: list[Event], later: int) -> None:
    async with asyncio.timeout(_PATIENCE):
        text = b"".join(_encoded(event, later) for event in events)
        await exchange.send({"type": "http.response.body", "body": text, "more_body": True})


_texts: OrderedDict[tuple[int, str, str, int], tuple[ApiObject, bytes]] = (
    OrderedDict()
)  # of whole objects, for all


def _encoded(event: Event, later: int) -> bytes:
    """One line. What many watch is encoded once: stored objects are never changed in place."""
    stored = event.pop("stored", None)
    place = id(stored), event["type"], str(event["object"].get("apiVersion")), later
    known = _texts.get(place)
    if stored is not None and known is not None and known[0] is stored:
        return known[1]
    text = moved(msgspec.json.encode(event), later) + b"\n"
    if stored is not None:
        _texts[place] = stored, text
        if len(_texts) > _TEXTS:
            _texts.popitem(last=False)
    return text


def _length(query: dict[str, str]) -> float:
    said = parameters.integer(query, "timeoutSeconds")
    return min(max(0, said), _LONGEST) if said else random.uniform(_LONGEST / 2, _LONGEST)
