"""Who may open a stream, and how many."""

from __future__ import annotations

import http.client
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from serving import NewRoom, Server
from stock import Kubectl, token_of

_STREAMS = [
    ("exec?command=sh&stdin=true&stdout=true", "v5.channel.k8s.io"),
    ("attach?stdout=true", "v5.channel.k8s.io"),
    ("portforward", "SPDY/3.1+portforward.k8s.io"),
]
_POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: nginx}]}\n"


class _Handshake:
    """A WebSocket up to its first answer."""

    def __init__(self, server: Server, room: NewRoom, token: str, what: str, protocol: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        headers = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
            "Sec-WebSocket-Protocol": protocol,
            "Authorization": f"Bearer {token}",
        }
        path = f"/rooms/{room.code}/k8s/api/v1/namespaces/default/pods/{what}"
        self._connection.request("GET", path, headers=headers)
        self._response = self._connection.getresponse()
        self.code = self._response.status
        self.protocol = self._response.headers["Sec-WebSocket-Protocol"]

    def close(self) -> None:
        """Hang up, without a word."""
        self._response.close()
        self._connection.close()


@pytest.fixture(scope="module")
def room(server: Server, tmp_path_factory: pytest.TempPathFactory) -> NewRoom:
    return _with_a_pod(server, tmp_path_factory.mktemp("handshakes"))[0]


def _with_a_pod(server: Server, folder: Path) -> tuple[NewRoom, Kubectl]:
    made = server.new_room("--instant")
    kubectl = Kubectl(server, made, folder)
    assert kubectl.run("kubectl apply -f - && kubectl wait --for=condition=Ready pod/web", _POD).rc == 0
    return made, kubectl


@pytest.mark.parametrize(("part", "protocol"), _STREAMS)
def test_a_stream_is_opened_with_the_rooms_token_only(
    server: Server, room: NewRoom, part: str, protocol: str
) -> None:
    right = _Handshake(server, room, token_of(server, room), f"web/{part}", protocol)
    assert (right.code, right.protocol) == (101, protocol)
    right.close()
    assert _Handshake(server, room, "wrong", f"web/{part}", protocol).code == 403
    assert _Handshake(server, room, token_of(server, room), f"nobody/{part}", protocol).code == 403


def test_ports_are_forwarded_in_their_own_protocol_only(server: Server, room: NewRoom) -> None:
    token = token_of(server, room)
    assert _Handshake(server, room, token, "web/portforward", "v5.channel.k8s.io").code == 403


def test_a_room_has_a_bound_of_streams_and_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    limits = '{"watches": 1, "new_rooms": {"burst": 100, "per_second": 1}}'
    strict = Server(tmp_path_factory.mktemp("few"), K8SVIZ_LIMITS=limits)
    strict.manage("migrate", "--verbosity", "0")
    strict.start()
    try:
        made, kubectl = _with_a_pod(strict, tmp_path_factory.mktemp("folder"))
        held = _Handshake(strict, made, kubectl.token, "web/portforward", _STREAMS[2][1])
        assert held.code == 101
        for command in ("exec web -- hostname", "attach web", "port-forward web :80"):
            done = kubectl.run(f"kubectl {command}")
            assert "this room's limit is 1 watches at a time" in done.stderr, command
            assert done.rc == 1
        held.close()
    finally:
        strict.stop()


def test_a_forwarding_has_a_bound_of_connections(tmp_path_factory: pytest.TempPathFactory) -> None:
    limits = '{"forwarded_connections": 1, "new_rooms": {"burst": 100, "per_second": 1}}'
    strict = Server(tmp_path_factory.mktemp("one"), K8SVIZ_LIMITS=limits)
    strict.manage("migrate", "--verbosity", "0")
    strict.start()
    try:
        _, kubectl = _with_a_pod(strict, tmp_path_factory.mktemp("forwarding"))
        process = kubectl.start("exec kubectl port-forward web :80")
        assert process.stdout is not None and process.stderr is not None
        port = int(process.stdout.readline().split(":")[1].split()[0])
        with socket.create_connection(("127.0.0.1", port)):
            process.stdout.readline()  # … -> 80 of the other family, or the connection that is handled
            with socket.create_connection(("127.0.0.1", port)):
                assert "error creating" in process.stderr.readline()
        process.terminate()
        process.communicate(timeout=60)
    finally:
        strict.stop()
