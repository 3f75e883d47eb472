"""Where a line is typed: on the learner's own machine, on a node, or in a shell of a container."""

from __future__ import annotations

from typing import NamedTuple

HOME = "~"
EXEC, ATTACHED, PASSING = "exec", "attach", "rm"  # a shell of its own; the container's; one of `run --rm`


class Shell(NamedTuple):
    """A shell of a container."""

    how: str  # one of the three above
    namespace: str
    pod: str
    container: str

    @property
    def place(self) -> str:
        """As the page sends it with each line."""
        return "/".join(self)


def shell_at(place: str) -> Shell | None:
    """The shell behind a place; None for a machine."""
    parts = place.split("/")
    return (
        Shell(*parts) if len(parts) == len(Shell._fields) and parts[0] in (EXEC, ATTACHED, PASSING) else None
    )
