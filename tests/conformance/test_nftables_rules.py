"""The table of nftables mode is, line for line, the one that kube-proxy v1.36.2 writes."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from recorded import FILES, Recorded, cases

from k8sviz.sim.dataplane.nftables import NftRuleSet, render

ELEMENT = "add element "
"""A set has no order: its elements are recorded in the order of a Go map. Every other line has its place."""


def lines(text: str) -> tuple[list[str], list[str]]:
    found = text.splitlines()
    elements = sorted(line for line in found if line.startswith(ELEMENT))
    return [line for line in found if not line.startswith(ELEMENT)], elements


def compiled(node: Recorded) -> str:
    rules = node.compiled()
    assert isinstance(rules, NftRuleSet)
    return render(rules)


def differences(node: Recorded) -> Iterable[str]:
    for want, got in zip(lines(node.text), lines(compiled(node)), strict=True):
        if want != got:
            missing, too_many = sorted(set(want) - set(got)), sorted(set(got) - set(want))
            yield f"{node.name}: recorded {missing}, compiled {too_many}"


@pytest.mark.parametrize("file", FILES)
def test_every_recorded_table_is_compiled_to_the_same_lines(file: str) -> None:
    wrong = [difference for node in cases(file, "nftables") for difference in differences(node)]
    assert not wrong, f"{len(wrong)} tables differ, the first is {wrong[0]}"


def test_the_recordings_are_all_there() -> None:
    nodes = [node for file in FILES for node in cases(file, "nftables")]
    assert len({node.case["name"] for node in nodes}) == 110
    assert sum(len(node.text.splitlines()) for node in nodes) > 20_000
