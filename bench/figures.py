"""How a figure is taken and printed."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median


def cpu_ms(work: Callable[[], object], runs: int) -> float:
    """The median CPU time of one run, in milliseconds."""
    return median(_cpu(work) for _ in range(runs))


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time_ns()
    work()
    return (time.process_time_ns() - start) / 1e6


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def show(name: str, value: str, goal: str, yardstick: str = "") -> None:
    """One line of the report."""
    print(f"{name:<58} {value:>14}   goal {goal:<10} {yardstick}", flush=True)
