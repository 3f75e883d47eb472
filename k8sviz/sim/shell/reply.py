"""What a command has written and how it ended, and where it ran."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NamedTuple

from k8sviz.sim.commands import SendRequest
from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.problems import Refusal
from k8sviz.sim.shell.budget import Budget
from k8sviz.sim.world import World


class Reply(NamedTuple):
    """The two streams and the exit code."""

    stdout: str = ""
    stderr: str = ""
    code: int = 0


class Sent(NamedTuple):
    """A request that was made, or why it could not be."""

    journey: Journey | None
    refusal: Refusal | None = None


class Place(NamedTuple):
    """A Pod or a node: its element id, its object, the world on entry, and who carries out what it wants."""

    subject: str  # pod/<namespace>/<name> or node/<name>
    obj: ApiObject
    world: World
    send: Callable[[SendRequest], Awaitable[Sent]]
    pause: Callable[[float], Awaitable[None]]  # for so many seconds
    budget: Budget  # of the command line

    @property
    def on_node(self) -> bool:
        """Whether it is a node's own command line."""
        return self.subject.startswith("node/")

    async def ask(self, request: SendRequest) -> Sent:
        """Send a request, if the line may send one more.

        Raises: Spent.
        """
        self.budget.request()
        return await self.send(request)


Command = Callable[[Place, list[str]], Coroutine[Any, Any, Reply]]
"""Takes the arguments after the command's name. Raises: Spent."""
