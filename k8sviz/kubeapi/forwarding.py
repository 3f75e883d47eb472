"""kubectl port-forward: each connection is one from the Pod's own network namespace to its own port.

The node dials localhost:<port> inside the Pod. So a forwarded Service is one Pod of it that kubectl has
picked: no ClusterIP, no rule and no kube-proxy is on the way, and a Pod that is not ready answers, too.
https://kubernetes.io/docs/tasks/access-application-cluster/port-forward-access-application-cluster/
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import uuid

from k8sviz.kubeapi import relaying, serving
from k8sviz.kubeapi.exchange import Answer, Exchange
from k8sviz.kubeapi.handshake import accept, refuse
from k8sviz.kubeapi.pods import bound
from k8sviz.kubeapi.spdy.frames import ProtocolError
from k8sviz.kubeapi.streaming import while_there
from k8sviz.kubeapi.tunnel import Stream, Tunnel
from k8sviz.rooms import live
from k8sviz.rooms.limits import limits
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import perform
from k8sviz.sim.commands import SendRequest
from k8sviz.sim.digits import whole
from k8sviz.sim.objects.elements import pod_id
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.listening import hears

PROTOCOL = "SPDY/3.1+portforward.k8s.io"
_STREAMS_A_CONNECTION = 2  # one for bytes and one for errors


async def forward(room: Room, exchange: Exchange, protocols: list[str]) -> None:
    """Forward connections to a Pod until kubectl leaves or the Pod is gone."""
    world = await live.called(room)
    pod = bound(world.cluster, exchange.path)
    here = await live.live.enter(room.pk)
    if isinstance(pod, Answer) or PROTOCOL not in protocols or here.callers.full:
        await refuse(exchange)
        return
    tunnel = Tunnel(exchange, limits().forwarded_connections * _STREAMS_A_CONNECTION)
    with here.callers.following() as happened, contextlib.suppress(ProtocolError):
        await accept(exchange, PROTOCOL)
        await while_there(here, pod, happened, Forwarding(room, pod).run(tunnel))
    with contextlib.suppress(OSError, RuntimeError):  # kubectl has hung up already
        await exchange.send({"type": "websocket.close", "code": 1000})


class Forwarding:
    """What one `kubectl port-forward` carries."""

    def __init__(self, room: Room, pod: ApiObject) -> None:
        self._room, self._uid = room, pod["metadata"]["uid"]
        self._subject = pod_id(pod["metadata"]["namespace"], pod["metadata"]["name"])
        self._errors: dict[str, Stream] = {}  # by the request's number; kubectl opens this one first
        self._connections: set[asyncio.Task[None]] = set()

    async def run(self, tunnel: Tunnel) -> None:
        """Until the other end hangs up. Raises: ProtocolError."""
        try:
            await tunnel.run(self._opened)
        finally:
            for task in self._connections:
                task.cancel()

    async def _opened(self, stream: Stream) -> None:
        request = stream.headers.get("requestid", "")
        if stream.headers.get("streamtype") == "error":
            self._errors = {number: one for number, one in self._errors.items() if not one.closed}
            self._errors[request] = stream
            stream.ignore()
        elif (errors := self._errors.pop(request, None)) is None:
            await stream.refuse()
        else:
            task = asyncio.create_task(self._connection(stream, errors))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)

    async def _connection(self, stream: Stream, errors: Stream) -> None:
        try:
            await self._carry(stream, errors)
        except (OSError, RuntimeError):
            return  # kubectl has hung up
        finally:
            stream.ignore()

    async def _carry(self, stream: Stream, errors: Stream) -> None:
        port = whole(stream.headers.get("port", "")) or 0
        if await self._listens(port):
            await serving.serve(
                stream.read,
                stream.write,
                lambda target: relaying.relay(self._room, self._subject, f"127.0.0.1:{port}", target),
            )
        else:
            await errors.write(_refused(port, self._uid).encode())
        await stream.close()
        await errors.close()

    async def _listens(self, port: int) -> bool:
        """Whether somebody does; if not, the attempt is one that is seen."""
        world = await live.world(self._room)
        host = world.network.pods.get(self._subject)
        if host is not None and hears(host.listening, "tcp", port):
            return True
        await perform(self._room, SendRequest(self._subject, f"tcp://127.0.0.1:{port}"))
        return False


def _refused(port: int, uid: str) -> str:
    """The kubelet's words around containerd's."""
    sandbox, namespace = hashlib.sha256(uid.encode()).hexdigest(), uuid.uuid5(uuid.NAMESPACE_OID, uid)
    dialled = f"dial tcp4 127.0.0.1:{port}: connect: connection refused"
    dialled6 = f"dial tcp6 [::1]:{port}: connect: connection refused"
    return (
        f"error forwarding port {port} to pod {sandbox}, uid : failed to execute portforward in network "
        f'namespace "/var/run/netns/cni-{namespace}": failed to connect to localhost:{port} inside namespace '
        f'"{sandbox}", IPv4: {dialled} IPv6 {dialled6} '
    )
