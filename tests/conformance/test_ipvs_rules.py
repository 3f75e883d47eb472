"""What ipvs mode gives a node is, line for line, what kube-proxy v1.36.2 gives it."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import pytest
from recorded import FILES, HERE

from k8sviz.sim.dataplane.addresses import IPV4, IPV6
from k8sviz.sim.dataplane.cases import proxy, view
from k8sviz.sim.dataplane.ipvs import compile_ipvs
from k8sviz.sim.dataplane.ipvs import texts as ipvs_texts
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.service import Service

UNORDERED = "-A KUBE-IPVS-OUT-FILTER "
"""A rule for each guarded Service port, in the order of a Go map; each is about other packets.

Every other line stands where it is recorded. Sets, virtual servers and addresses have no order in the kernel;
they are recorded sorted and printed sorted.
"""


class Node(NamedTuple):
    """One node of one recorded cluster, for one address family."""

    case: str
    name: str
    recorded: dict[str, str]
    compiled: dict[str, str]


@cache
def nodes(file: str) -> tuple[Node, ...]:
    with lzma.open(HERE / f"{file}.jsonl.xz", "rt", encoding="utf-8") as lines:
        return tuple(node for line in lines for node in _nodes(json.loads(line)))


def _nodes(line: dict[str, Any]) -> Iterable[Node]:
    case = line["case"]
    services = [Service.of(obj) for obj in case["services"]]
    slices = [EndpointSlice.of(obj) for obj in case["endpointSlices"]]
    by_name = {node["name"]: node for node in case["nodes"]}
    for full_name, recorded in line["oracle"]["ipvs"].items():
        name, _, six = full_name.partition(".")
        family = IPV6 if six else IPV4
        rules = compile_ipvs(view(by_name[name], family), services, slices, proxy(case, family))
        yield Node(case["name"], full_name, recorded, ipvs_texts(rules))


def comparable(text: str) -> list[str]:
    """The lines, with those of the unordered chain sorted among themselves."""
    lines = text.split("\n")
    places = [place for place, line in enumerate(lines) if line.startswith(UNORDERED)]
    for place, line in zip(places, sorted(lines[place] for place in places), strict=True):
        lines[place] = line
    return lines


def differences(file: str) -> Iterable[str]:
    for node in nodes(file):
        for kind in sorted({*node.recorded, *node.compiled}):
            want, got = (comparable(texts.get(kind, "")) for texts in (node.recorded, node.compiled))
            if want != got:
                missing, unasked = sorted({*want} - {*got}), sorted({*got} - {*want})
                yield f"{node.case} {node.name} {kind}: missing {missing}, unasked {unasked}"


@pytest.mark.parametrize("file", FILES)
def test_every_recorded_text_is_compiled_to_the_same_lines(file: str) -> None:
    wrong = list(differences(file))
    assert not wrong, f"{len(wrong)} texts differ, the first is {wrong[0]}"


def test_the_recordings_are_all_there() -> None:
    recorded = [node for file in FILES for node in nodes(file)]
    assert len({node.case for node in recorded}) == 110
    assert sum(len(text.splitlines()) for node in recorded for text in node.recorded.values()) > 24_000
