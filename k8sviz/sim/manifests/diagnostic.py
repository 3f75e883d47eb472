"""What is wrong with a text, and exactly where; the lines and columns count from 1."""

from __future__ import annotations

import msgspec

STDIN = "STDIN"
"""What kubectl calls a text that it did not read from a file."""


class Diagnostic(msgspec.Struct, frozen=True):
    """Something to underline in the editor."""

    line: int
    column: int
    end_line: int
    end_column: int
    severity: str  # error, warning
    message: str


def at(line: int, column: int, message: str, severity: str = "error", width: int = 1) -> Diagnostic:
    """A diagnostic of `width` characters on one line."""
    return Diagnostic(line, column, line, column + width, severity, message)
