"""kubectl port-forward, with stock kubectl and real connections."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from given import WEB
from serving import Server
from stock import Kubectl

_WEB = WEB.replace("{app: web}}", '{app: web}, annotations: {k8sviz.dev/ready: "false"}}')


class Forward:
    """A running `kubectl port-forward`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert process.stdout is not None
        self.first = process.stdout.readline()
        found = re.search(r"127\.0\.0\.1:(\d+) -> ", self.first)
        assert found is not None, self.first
        self.port = int(found[1])

    def http(self) -> http.client.HTTPConnection:
        """A new connection."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def raw(self, data: bytes) -> bytes:
        """Send bytes, and read until the other end closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(data)
            return b"".join(iter(lambda: connection.recv(4096), b""))

    def ended(self) -> tuple[str, str]:
        """What it has written, once it has ended by itself."""
        return self._process.communicate(timeout=60)


@contextmanager
def _forwarding(kubectl: Kubectl, what: str) -> Iterator[Forward]:
    process = kubectl.start(f"exec kubectl port-forward {what}")
    try:
        yield Forward(process)
    finally:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture(scope="module")
def kubectl(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Kubectl:
    found = Kubectl(server, server.new_room("--instant"), tmp_path_factory.mktemp("forward"))
    assert found.run("kubectl apply -f -", _WEB).rc == 0
    assert found.run("kubectl wait --for=jsonpath={.status.phase}=Running pod/web --timeout=60s").rc == 0
    return found


def test_a_request_through_a_forwarded_port_reaches_the_pods_own_loopback(kubectl: Kubectl) -> None:
    with _forwarding(kubectl, "pod/web :80") as forward:
        assert forward.first.endswith(" -> 80\n")
        connection = forward.http()
        connection.request("GET", "/page?a=1")
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b"web saw 127.0.0.1\n")
    assert "127.0.0.1 - - " in kubectl.run("kubectl logs web --tail=1").stdout
    assert '"GET /page?a=1 HTTP/1.1" 200' in kubectl.run("kubectl logs web --tail=1").stdout


def test_a_forwarded_service_is_one_of_its_pods_ready_or_not(kubectl: Kubectl) -> None:
    with _forwarding(kubectl, "svc/web :8080") as forward:
        connection = forward.http()
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"web saw 127.0.0.1\n"


def test_a_connection_is_kept_alive(kubectl: Kubectl) -> None:
    with _forwarding(kubectl, "pod/web :80") as forward:
        connection = forward.http()
        for body in (None, b"x" * 100_000, None):
            connection.request("POST" if body else "GET", "/", body)
            assert connection.getresponse().read() == b"web saw 127.0.0.1\n"
        connection.request("HEAD", "/")
        response = connection.getresponse()
        assert (response.headers["Content-Length"], response.read()) == ("18", b"")


def test_many_connections_at_once(kubectl: Kubectl) -> None:
    with _forwarding(kubectl, "pod/web :80") as forward:
        connections = [forward.http() for _ in range(8)]
        for connection in connections:
            connection.request("GET", "/")
        assert {connection.getresponse().read() for connection in connections} == {b"web saw 127.0.0.1\n"}


def test_what_is_no_http_is_answered_with_400_and_the_end(kubectl: Kubectl) -> None:
    with _forwarding(kubectl, "pod/web :80") as forward:
        assert forward.raw(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n").startswith(
            b"HTTP/1.1 400 Bad Request\r\n"
        )
        assert forward.raw(b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_port_that_nobody_listens_on_is_refused_in_the_kubelets_words(kubectl: Kubectl) -> None:
    with _forwarding(kubectl, "pod/web :99") as forward:
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            connection = forward.http()
            connection.request("GET", "/")
            connection.getresponse()
        out, err = forward.ended()
    assert "Handling connection for " in out
    assert "an error occurred forwarding" in err
    assert "error forwarding port 99 to pod " in err
    assert "dial tcp4 127.0.0.1:99: connect: connection refused" in err
    assert err.endswith("error: lost connection to pod\n")


def test_what_cannot_be_forwarded_is_refused_by_kubectl_or_the_server(kubectl: Kubectl) -> None:
    done = kubectl.run("kubectl port-forward svc/web :99")
    assert done.stderr == "error: Service web does not have a service port 99\n"
    done = kubectl.run("kubectl port-forward pod/nobody :80")
    assert done.stderr == 'Error from server (NotFound): pods "nobody" not found\n'


def test_an_image_of_which_nothing_is_known_answers_on_any_port(kubectl: Kubectl) -> None:
    kubectl.run("kubectl run app --image=my-app")
    kubectl.run("kubectl wait --for=condition=Ready pod/app --timeout=60s")
    with _forwarding(kubectl, "pod/app :5000") as forward:
        connection = forward.http()
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"app saw 127.0.0.1\n"


def test_the_forwarding_ends_with_its_pod(kubectl: Kubectl) -> None:
    kubectl.run("kubectl run short --image=nginx")
    kubectl.run("kubectl wait --for=condition=Ready pod/short --timeout=60s")
    with _forwarding(kubectl, "pod/short :80") as forward:
        kubectl.run("kubectl delete pod short --wait=false")
        _, err = forward.ended()
    assert err.endswith("error: lost connection to pod\n")
