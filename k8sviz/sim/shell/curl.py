"""curl and wget: a request that goes through the dataplane, and what the real tools print of it."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from k8sviz.sim.commands import SendRequest
from k8sviz.sim.dataplane.journey import ANSWERED, NXDOMAIN, REFUSED, TIMEOUT, Journey
from k8sviz.sim.shell.budget import Budget, Spent
from k8sviz.sim.shell.options import Known, OptionError, Options
from k8sviz.sim.shell.reply import Command, Place, Reply

_VERSION = "8.14.1"
_CURL = Known(
    {
        "s": "silent", "S": "show-error", "v": "verbose", "i": "include", "I": "head", "f": "fail",
        "k": "insecure", "L": "location", "4": "ipv4", "6": "ipv6", "g": "globoff", "N": "no-buffer",
    },
    {
        "o": "output", "w": "write-out", "m": "max-time", "H": "header", "X": "request", "d": "data",
        "A": "user-agent", "": "connect-timeout", "_": "retry",
    },
)  # fmt: skip
_WGET = Known(
    {"q": "quiet", "S": "server-response", "": "spider"},
    {"O": "output-document", "T": "timeout", "t": "tries", "U": "user-agent"},
)
_VARIABLE = re.compile(r"%\{(\w+)\}")
_CODE = re.compile(r"curl: \((\d+)\)")
_ERRORS = 400
_LONGEST, _SHOWN = 4_096, 256  # characters of a URL, and of a wrong one that are told
_WORDS = {200: "OK", 400: "Bad Request", 404: "Not Found", 503: "Service Unavailable"}
_HEAD = "HTTP/1.1 {status} {words}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n"
_USAGE = "curl: try 'curl --help' or 'curl --manual' for more information\n"


class _Result(NamedTuple):
    journey: Journey | None
    body: str
    complaint: str  # curl's line, if it failed
    code: int


async def _curl(place: Place, arguments: list[str]) -> Reply:
    try:
        options = _CURL.read(arguments)
    except OptionError as problem:
        return Reply("", f"curl: {problem}\n{_USAGE}", 2)
    if not options.words:
        return Reply("", f"curl: (2) no URL specified\n{_USAGE}", 2)
    out, err, code = "", "", 0
    for url in options.words:
        try:
            reply = _printed(options, url, await _request(place, url, options), place.budget)
        except Spent as end:
            end.follows(out, err)
            raise
        out, err, code = out + reply.stdout, err + reply.stderr, reply.code
    return Reply(out, err, code)


async def _request(place: Place, url: str, options: Options) -> _Result:
    if len(url) > _LONGEST:
        words = f"curl: (3) URL rejected: longer than {_LONGEST} characters (limit of this classroom)"
        return _Result(None, "", words, 3)
    family = 4 if options.has("ipv4") else 6 if options.has("ipv6") else 0
    journey, refusal = await place.ask(SendRequest(place.subject, url, family))
    if refusal is not None:
        found = _CODE.match(refusal.message)
        line = refusal.message if found else f"curl: (7) {refusal.message}"
        return _Result(None, "", line, int(found[1]) if found else 7)
    assert journey is not None
    found = _CODE.match(journey.printed)
    if journey.outcome == ANSWERED and found is None:
        fails = options.has("fail") and journey.status >= _ERRORS
        words = f"curl: (22) The requested URL returned error: {journey.status}"
        return _Result(journey, "", words, 22) if fails else _Result(journey, f"{journey.printed}\n", "", 0)
    return _Result(journey, "", journey.printed, int(found[1]) if found else 7)


def _printed(options: Options, url: str, result: _Result, budget: Budget) -> Reply:
    status = result.journey.status if result.journey else 0
    head = (
        _HEAD.format(status=status, words=_WORDS.get(status, ""), length=len(result.body)) if status else ""
    )
    body = "" if options.has("head") else result.body
    shown = (head if options.has("include") or options.has("head") else "") + body
    out = "" if options.given.get("output", "-") not in ("-", "/dev/stdout") else shown
    if options.has("write-out"):
        out += _written_out(options.given["write-out"], result, budget)
    err = _talk(url, result, head) if options.has("verbose") else ""
    if result.complaint and (not options.has("silent") or options.has("show-error")):
        err += f"{result.complaint}\n"
    return Reply(out, err, result.code)


def _written_out(form: str, result: _Result, budget: Budget) -> str:
    """curl(1), --write-out: the variables that a Service's lesson needs."""
    journey = result.journey
    sent = journey.steps[0].before if journey is not None and journey.steps else None
    status = f"{journey.status if journey is not None else 0:03}"
    values = {
        "http_code": status,
        "response_code": status,
        "remote_ip": sent.dst if sent else "",
        "remote_port": str(sent.dst_port) if sent else "0",
        "local_ip": sent.src if sent else "",
        "local_port": str(sent.src_port) if sent else "0",
        "exitcode": str(result.code),
        "errormsg": result.complaint.partition(") ")[2],
        "size_download": str(len(result.body)),
        "time_total": "0.001000",
        "url": journey.url if journey is not None else "",
    }
    text = form.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r")
    budget.write(len(text) + sum(len(values.get(match[1], "")) for match in _VARIABLE.finditer(text)))
    return _VARIABLE.sub(lambda match: values.get(match[1], ""), text).replace("%%", "%")


def _talk(url: str, result: _Result, head: str) -> str:
    journey = result.journey
    if journey is None or not journey.steps:
        return f"* {result.complaint.partition(') ')[2]}\n* closing connection #0\n"
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host, port = parts.hostname or "", parts.port or 80
    sent = journey.steps[0].before
    lines = []
    if journey.lookup is not None:
        lines += [f"* Host {host}:{port} was resolved.", "* IPv6: (none)", f"* IPv4: {sent.dst}"]
    lines.append(f"*   Trying {sent.dst}:{port}...")
    if result.complaint:
        lines += [f"* {result.complaint.partition(') ')[2]}", "* closing connection #0"]
        return "\n".join(lines) + "\n"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host_header = host if port == 80 else f"{host}:{port}"  # noqa: PLR2004
    lines += [
        f"* Connected to {host} ({sent.dst}) port {port}",
        f"* using HTTP/1.x\n> GET {target} HTTP/1.1\n> Host: {host_header}",
        f"> User-Agent: curl/{_VERSION}\n> Accept: */*\n> ",
        *(f"< {line}" for line in head.split("\r\n")[:-1]),
        f"* Connection #0 to host {host} left intact",
    ]
    return "\n".join(lines) + "\n"


async def _wget(place: Place, arguments: list[str]) -> Reply:
    """BusyBox's: what a small image has."""
    try:
        options = _WGET.read(arguments)
    except OptionError as problem:
        return Reply("", f"wget: {problem}\n", 1)
    if not options.words:
        return Reply("", "BusyBox v1.37.0 multi-call binary.\n\nUsage: wget [-qSO FILE] [-T SEC] URL...\n", 1)
    url = options.words[0]
    result = await _request(place, url, options)
    if result.journey is None:
        return Reply("", f"wget: {_refused(url, result)}\n", 1)
    parts = urlsplit(url if "://" in url else f"http://{url}")
    quiet, where = options.has("quiet"), _address(result.journey)
    err = "" if quiet or not where else f"Connecting to {parts.netloc} ({where}:{parts.port or 80})\n"
    if result.complaint:
        return Reply("", err + f"wget: {_busybox(result.journey, parts.hostname or '')}\n", 1)
    if options.given.get("output-document") == "-":
        err += "" if quiet else "writing to stdout\n"
        return Reply(result.body, err, 0)
    name = options.given.get("output-document") or parts.path.rpartition("/")[2] or "index.html"
    return Reply("", err + ("" if quiet else f"saving to '{name}'\n'{name}' saved\n"), 0)


def _refused(url: str, result: _Result) -> str:
    """What it says of a URL that it cannot use."""
    found = _CODE.match(result.complaint)
    words = result.complaint[found.end() :].strip() if found else result.complaint
    return f"bad URL '{url[:_SHOWN]}': {words}" if found else words


def _busybox(journey: Journey, host: str) -> str:
    address = _address(journey)
    words = {
        NXDOMAIN: f"bad address '{host}'",
        REFUSED: f"can't connect to remote host ({address}): Connection refused",
        TIMEOUT: "download timed out",
    }
    return words.get(journey.outcome, f"can't connect to remote host ({address}): No route to host")


def _address(journey: Journey) -> str:
    return journey.steps[0].before.dst if journey.steps else ""


COMMANDS: dict[str, Command] = {"curl": _curl, "wget": _wget}
