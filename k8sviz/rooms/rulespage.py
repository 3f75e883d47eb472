"""A node's rules: lit by a packet in the inspector, and side by side on a page of their own."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from k8sviz.rooms import access, moments
from k8sviz.sim.dataplane.rulebook import Line, Sheet, sheets
from k8sviz.sim.dataplane.tools import conntrack_list, ip_route, ss_listening
from k8sviz.sim.digits import whole
from k8sviz.sim.sidebyside import in_every_mode, matched, passed
from k8sviz.sim.world import World

_SHOWN = 400  # lines of one text in the inspector


async def page(request: HttpRequest, code: str, node: str) -> HttpResponse:
    """The same cluster in iptables, nftables and ipvs mode, and what other tools tell of the node."""
    room = await access.find_or_404(request, code)
    world = await moments.world(room, moments.at_of(request))
    if node not in world.network.kernels:
        raise Http404
    journey = passed(world, node, _number(request))
    lit = matched(journey, node)
    own = world.wiring.mode
    modes = [
        {"mode": mode, "own": mode == own, "sheets": sheets(rules, lit if mode == own else ())}
        for mode, rules in in_every_mode(world, node).items()
    ]
    context = {"room": room, "node": node, "journey": journey, "modes": modes, "tools": _tools(world, node)}
    return render(request, "rules.html", context)


def lit_rules(world: World, node: str, number: int = 0) -> dict[str, Any]:
    """What the inspector shows of a node's rules."""
    journey = passed(world, node, number)
    found = sheets(world.network.kernels[node].rules, matched(journey, node))
    lit = sorted((line for one in found for line in one.lines if line.order), key=lambda line: line.order)
    return {"journey": journey, "lit": lit, "sheets": [_cut(one) for one in found]}


def _cut(sheet: Sheet) -> dict[str, Any]:
    """The first lines of very many, and every lit one."""
    more = max(0, len(sheet.lines) - _SHOWN)
    lit: list[Line] = [line for line in sheet.lines[_SHOWN:] if line.order]
    return {"command": sheet.command, "lines": [*sheet.lines[:_SHOWN], *lit], "cut": more - len(lit)}


def _tools(world: World, node: str) -> list[tuple[str, str]]:
    network, kernel = world.network, world.network.kernels[node]
    return [
        ("conntrack -L", conntrack_list(network, kernel, world.cluster.now)),
        ("ip route", ip_route(network, kernel)),
        ("ss -tlnp", ss_listening(kernel)),
    ]


def _number(request: HttpRequest) -> int:
    return whole(request.GET.get("journey", "")) or 0
