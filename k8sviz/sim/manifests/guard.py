"""What would hurt the process is refused before anything is built from it.

libyaml's loader recurses in C: 25 kB of "[" end the process. Its parser does not, so the limits are counted
on the parser's events, aliases at the size of what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

MAX_BYTES = 256 * 1024
MAX_DEPTH = 64
MAX_NODES = 100_000


class RefusedError(Exception):
    """A text that is not read on; caught in `load`, where it becomes a diagnostic."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


def check_text(text: str) -> None:
    """Refuse a text that is too long or no text at all."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise RefusedError("yaml: invalid Unicode character", line) from None
    if size > MAX_BYTES:
        raise RefusedError(f"the text has {size} bytes, the limit is {MAX_BYTES} (256 KiB)")


def place(event: yaml.Event, first_line: int) -> tuple[int, int]:
    """Line and column of an event, counted from 1; the parser sets a mark on every event."""
    mark = event.start_mark
    return (first_line + mark.line, mark.column + 1) if mark else (first_line, 1)


class Guard:
    """Lets events through while depth and expanded size stay within the limits."""

    def __init__(self) -> None:
        self.nodes = 0  # over all documents of the text
        self._sizes: dict[str, int] = {}
        self._open: list[tuple[str | None, int]] = []

    def events(self, chunk: str, first_line: int) -> Iterator[yaml.Event]:
        """The events of one document; raises RefusedError at the first that goes too far."""
        self._sizes, self._open = {}, []
        for event in yaml.parse(chunk, Loader=yaml.CLoader):
            problem = self._count(event)
            if problem:
                raise RefusedError(problem, *place(event, first_line))
            yield event

    def _count(self, event: yaml.Event) -> str:
        if isinstance(event, yaml.ScalarEvent):
            self._add(1, event.anchor, 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open.append((event.anchor, self.nodes))
            self._add(1, None, 1)
            if len(self._open) > MAX_DEPTH:
                return f"the text is nested too deeply, the limit is {MAX_DEPTH} levels"
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = self._open.pop()
            self._add(0, anchor, self.nodes - before)
        elif isinstance(event, yaml.AliasEvent):
            return self._alias(event.anchor or "") or self._limit()
        return self._limit()

    def _add(self, count: int, anchor: str | None, size: int) -> None:
        self.nodes += count
        if anchor is not None:
            self._sizes[anchor] = size

    def _alias(self, anchor: str) -> str:
        if any(name == anchor for name, _ in self._open):
            return f"yaml: anchor '{anchor}' value contains itself"
        if anchor not in self._sizes:
            return f"yaml: unknown anchor '{anchor}' referenced"
        self.nodes += self._sizes[anchor]
        return ""

    def _limit(self) -> str:
        if self.nodes > MAX_NODES:
            return f"the text expands to too many values, the limit is {MAX_NODES}"
        return ""
