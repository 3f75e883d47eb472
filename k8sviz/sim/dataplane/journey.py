"""A journey: one request, and its reply, as the sequence of everything that happened to the packets."""

from __future__ import annotations

import msgspec


class FiveTuple(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """What conntrack and every rule look at."""

    protocol: str  # tcp, udp, sctp
    src: str
    src_port: int
    dst: str
    dst_port: int


class Step(msgspec.Struct, frozen=True, gc=False):
    """A packet at one place: which rules it matched there and what they made of it."""

    where: str  # element id: pod/default/client, node/node-1, outside, balancer/default/httpd-svc
    hook: str  # "eth0 out", "nat PREROUTING", "filter FORWARD", "nat POSTROUTING", "eth0 in", …
    reply: bool
    before: FiveTuple
    after: FiveTuple
    rules: tuple[str, ...] = ()  # the very rules, by their text, in the order in which they matched
    state: str = ""  # conntrack: NEW, ESTABLISHED
    mark: int = 0
    verdict: str = ""  # "", ACCEPT, REJECT, DROP


class Query(msgspec.Struct, frozen=True, gc=False):
    """One question to a name server, and its answer."""

    name: str  # fully qualified
    kind: str  # A, AAAA, …
    code: str  # NOERROR (without answers: NODATA), NXDOMAIN, or "" if no answer came
    answers: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  # the names that CNAME records led over
    steps: tuple[Step, ...] = ()  # its packets, and the answer's; none where the question before has them
    answered_by: str = ""  # element id of the Pod that answered


class Lookup(msgspec.Struct, frozen=True, gc=False):
    """How the client's resolver turned a name into an address; empty `address`: it found none."""

    name: str
    asked: tuple[str, ...]  # each rung of the search path that was tried, fully qualified
    address: str
    queries: tuple[Query, ...] = ()
    error: str = ""  # refused, timeout, unreachable: what became of a question that nobody answered


ANSWERED, REFUSED, TIMEOUT, NXDOMAIN, UNREACHABLE, RESET = (
    "answered", "refused", "timeout", "nxdomain", "unreachable", "reset",
)  # fmt: skip


class Journey(msgspec.Struct, frozen=True, gc=False):
    """One request: decided at the instant `at` (ms), drawn afterwards as slowly as eyes need."""

    number: int
    at: int
    client: str  # element id
    url: str
    lookup: Lookup | None
    steps: tuple[Step, ...]
    outcome: str  # one of the six above
    ended: str  # element id of the place where the request ended
    service: str = ""  # element id of the Service whose rules translated it, if any
    answered_by: str = ""  # element id of the Pod that answered
    seen_source: str = ""  # the source address the Pod saw
    printed: str = ""  # what curl prints
    status: int = 0  # of HTTP, where there was any
