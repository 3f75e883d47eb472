"""Questions for names, echo requests, and what a node's tools print."""

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
_WEB = WEB_AND_CLIENT.replace("{selector", "{clusterIP: 10.96.7.7, selector")


async def _room() -> Room:
    room, _ = await found(Room.SANDBOX, "lesson")
    await perform(room, Apply(_WEB))
    return room


async def test_nslookup_names_the_server_and_the_address() -> None:
    reply = await run(await _room(), _CLIENT, ["nslookup", "web"])
    assert reply.stdout == (
        "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n"
        "Name:\tweb.default.svc.cluster.local\nAddress: 10.96.7.7\n\n"
    )


async def test_nslookup_says_that_there_is_no_such_name() -> None:
    reply = await run(await _room(), _CLIENT, ["nslookup", "nosuch"])
    assert reply.code == 1
    assert "** server can't find nosuch: NXDOMAIN" in reply.stdout


async def test_dig_walks_the_search_path_only_when_told() -> None:
    room = await _room()
    assert (await run(room, _CLIENT, ["dig", "+short", "web"])).stdout == ""
    assert (await run(room, _CLIENT, ["dig", "+short", "+search", "web"])).stdout == "10.96.7.7\n"
    whole = await run(room, _CLIENT, ["dig", "web.default.svc.cluster.local"])
    assert "web.default.svc.cluster.local.\t30\tIN\tA\t10.96.7.7" in whole.stdout


async def test_a_service_answers_no_ping_in_iptables_mode() -> None:
    room = await _room()
    assert (await run(room, _CLIENT, ["ping", "-c", "1", "web"])).code == 1
    own = await run(room, _CLIENT, ["hostname", "-i"])
    reply = await run(room, _CLIENT, ["ping", "-c", "2", own.stdout.strip()])
    assert "2 packets transmitted, 2 received, 0% packet loss" in reply.stdout


async def test_a_node_prints_its_rules() -> None:
    room = await _room()
    text = (await run(room, "node/node-1", ["iptables-save"])).stdout
    assert "*nat\n" in text
    assert "10.96.7.7" not in (await run(room, _CLIENT, ["iptables-save"])).stdout


async def test_a_node_prints_its_connections_routes_and_listeners() -> None:
    room = await _room()
    await run(room, _CLIENT, ["curl", "-s", "web:8080"])
    place = "node/node-1"
    assert "default via" in (await run(room, place, ["ip", "route"])).stdout
    assert "kube-proxy" in (await run(room, place, ["ss", "-tlnp"])).stdout
    assert (await run(room, place, ["conntrack", "-L"])).code == 0
