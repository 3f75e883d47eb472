"""What viewers are sent: one snapshot, then numbered differences, each encoded once for all of them."""

from __future__ import annotations

import secrets

import msgspec

from k8sviz.sim.delta import Scene, diff
from k8sviz.sim.scene import Painter
from k8sviz.sim.world import World

Edge = tuple[int, float]
"""The live edge: the simulated time that it is there (ms), and its rate."""

_encoder = msgspec.json.Encoder()


class Frames:
    """The frames of one room in one process. The epoch tells a browser that numbers begin anew."""

    def __init__(self, world: World, rate: float) -> None:
        self.rate = rate
        self._painter = Painter()
        self._restart(world)

    def restart(self, world: World, rate: float) -> None:
        """Begin anew with this world."""
        self.rate = rate
        self._restart(world)

    def _restart(self, world: World) -> None:
        self.epoch = secrets.randbelow(1 << 31)
        self.number = 0
        self.at = world.cluster.now
        self.scene: Scene = self._painter.draw(world)
        self._encoded = ""

    def next(self, world: World, rate: float) -> str | None:
        """The frame from the last picture to this one; None if nothing is to be seen."""
        if world.cluster.now < self.at:  # time was set back: only a snapshot may do that
            self.restart(world, rate)
            return self.snapshot(self.at)
        scene = self._painter.draw(world)
        delta = diff(self.scene, scene)
        stepped = not rate and world.cluster.now > self.at  # a clock that stands tells no time by itself
        if not delta and rate == self.rate and not stepped:
            return None
        self.number += 1
        self.scene, self.at, self._encoded = scene, world.cluster.now, ""
        message: dict[str, object] = {"frame": [self.epoch, self.number, self.at], "delta": delta}
        if rate != self.rate:
            message["rate"] = self.rate = rate
        return _text(message)

    def snapshot(self, at: int, edge: Edge | None = None) -> str:
        """Everything, for a viewer who comes at `at` or has lost count; `edge` for one who is in the past."""
        self._encoded = self._encoded or _text(self.scene)
        stamp: dict[str, object] = {"snapshot": [self.epoch, self.number, at], "rate": self.rate}
        head = _text(stamp | ({"edge": edge} if edge else {}))
        return f'{head[:-1]},"scene":{self._encoded}}}'


def _text(value: object) -> str:
    return _encoder.encode(value).decode()


def said(**message: object) -> str:
    """One of the small messages: viewers, edge, resync, closed."""
    return _text(message)
