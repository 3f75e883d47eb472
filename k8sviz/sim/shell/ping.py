"""ping: echo requests, one by one (iputils)."""

from __future__ import annotations

from k8sviz.sim import digits
from k8sviz.sim.commands import SendRequest
from k8sviz.sim.dataplane.journey import ANSWERED, NXDOMAIN, Journey
from k8sviz.sim.shell.options import Known, OptionError
from k8sviz.sim.shell.reply import Command, Place, Reply

_KNOWN = Known(
    {"4": "4", "6": "6", "n": "n", "q": "q"}, {"c": "count", "W": "timeout", "i": "interval", "w": "deadline"}
)
_USUAL, _MOST = 3, 10
_SHOWN = 64  # characters of what is wrong
_LARGEST = 2**63 - 1
_SIZE = 56  # bytes of data


async def _ping(place: Place, arguments: list[str]) -> Reply:
    """Without -c it would never end: then it sends three."""
    try:
        options = _KNOWN.read(arguments)
    except OptionError as problem:
        return Reply("", f"ping: {problem}\n", 2)
    if not options.words:
        return Reply("", "ping: usage error: Destination address required\n", 1)
    host, said = options.words[0], options.given.get("count", str(_USUAL))
    count = digits.signed(said)
    if count is None or count < 1:
        bounds = "" if count is None else f": out of range: 1 <= value <= {_LARGEST}"
        return Reply("", f"ping: invalid argument: '{said[:_SHOWN]}'{bounds}\n", 1)
    family = 4 if options.has("4") else 6 if options.has("6") else 0
    return await _sent(place, host, family, min(count, _MOST))


async def _sent(place: Place, host: str, family: int, count: int) -> Reply:
    journeys: list[Journey] = []
    for _ in range(count):
        journey, refusal = await place.ask(SendRequest(place.subject, f"ping://{host}", family))
        if refusal is not None:
            return Reply("", f"ping: {host}: {refusal.message}\n", 2)
        assert journey is not None
        journeys.append(journey)
        if journeys[-1].outcome == NXDOMAIN:
            return Reply("", f"{journeys[-1].printed}\n", 2)
    return _told(host, journeys)


def _told(host: str, journeys: list[Journey]) -> Reply:
    steps = journeys[0].steps
    address = steps[0].before.dst if steps else host
    lines = [f"PING {host} ({address}) {_SIZE}({_SIZE + 28}) bytes of data."]
    for number, journey in enumerate(journeys, 1):
        if journey.outcome == ANSWERED:
            lines.append(f"64 bytes from {address}: icmp_seq={number} ttl=62 time=0.{number}00 ms")
        elif journey.printed.startswith("From "):
            lines.append(journey.printed.replace("icmp_seq=1", f"icmp_seq={number}"))
    received = sum(journey.outcome == ANSWERED for journey in journeys)
    lost = 100 * (len(journeys) - received) // len(journeys)
    lines += [
        "",
        f"--- {host} ping statistics ---",
        f"{len(journeys)} packets transmitted, {received} received, {lost}% packet loss",
    ]
    return Reply("\n".join(lines) + "\n", "", 0 if received else 1)


COMMANDS: dict[str, Command] = {"ping": _ping}
