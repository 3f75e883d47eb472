"""nslookup, dig, host and getent: questions for names, as the client's own resolver sends them."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from k8sviz.sim.commands import SendRequest
from k8sviz.sim.dataplane.addresses import joined
from k8sviz.sim.dataplane.connection import Client, client_of
from k8sviz.sim.dataplane.dns import is_address, look_up
from k8sviz.sim.dataplane.journey import TIMEOUT, Lookup, Query
from k8sviz.sim.dataplane.trip import Trip
from k8sviz.sim.dataplane.zone import AAAA, A, reversed_name
from k8sviz.sim.shell.reply import Command, Place, Reply

_KINDS = ("A", "AAAA", "SRV", "PTR", "CNAME")
_TTL = 30  # seconds: CoreDNS' kubernetes plugin, `ttl 30` in the usual Corefile
_PORT = 53
_LABEL, _NAME = 63, 253  # characters
_OUTSIDE = "192.168.0.1"  # the resolver that nodes have


class _Asked(NamedTuple):
    lookup: Lookup
    server: str

    @property
    def last(self) -> list[Query]:
        """The questions of the last rung, or of the first that had an answer."""
        queries = self.lookup.queries
        hit = next((query.name for query in queries if query.answers), None)
        name = hit or (queries[0].name if queries else "")
        return [query for query in queries if query.name == name]


async def _ask(place: Place, name: str, kinds: tuple[str, ...], files: bool = False) -> _Asked:
    """Send the question through the dataplane, for everyone to see, and read the answer.

    With `files` the hosts file is read first (nsswitch.conf); the tools of BIND never look there.
    """
    world = place.world.copy()
    if not place.on_node and place.subject not in world.network.pods:
        return _Asked(Lookup(name, (), "", (), TIMEOUT), "")  # the Pod is gone
    client = client_of(world.network, place.subject)
    if not files:
        client = msgspec.structs.replace(client, resolv=client.resolv._replace(hosts={}))
    trip = Trip(world.network, world.cluster.now, world.cluster.chance)
    server = _server(place, client)
    if server != _OUTSIDE:
        await place.ask(SendRequest(place.subject, f"udp://{joined(server, _PORT)}"))
    return _Asked(look_up(trip, client, name, kinds), server)


def _illegal(name: str) -> str:
    """Why a resolver sends no question for it (RFC 1035, 2.3.4), in the words of BIND; "" if it does."""
    labels = name.removesuffix(".").split(".")
    if name.strip(".") and not all(labels):
        why = "empty label"
    elif max(map(len, labels)) > _LABEL:
        why = "label too long"
    else:
        why = "ran out of space" if len(name.removesuffix(".")) > _NAME else ""
    return why and f"'{name[:_NAME]}' is not a legal name ({why})"


def _server(place: Place, client: Client) -> str:
    resolv = client.resolv
    inside = place.world.network.nameserver if resolv.cluster else _OUTSIDE
    return next(iter(resolv.nameservers), inside)


async def _nslookup(place: Place, arguments: list[str]) -> Reply:
    """BIND's: the server, then the addresses of the first name on the search path that has any."""
    words = [word for word in arguments if not word.startswith("-")]
    if not words or not words[0]:
        return Reply("", "nslookup: which name? nslookup <name>\n", 1)
    name = words[0]
    if wrong := _illegal(name):
        return Reply("", f"nslookup: {wrong}\n", 1)
    asked = await _ask(place, _reversed(name) if is_address(name) else name, _kinds(name))
    if asked.lookup.error:
        return Reply(";; connection timed out; no servers could be reached\n\n", "", 1)
    head = f"Server:\t\t{asked.server}\nAddress:\t{asked.server}#53\n\n"
    found = [query for query in asked.last if query.answers]
    if not found:
        return Reply(f"{head}** server can't find {name}: NXDOMAIN\n\n", "", 1)
    if is_address(name):
        return Reply(f"{head}" + "".join(f"{query.name}\tname = {query.answers[0]}\n" for query in found))
    full = found[0].name.rstrip(".")
    aliases = [f"{full}\tcanonical name = {alias}\n" for alias in found[0].aliases]
    target = found[0].aliases[-1].rstrip(".") if found[0].aliases else full
    lines = [f"Name:\t{target}\nAddress: {address}\n" for query in found for address in query.answers]
    return Reply(head + "".join([*aliases, *lines]) + "\n")


def _reversed(address: str) -> str:
    """An IPv6 address may name its zone (RFC 4007, 11), which no record knows."""
    return reversed_name(address.partition("%")[0])


def _kinds(name: str) -> tuple[str, ...]:
    return ("PTR",) if is_address(name) else (A, AAAA)


async def _dig(place: Place, arguments: list[str]) -> Reply:
    """BIND's: no search path unless +search; +short prints the values alone."""
    options = [word for word in arguments if word.startswith("+")]
    words = [word for word in arguments if not word.startswith(("+", "@", "-"))]
    kinds = [word.upper() for word in words if word.upper() in _KINDS]
    names = [word for word in words if word.upper() not in _KINDS]
    if not names:
        return Reply("", "dig: which name? dig [+short] [+search] <name> [A|AAAA|SRV|PTR]\n", 1)
    if "-x" in arguments:
        if not is_address(names[0]):
            return Reply("", f"Invalid IP address {names[0][:_NAME]}\n", 1)
        names, kinds = [_reversed(names[0])], ["PTR"]
    if wrong := _illegal(names[0]):
        return Reply("", f"dig: {wrong}\n", 10)
    kind = kinds[0] if kinds else A
    name = names[0] if "+search" in options else f"{names[0].rstrip('.')}."
    asked = await _ask(place, name, (kind,))
    if asked.lookup.error:
        return Reply(";; communications error: timed out\n;; no servers could be reached\n", "", 9)
    query = asked.last[0]
    values = [*query.aliases, *query.answers]
    if "+short" in options:
        return Reply("".join(f"{value}\n" for value in values))
    return Reply(_dug(query, kind, asked.server))


def _dug(query: Query, kind: str, server: str) -> str:
    owner, lines = query.name, []
    for alias in query.aliases:
        lines.append(f"{owner}\t{_TTL}\tIN\tCNAME\t{alias}")
        owner = alias
    lines += [f"{owner}\t{_TTL}\tIN\t{kind}\t{value}" for value in query.answers]
    answer = "\n".join(["", ";; ANSWER SECTION:", *lines]) + "\n" if lines else ""
    return (
        f";; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: {query.code}\n"
        f";; flags: qr aa rd; QUERY: 1, ANSWER: {len(lines)}, AUTHORITY: 0, ADDITIONAL: 1\n\n"
        f";; QUESTION SECTION:\n;{query.name}\t\tIN\t{kind}\n{answer}\n"
        f";; SERVER: {server}#53({server}) (UDP)\n"
    )


async def _host(place: Place, arguments: list[str]) -> Reply:
    name = arguments[0] if arguments else ""
    if not name:
        return Reply("", "host: which name? host <name>\n", 1)
    if wrong := _illegal(name):
        return Reply("", f"host: {wrong}\n", 1)
    asked = await _ask(place, name, (A, AAAA))
    if asked.lookup.error == TIMEOUT:
        return Reply(";; connection timed out; no servers could be reached\n", "", 1)
    words = {A: "has address", AAAA: "has IPv6 address"}
    lines = [
        f"{query.name.rstrip('.')} {words[query.kind]} {address}\n"
        for query in asked.last
        for address in query.answers
    ]
    if not lines:
        return Reply(f"Host {name} not found: 3(NXDOMAIN)\n", "", 1)
    return Reply("".join(lines))


async def _getent(place: Place, arguments: list[str]) -> Reply:
    if len(arguments) != 2 or arguments[0] not in ("hosts", "ahosts"):  # noqa: PLR2004
        return Reply("", "getent: only `getent hosts <name>` is simulated\n", 1)
    if not arguments[1] or _illegal(arguments[1]):
        return Reply("", "", 2)
    asked = await _ask(place, arguments[1], (A, AAAA), files=True)
    if not asked.lookup.address:
        return Reply("", "", 2)
    full = next((query.name for query in asked.last), arguments[1]).rstrip(".")
    return Reply(f"{asked.lookup.address:<15} {full}\n")


COMMANDS: dict[str, Command] = {"nslookup": _nslookup, "dig": _dig, "host": _host, "getent": _getent}
