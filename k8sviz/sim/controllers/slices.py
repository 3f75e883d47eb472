"""How endpoints are laid into slices: what is there stays where it is, and nothing is rebalanced."""

from __future__ import annotations

from typing import Any, NamedTuple

from k8sviz.sim.controllers.endpoints import Ports
from k8sviz.sim.objects.identity import ApiObject

LIMIT = 100  # kube-controller-manager --max-endpoints-per-slice
Content = dict[str, Any]


class Plan(NamedTuple):
    """New contents of the existing slices (None: delete it), and of slices to create."""

    kept: list[Content | None]
    new: list[Content]


def filled(old: list[ApiObject], wanted: dict[Ports, list[dict[str, Any]]]) -> Plan:
    """Lay the wanted endpoints into the old slices and as few new ones as possible."""
    kept: list[Content | None] = [None] * len(old)
    new: list[Content] = []
    for ports, endpoints in wanted.items():
        mine = [place for place, obj in enumerate(old) if _ports_of(obj) == ports]
        contents, extra = _laid([old[place] for place in mine], endpoints)
        for place, content in zip(mine, contents, strict=True):
            kept[place] = _content(ports, content) if content else None
        new += [_content(ports, content) for content in extra]
    if not new and not any(kept):  # a Service without endpoints still owns one slice
        empty: Content = {"endpoints": None, "ports": None}  # as the API shows them
        if old:
            kept[0] = empty
        else:
            new = [empty]
    return Plan(kept, _reuse(kept, new))


def _reuse(kept: list[Content | None], new: list[Content]) -> list[Content]:
    """A slice that would be deleted takes what a new one would hold."""
    for place, content in enumerate(kept):
        if content is None and new:
            kept[place] = new[0]
            new = new[1:]
    return new


def _laid(
    slices: list[ApiObject], endpoints: list[dict[str, Any]]
) -> tuple[list[list[dict[str, Any]]], list[list[dict[str, Any]]]]:
    left = {_identity(entry): entry for entry in endpoints}
    contents: list[list[dict[str, Any]]] = []
    changed: list[bool] = []
    for obj in slices:
        before = obj["endpoints"] or []
        after = [left.pop(_identity(entry)) for entry in before if _identity(entry) in left]
        contents.append(after)
        changed.append(after != before)
    rest = list(left.values())
    for place, content in enumerate(contents):
        if changed[place] and content:
            room = LIMIT - len(content)
            content.extend(rest[:room])
            rest = rest[room:]
    return _with_rest(contents, rest)


def _with_rest(
    contents: list[list[dict[str, Any]]], rest: list[dict[str, Any]]
) -> tuple[list[list[dict[str, Any]]], list[list[dict[str, Any]]]]:
    """What is left goes into one unchanged slice that has room for all of it, else into new ones."""
    end = len(rest) // LIMIT * LIMIT
    full, rest = [rest[start : start + LIMIT] for start in range(0, end, LIMIT)], rest[end:]
    roomy = [content for content in contents if content and len(content) + len(rest) <= LIMIT]
    if rest and roomy:
        max(roomy, key=len).extend(rest)
        rest = []
    return contents, full + ([rest] if rest else [])


def _identity(entry: dict[str, Any]) -> tuple[str, str]:
    return entry["addresses"][0], (entry.get("targetRef") or {}).get("uid", "")


def _ports_of(obj: ApiObject) -> Ports:
    return tuple(
        (port["name"], port.get("port", 0), port["protocol"], port.get("appProtocol", ""))
        for port in obj["ports"] or ()
    )


def _content(ports: Ports, endpoints: list[dict[str, Any]]) -> Content:
    return {"endpoints": endpoints, "ports": [_port(*port) for port in ports]}


def _port(name: str, number: int, protocol: str, app: str) -> dict[str, Any]:
    return ({"appProtocol": app} if app else {}) | {"name": name, "port": number, "protocol": protocol}
