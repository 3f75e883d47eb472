"""Everything that can be wrong with a lesson: its form, its rules, and whether it can be solved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from k8sviz.lessons.load import FILE, Flaw, found_folders, read
from k8sviz.lessons.places import nearest
from k8sviz.lessons.rules import broken
from k8sviz.lessons.solve import play

RUNS = ((7, "iptables"), (2026, "nftables"), (31, "iptables"))
"""Seeds and proxy modes: neither chance nor the mode may decide whether a lesson can be solved."""


def flaws(folder: Path) -> Iterator[Flaw]:
    """All of one folder's; it is played only if its rules hold."""
    found = read(folder)
    yield from found.flaws
    if found.lesson is None:
        return
    slugs = {one.name for one in found_folders()}
    problems = list(broken(found.lesson, slugs))
    for place, reason in problems:
        yield Flaw(folder / FILE, nearest(found.lines, place), reason)
    if problems:
        return
    told: set[Flaw] = set()
    for seed, mode in RUNS:
        for unsolved in play(found.lesson, seed, mode):
            reason = f"{unsolved.reason}, in {mode} mode"
            told.add(Flaw(folder / FILE, nearest(found.lines, unsolved.place), reason))
    yield from sorted(told)
