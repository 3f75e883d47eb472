"""A simulated cluster that the terminal's kubectl speaks to, without a room around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

from k8sviz.sim import apiserver, engine
from k8sviz.sim.apiserver import discovery, openapi, presented, routes, selecting, tables
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.commands import ApiRequest, Create, Exit
from k8sviz.terminal.gotext import duration
from k8sviz.terminal.kubectl.api import Object, Reply

_OPENAPI = "/openapi/v3/"


class SimulatedApi:
    """An instant world with the terminal's Api; its time passes only while somebody waits."""

    def __init__(self, seed: int = 1, profile: str = "instant") -> None:
        self.world = engine.create(Create(seed=seed, profile=profile))

    @property
    def cluster(self) -> Any:
        return self.world.cluster

    async def request(self, request: Request) -> Response:
        known = discovery.document(request.path)
        if known is not None:
            return Response(200, known)
        if request.path.startswith(_OPENAPI):
            document = openapi.document(request.path.removeprefix(_OPENAPI))
            return Response(200, document) if document else apiserver.read(self.cluster, request)
        if request.path in ("/healthz", "/livez", "/readyz"):
            return Response(200, {"text": "ok"})
        if request.method == "GET":
            return apiserver.read(self.cluster, request)
        outcome = engine.step(self.world, ApiRequest(request))
        assert outcome.response is not None
        return outcome.response

    async def watch(self, request: Request) -> AsyncIterator[Object]:
        target = routes.target_of(request.path)
        assert target is not None
        seen = int(request.query["resourceVersion"])
        end = self.cluster.now + int(float(request.query.get("timeoutSeconds", "30")) * 1000)
        chosen = selecting.chosen(target.kind, request.query)
        while True:
            for write in self.cluster.journal.since(seen) or []:
                seen = write.revision
                obj = write.after or write.before
                if write.key.kind == routes.stored_as(target.kind) and chosen(obj):
                    kind = "DELETED" if write.after is None else "MODIFIED" if write.before else "ADDED"
                    yield {"type": kind, "object": self._shown(request, target, obj)}
            following = engine.next_event(self.world)
            if following is None or following > end:
                return
            engine.advance(self.world, following)
            await asyncio.sleep(0)

    def _shown(self, request: Request, target: Any, obj: Object) -> Object:
        if request.table:
            return dict(tables.table(self.cluster, target.kind, [obj], "Metadata", {}))
        return dict(presented.presented(self.cluster, target.kind, obj))

    async def sleep(self, seconds: float) -> None:
        engine.advance(self.world, self.cluster.now + int(seconds * 1000))

    def now(self) -> float:
        stamp = self.cluster.settings.timestamp(self.cluster.now)
        return duration.stamp(stamp) + int(self.cluster.now) % 1000 / 1000

    async def execute(self, namespace: str, pod: str, container: str, argv: Sequence[str]) -> Reply:
        return Reply(f"{namespace}/{pod}/{container}: {' '.join(argv)}\n", "", 0)

    async def leave(self, namespace: str, pod: str, container: str, code: int, said: str) -> None:
        engine.step(self.world, Exit(f"pod/{namespace}/{pod}", container, code, said))

    async def on_node(self, node: str, argv: Sequence[str]) -> Reply:
        return Reply(f"{node}: {' '.join(argv)}\n", "", 0)
