"""curl and wget in a Pod."""

from __future__ import annotations

import pytest
from given import WEB_AND_CLIENT

from k8sviz.rooms.founding import found
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import perform
from k8sviz.rooms.shell import run
from k8sviz.sim.commands import Apply

pytestmark = pytest.mark.django_db(transaction=True)
_CLIENT = "pod/default/client"


async def _room() -> Room:
    room, _ = await found(Room.SANDBOX, "instant")
    await perform(room, Apply(WEB_AND_CLIENT))
    return room


async def test_curl_prints_what_the_pod_answers() -> None:
    reply = await run(await _room(), _CLIENT, ["curl", "-s", "web:8080"])
    assert reply.stdout.startswith("web saw ")
    assert (reply.stderr, reply.code) == ("", 0)


async def test_curl_fails_with_its_own_code_and_words() -> None:
    room = await _room()
    assert await run(room, _CLIENT, ["curl", "-s", "nobody:80"]) == ("", "", 6)
    reply = await run(room, _CLIENT, ["curl", "-sS", "nobody:80"])
    assert reply.stderr == "curl: (6) Could not resolve host: nobody\n"


async def test_the_code_can_be_asked_for_alone() -> None:
    form = ["-o", "/dev/null", "-w", "%{http_code}\\n"]
    reply = await run(await _room(), _CLIENT, ["curl", "-s", *form, "web:8080"])
    assert reply.stdout == "200\n"


async def test_wget_prints_to_its_standard_output() -> None:
    reply = await run(await _room(), _CLIENT, ["wget", "-qO-", "web:8080"])
    assert reply.stdout.startswith("web saw ")


async def test_a_shell_runs_one_after_another() -> None:
    reply = await run(await _room(), _CLIENT, ["sh", "-c", "hostname; curl -s nobody && hostname; echo end"])
    assert reply.stdout == "client\nend\n"


async def test_what_there_is_not_is_refused_by_name() -> None:
    reply = await run(await _room(), _CLIENT, ["vim"])
    assert reply.code == 127
    assert reply.stderr.startswith('exec: "vim": executable file not found in $PATH')


async def test_the_resolver_asks_the_clusters_dns() -> None:
    reply = await run(await _room(), _CLIENT, ["cat", "/etc/resolv.conf"])
    assert reply.stdout == (
        "search default.svc.cluster.local svc.cluster.local cluster.local\n"
        "nameserver 10.96.0.10\noptions ndots:5\n"
    )


async def test_the_environment_names_the_api_server() -> None:
    reply = await run(await _room(), _CLIENT, ["env"])
    assert "KUBERNETES_SERVICE_HOST=10.96.0.1\n" in reply.stdout
    assert "KUBERNETES_PORT_443_TCP=tcp://10.96.0.1:443\n" in reply.stdout
