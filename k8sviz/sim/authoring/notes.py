"""Remarks in the margin: what they are made of."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.manifests.load import Document

GOOD, WARN, INFO = "good", "warn", "info"


class Note(NamedTuple):
    """A remark in the margin: a message id and its values, beside a line."""

    line: int
    message: str
    values: dict[str, str]
    tone: str


def note(
    document: Document, path: tuple[str | int, ...], message: str, values: dict[str, str], tone: str
) -> Note:
    """A remark beside the line where a document says something."""
    return Note(document.locate(path)[0], message, values, tone)
