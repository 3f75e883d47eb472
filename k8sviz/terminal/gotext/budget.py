"""How much one command may do with the templates and paths of its line.

Whoever types them may be anybody, and a short line can ask for more work than there is time, and for more
text than there is memory. Go has no such bounds, so that these are this classroom's own.
"""

from __future__ import annotations

STEPS = 300_000
"""Values visited and commands carried out: all of a room at its largest a few times over."""
CHARACTERS = 8_000_000
"""What may be made as text, whether it is printed or put into a variable."""
DEPTH = 40
"""How deep blocks, parentheses, templates and filters may stand inside one another."""


LENGTH = 20_000
"""How many characters a template or path may have."""


class LimitError(Exception):
    """Something asks for more than this classroom allows; the text names the limit."""


class Budget:
    """What is left of one command's work; asking for more raises a LimitError."""

    def __init__(self, steps: int = STEPS, characters: int = CHARACTERS) -> None:
        self._steps, self._characters = steps, characters
        self._steps_left, self._characters_left = steps, characters

    def take(self, steps: int = 1) -> None:
        """Some steps of work."""
        self._steps_left -= steps
        if self._steps_left < 0:
            raise LimitError(f"more than {self._steps} steps: this classroom's limit for a template")

    def made(self, text: str) -> str:
        """The text, when there may be so much of it."""
        self.room(len(text))
        return text

    def room(self, characters: int) -> None:
        """So many characters that are about to be made."""
        self._characters_left -= characters
        if self._characters_left < 0:
            raise LimitError(
                f"more than {self._characters} characters: this classroom's limit for a template"
            )


def check_length(text: str) -> None:
    """Whether a template may be so long."""
    if len(text) > LENGTH:
        raise LimitError(f"more than {LENGTH} characters: this classroom's limit for the text of a template")


def check_depth(depth: int) -> None:
    """Whether so many levels are allowed."""
    if depth > DEPTH:
        raise LimitError(f"nested more than {DEPTH} levels deep: this classroom's limit for a template")
