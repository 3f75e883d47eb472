"""What one command line may do: many people share the machine that a classroom runs on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Limits(NamedTuple):
    """Of one command line."""

    commands: int  # of its scripts and loops
    requests: int  # curl, ping, questions for names
    steps: int  # about a character read, compared or written each
    output: int  # characters of one text
    shells: int  # inside one another


TYPED = Limits(commands=200, requests=100, steps=4_000_000, output=1 << 20, shells=8)
"""A line that somebody waits for: half a second of work at most."""
SCRIPTED = Limits(commands=50, requests=20, steps=200_000, output=1 << 16, shells=4)
"""One command of a container's own script: the room's time stands still until it is done."""
_USUAL = 10_000  # steps that an ordinary command takes at most


class Spent(Exception):  # noqa: N818 - an end, not a fault
    """A limit is reached; the text names it. Beside it, what was written until then."""

    def __init__(self, words: str) -> None:
        super().__init__(f"{words} (limit of this classroom)")
        self.stdout = ""
        self.stderr = ""

    def follows(self, stdout: str, stderr: str) -> None:
        """What was written before."""
        self.stdout, self.stderr = stdout + self.stdout, stderr + self.stderr


class Budget:
    """What is left of the limits of one command line. Every method raises Spent."""

    def __init__(self, limits: Limits = TYPED) -> None:
        self.limits = limits
        self.commands = self.requests = self.steps = self._shells = 0

    @property
    def turns(self) -> int:
        """How many commands of the usual size it has come to, one at least."""
        return max(1, self.commands, self.requests, self.steps // _USUAL)

    def command(self) -> None:
        """One more is run."""
        self.commands += 1
        if self.commands > self.limits.commands:
            raise Spent(f"stopped after {self.limits.commands} commands")

    def request(self) -> None:
        """One more is sent."""
        self.requests += 1
        if self.requests > self.limits.requests:
            raise Spent(f"stopped after {self.limits.requests} requests")

    def work(self, steps: int) -> None:
        """So many more are taken."""
        self.steps += steps
        if self.steps > self.limits.steps:
            raise Spent(f"stopped after {self.limits.steps} steps of work")

    def write(self, characters: int) -> None:
        """A text of this length is made."""
        self.fits(characters)
        self.work(characters)

    def fits(self, characters: int) -> None:
        """A text has grown to this length."""
        if characters > self.limits.output:
            raise Spent(f"output is longer than {self.limits.output} characters")

    @contextmanager
    def shell(self) -> Iterator[None]:
        """One more is inside the last."""
        self._shells += 1
        try:
            if self._shells > self.limits.shells:
                raise Spent(f"more than {self.limits.shells} shells inside one another")
            yield
        finally:
            self._shells -= 1
