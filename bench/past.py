"""Time: reaching any moment of an hour at 20 requests a second, and two timelines beside each other."""

from __future__ import annotations

import asyncio
import os
import random
import time
import tracemalloc
from statistics import median

import django

from bench.core import TUTORIAL
from bench.figures import percentile, show

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "k8sviz.settings")
django.setup()

from k8sviz.rooms.frames import Frames  # noqa: E402
from k8sviz.rooms.history import History  # noqa: E402
from k8sviz.rooms.log import Entry  # noqa: E402
from k8sviz.rooms.replay import Replay  # noqa: E402
from k8sviz.sim.commands import Apply, Create, StartTraffic  # noqa: E402

HOUR = 3_600_000
SEEKS = 200
ROUNDS = 5
_TICK = 100


def an_hour(seed: int = 7, rate: int = 20, length: int = HOUR) -> History:
    """A tutorial room with traffic, as a process has it that was there all the time."""
    history = History(Entry(1, 0, Create(seed=seed)))
    history.take(Entry(2, 0, Apply(text=TUTORIAL)))
    history.take(Entry(3, 10_000, StartTraffic("pod/default/client", "http://httpd-svc:8080", rate)))
    for at in range(0, length, 1_000):
        history.advance(at)
    return history


def seek_ms(history: History, at: int) -> float:
    """What a viewer waits for: the world of that moment, drawn and encoded."""
    began = time.perf_counter()
    replay = Replay(history, at)
    asyncio.run(replay.go(at))
    Frames(replay.world, 0.0).snapshot(at)
    return (time.perf_counter() - began) * 1000


def timelines_ms(count: int) -> float:
    """CPU of a minute of so many timelines in step, drawn ten times a second."""
    histories = [an_hour(seed, length=20_000) for seed in range(count)]
    frames = [Frames(history.world, 1.0) for history in histories]
    began = time.process_time()
    for at in range(20_000, 80_000, _TICK):
        for history, drawn in zip(histories, frames, strict=True):
            history.advance(at)
            drawn.next(history.world, 1.0)
    return (time.process_time() - began) * 1000


def run() -> None:
    """Measure and print."""
    history = an_hour()
    moments = random.Random(7)
    waits = [seek_ms(history, moments.randrange(history.now)) for _ in range(SEEKS)]
    p95 = percentile(waits, 0.95)
    rest = f"median {percentile(waits, 0.5):.0f} ms, {history.world.sent:,} requests"
    show("any moment of an hour at 20 requests/s, p95 of 200", f"{p95:.0f} ms", "≤ 100 ms", rest)
    tracemalloc.start()
    held = an_hour(length=HOUR // 4)
    size = tracemalloc.get_traced_memory()[0] / 1024 / 1024
    tracemalloc.stop()
    kept = len(held._checkpoints)
    show(
        "memory of a quarter of it, checkpoints included",
        f"{size:.0f} MiB",
        "bounded",
        f"{kept} worlds kept",
    )
    rounds = [(timelines_ms(2), timelines_ms(1)) for _ in range(ROUNDS)]
    ratio, two = median(two / one for two, one in rounds), median(two for two, _ in rounds)
    show("two timelines in step, CPU of a minute", f"{two:.0f} ms", "≤ 2.2 ×", f"{ratio:.2f} × of one")
