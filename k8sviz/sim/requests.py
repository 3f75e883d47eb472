"""Requests: who may send one, to where, and the sources that send them by themselves."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

import msgspec

from k8sviz.sim.commands import SendRequest, StartTraffic
from k8sviz.sim.dataplane import asked
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.elements import OUTSIDE, key_of_element
from k8sviz.sim.problems import Outcome, Refusal, Result
from k8sviz.sim.traffic import FASTEST, SLOWEST, Source
from k8sviz.sim.world import World

TRAFFIC = "traffic"
LONGEST_URL = 4_096  # characters: the room's last 240 journeys keep theirs


def send(world: World, command: SendRequest) -> Outcome:
    """One request, now."""
    client, url = command.client, command.url
    refusal = _refusal(world, client, url)
    if refusal is None and command.family not in (0, 4, 6):
        refusal = Refusal(400, "BadRequest", f"there is no address family {command.family}: use 4 or 6")
    if refusal is None:
        _send(world, client, asked.read(url, command.family, command.keep))
    return _outcome(client, "sent", refusal)


def start(world: World, command: StartTraffic) -> Outcome:
    """A source that sends requests at a rate until it is stopped; it replaces the client's last one."""
    client, url, rate = command.client, command.url, command.rate
    refusal = _refusal(world, client, url)
    if refusal is None and not SLOWEST <= rate <= FASTEST:
        refusal = Refusal(400, "BadRequest", f"a source sends {SLOWEST} to {FASTEST} requests a second")
    if refusal is None:
        serial = world.entries
        world.traffic[client] = Source(url, rate, world.cluster.now, serial, 0, command.keep)
        world.cluster.timers.set(world.cluster.now, TRAFFIC, f"{serial} {client}")
    return _outcome(client, "started", refusal)


def stop(world: World, client: str) -> Outcome:
    """The client's source falls silent."""
    if world.traffic.pop(client, None) is None:
        return _outcome(client, "", Refusal(404, "NotFound", f"{client} sends nothing by itself"))
    return _outcome(client, "stopped", None)


def send_next(world: World, subject: str) -> None:
    """A source's timer is due; one that was stopped or replaced is silent."""
    serial, _, client = subject.partition(" ")
    source = world.traffic.get(client)
    if source is None or source.serial != int(serial):
        return
    if _client_refusal(world, client) is not None:
        del world.traffic[client]  # the client is gone
        return
    _send(world, client, asked.read(source.url, 0, source.keep))
    source = msgspec.structs.replace(source, sent=source.sent + 1)
    world.traffic[client] = source
    world.cluster.timers.set(source.next_at(), TRAFFIC, subject)


def _send(world: World, client: str, request: asked.Asked) -> None:
    world.sent += 1
    world.note(world.wiring.send(world.cluster, world.sent, client, request))


def _outcome(client: str, verb: str, refusal: Refusal | None) -> Outcome:
    return Outcome((Result("Request", "", client, "refused" if refusal else verb, refusal=refusal),))


def _refusal(world: World, client: str, url: str) -> Refusal | None:
    if len(url) > LONGEST_URL:
        return Refusal(400, "BadRequest", f"a URL has at most {LONGEST_URL} characters here, not {len(url)}")
    return _client_refusal(world, client) or _url_refusal(url)


def _client_refusal(world: World, client: str) -> Refusal | None:
    if client == OUTSIDE:
        return None
    key = key_of_element(client)
    obj = world.cluster.get(key) if key and key.kind in ("Pod", "Node") else None
    if obj is None or key is None:
        return Refusal(404, "NotFound", f'there is no client "{client}"')
    if key.kind == "Pod":
        seen = pod.view(obj)
        if not seen.address or not (seen.phase == "Running" or pod.initializes(obj)):
            return Refusal(409, "Conflict", f"{client} is not running")
    return None


@lru_cache(maxsize=256)
def _url_refusal(url: str) -> Refusal | None:
    """What curl says before it sends anything."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        port = parts.port
    except ValueError:
        return _curl(3, "URL rejected: Port number was not a decimal number between 0 and 65535")
    if parts.scheme not in asked.SCHEMES:
        return _curl(1, f'Protocol "{parts.scheme}" not supported')
    if parts.scheme in (asked.TCP, asked.UDP, asked.SCTP) and not port:
        return _curl(3, "URL rejected: No port in the URL")
    if any(letter.isspace() for letter in url):
        return _curl(3, "URL rejected: Malformed input to a URL function")
    return None if parts.hostname and port != 0 else _curl(3, "URL rejected: No host part in the URL")


def _curl(code: int, words: str) -> Refusal:
    return Refusal(0, "BadRequest", f"curl: ({code}) {words}")
