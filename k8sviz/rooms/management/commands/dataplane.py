"""manage.py dataplane: what each node's kube-proxy makes of recorded clusters."""

from __future__ import annotations

import gc
import json
import lzma
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from k8sviz.sim.dataplane.cases import Case, answers
from k8sviz.sim.dataplane.ipvs.cases import ipvs_answers

MODES: dict[str, Callable[[Case], Iterator[dict[str, Any]]]] = {
    "iptables": partial(answers, mode="iptables"),
    "nftables": partial(answers, mode="nftables"),
    "ipvs": ipvs_answers,
}
_BATCH = 100_000  # new objects between two searches


class Command(BaseCommand):
    """Answers conformance cases."""

    help = "Read cases (JSON Lines, plain or .xz) and write one line per case, proxy mode and node."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """dataplane FILE… [--mode M] [-o json]."""
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--mode", action="append", metavar="M", help=f"one of: {', '.join(MODES)}")
        parser.add_argument("-o", "--output", choices=["json"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer them all."""
        modes = options["mode"] or MODES
        for mode in modes:
            if mode not in MODES:
                raise CommandError(f'proxy mode "{mode}" is not supported: use {", ".join(MODES)}')
        with _undisturbed():
            for path in options["files"]:
                for case in _cases(path):
                    for mode in modes:
                        for answer in MODES[mode](case):
                            self.stdout.write(json.dumps(answer, separators=(",", ":")))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Rules are many small objects that live for long: to look for garbage among them is in vain."""
    before = gc.get_threshold()
    gc.set_threshold(_BATCH)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _cases(path: Path) -> Iterator[Case]:
    """Each line is a case, or {"case": …}."""
    opened = lzma.open if path.suffix == ".xz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            yield from (_case(path, number, line) for number, line in enumerate(lines, 1) if line.strip())
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as problem:
        raise CommandError(f"{path}: {problem}") from problem


def _case(path: Path, number: int, line: str) -> Case:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as problem:
        raise CommandError(f"{path}:{number}: {problem}") from problem
    case = value.get("case", value) if isinstance(value, dict) else value
    if isinstance(case, str):  # a bare case may carry a field of that name
        case = value
    if not isinstance(case, dict) or not {"name", "nodes", "services", "endpointSlices"} <= case.keys():
        raise CommandError(
            f"{path}:{number}: not a case: name, nodes, services and endpointSlices are needed"
        )
    return case
