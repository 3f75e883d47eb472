"""What a command has written and how it ended, and where it ran."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from k8sviz.rooms.models import Room
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.world import World


class Reply(NamedTuple):
    """The two streams and the exit code."""

    stdout: str = ""
    stderr: str = ""
    code: int = 0


class Place(NamedTuple):
    """A Pod or a node of a room: its element id, its object and the world as it was on entry."""

    room: Room
    subject: str  # pod/<namespace>/<name> or node/<name>
    obj: ApiObject
    world: World

    @property
    def on_node(self) -> bool:
        """Whether it is a node's own command line."""
        return self.subject.startswith("node/")


Command = Callable[[Place, list[str]], Awaitable[Reply]]
"""Takes the arguments after the command's name."""
