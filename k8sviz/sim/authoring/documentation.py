"""What the API says of the field under the pointer."""

from __future__ import annotations

from k8sviz.sim.authoring import fields
from k8sviz.sim.authoring.cursor import ITEM, cursor_at
from k8sviz.sim.authoring.fields import Field
from k8sviz.sim.manifests import load
from k8sviz.sim.manifests.load import Document


def documented(text: str, line: int, column: int) -> Field | None:
    """The field whose name or value stands at a line and a column, both from 1."""
    for document in load.read(text):
        value = document.value if isinstance(document.value, dict) else {}
        found = _field_at(document, line, column)
        if found:
            return fields.field(str(value.get("apiVersion", "")), str(value.get("kind", "")), found)
    return _in_unfinished(text, line)


def _field_at(document: Document, line: int, column: int) -> tuple[str, ...]:
    """The innermost field that begins on the line, at or before the column."""
    starts = [
        (place[1], path)
        for path, place in document.positions.items()
        if place[0] == line and place[1] <= column and path[: len(document.root)] == document.root
    ]
    path = max(starts, default=(0, document.root), key=lambda start: (start[0], len(start[1])))[1]
    inner = path[len(document.root) :]
    return tuple(ITEM if isinstance(step, int) else step for step in inner)


def _in_unfinished(text: str, line: int) -> Field | None:
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return None
    cursor = cursor_at(text, line, len(lines[line - 1]) + 1)
    return fields.field(cursor.api_version, cursor.kind, cursor.path) if cursor.is_value else None
