"""A room as the terminal's kubectl sees it: its API server, its kubelets and its clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from urllib.parse import urlencode

import msgspec

from k8sviz.kubeapi.exchange import Exchange, Message
from k8sviz.kubeapi.logs import logs
from k8sviz.kubeapi.negotiation import Form
from k8sviz.kubeapi.proxying import PATH, proxy
from k8sviz.kubeapi.watching import Watch
from k8sviz.rooms import live
from k8sviz.rooms.limits import limits
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import perform, requested
from k8sviz.rooms.shell import run
from k8sviz.sim import apiserver
from k8sviz.sim.apiserver import discovery, openapi, routes
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.commands import Exit
from k8sviz.sim.objects.elements import node_id, pod_id
from k8sviz.sim.world import World
from k8sviz.terminal.gotext import duration
from k8sviz.terminal.kubectl.api import KubectlError, Object, Reply

_OPENAPI = "/openapi/v3/"
_HEALTH = ("/healthz", "/livez", "/readyz")
_GLANCE = 8.0  # seconds that `get --watch` follows; what happens then is for the next command
_STEP = 0.1


class RoomApi:
    """Lives for one command; gives up when the command takes longer than the room's limit."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._end = time.monotonic() + limits().terminal_seconds
        self._now = 0.0

    async def request(self, request: Request) -> Response:
        """One request, as an entry of the room's log where it changes something."""
        known = _known(request)
        if known is not None:
            return known
        if request.method == "GET" and (request.path.endswith("/log") or PATH.match(request.path)):
            return await self._streamed(request)
        if request.method != "GET":
            response = await requested(self._room, request)
            await self._look()
            return response
        return apiserver.read((await self._look()).cluster, request)

    async def _look(self) -> World:
        world = await live.called(self._room)
        now = world.cluster.now
        self._now = duration.stamp(world.cluster.settings.timestamp(now)) + now % 1000 / 1000
        return world

    async def _streamed(self, request: Request) -> Response:
        """What is answered with text: logs, and what a Pod says through a proxy path."""
        query = urlencode(request.query).encode()
        scope = {"method": "GET", "path": request.path, "query_string": query, "headers": []}
        if PATH.match(request.path):
            answer = await proxy(self._room, Exchange(scope, _no_body, _nobody, request.path))
        else:
            answer = await logs(self._room, Exchange(scope, _nothing, _nobody, request.path))
        if answer is None:
            return Response(200, {"text": ""})
        if answer.content_type == "application/json":
            return Response(answer.code, msgspec.json.decode(answer.body))
        return Response(200, {"text": answer.body.decode()})

    async def watch(self, request: Request) -> AsyncIterator[Object]:
        """What happens to the objects of a list, while there is time."""
        target = routes.target_of(request.path)
        assert target is not None, request.path
        here = await live.live.enter(self._room.pk)
        said = request.query.get("timeoutSeconds", "")
        end = min(self._end, time.monotonic() + (float(said) if said else _GLANCE))
        with here.callers.following() as happened:
            async with here.lock:
                cluster = (await here.call()).cluster
                form = Form.TABLE if request.table else Form.OBJECT
                following = Watch(here.timeline, target, request.query, form)
                events = following.begin(cluster, request.query)
            while time.monotonic() < end and not following.over:
                happened.clear()
                for event in [*events, *following.next(here.timeline)]:
                    yield event
                events = []
                await _until(happened, end)

    async def sleep(self, seconds: float) -> None:
        """Wait; the room's clock may stand still meanwhile."""
        if time.monotonic() >= self._end:
            raise KubectlError(
                f"stopped waiting: a command may take {limits().terminal_seconds:g} s here "
                "(does the room's clock stand still?)"
            )
        await asyncio.sleep(max(_STEP, min(seconds, 1.0)))
        await self._look()

    def now(self) -> float:
        """The room's time when it was last looked at."""
        return self._now

    async def execute(self, namespace: str, pod: str, container: str, argv: Sequence[str]) -> Reply:
        """Run a command in a Pod; its packets are seen on the stage."""
        del container
        return Reply(*await run(self._room, pod_id(namespace, pod), list(argv)))

    async def leave(self, namespace: str, pod: str, container: str, code: int, said: str) -> None:
        """End the shell that is a container's own process; everyone sees the container end."""
        await perform(self._room, Exit(pod_id(namespace, pod), container, code, said))
        await self._look()

    async def on_node(self, node: str, argv: Sequence[str]) -> Reply:
        """Run a command on a node."""
        return Reply(*await run(self._room, node_id(node), list(argv)))


def _known(request: Request) -> Response | None:
    """What is the same in every room."""
    if request.method != "GET":
        return None
    found = discovery.document(request.path)
    if found is None and request.path.startswith(_OPENAPI):
        found = openapi.document(request.path.removeprefix(_OPENAPI))
    if found is None and request.path in _HEALTH:
        found = {"text": "ok"}
    return Response(200, found) if found is not None else None


async def _until(happened: asyncio.Event, end: float) -> None:
    try:
        async with asyncio.timeout(max(end - time.monotonic(), 0)):
            await happened.wait()
    except TimeoutError:
        pass


async def _no_body() -> Message:
    return {"type": "http.request", "body": b""}


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


async def _nobody(message: Message) -> None:
    del message
