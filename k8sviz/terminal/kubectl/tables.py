"""The server's Tables as `kubectl get` prints them (cli-runtime/pkg/printers)."""

from __future__ import annotations

from typing import Any, NamedTuple

from k8sviz.sim.manifests import gosyntax
from k8sviz.terminal.kubectl.api import Object


class Options(NamedTuple):
    """What is added to the server's columns, and what is left out."""

    wide: bool = False
    headers: bool = True
    namespaces: bool = False
    prefix: str = ""  # deployment.apps/ before each name
    show_labels: bool = False
    label_columns: tuple[str, ...] = ()


class Printer:
    """Prints tables one after another; the headings once for each set of columns."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._columns: list[Object] | None = None

    def text(self, table: Object, events: list[str] | None = None) -> str:
        """Lines with tabs; `events` are the words of --output-watch-events."""
        columns = table.get("columnDefinitions") or self._columns or []
        rows = table.get("rows") or []
        lines = []
        if rows and self.options.headers and columns != self._columns:
            lines.append(self._heading(columns, bool(events)))
        if rows:
            self._columns = columns
        for place, row in enumerate(rows):
            before = f"{events[place]}\t" if events else ""
            lines.append(before + self._row(columns, row))
        return "".join(f"{line}\n" for line in lines)

    def _shown(self, columns: list[Object]) -> list[int]:
        return [place for place, column in enumerate(columns) if self.options.wide or not column["priority"]]

    def _heading(self, columns: list[Object], events: bool) -> str:
        options = self.options
        names = ["EVENT"] if events else []
        names += ["NAMESPACE"] if options.namespaces else []
        names += [columns[place]["name"].upper() for place in self._shown(columns)]
        names += [label.rpartition("/")[2].upper() for label in options.label_columns]
        return "\t".join(names + (["LABELS"] if options.show_labels else []))

    def _row(self, columns: list[Object], row: Object) -> str:
        options, metadata = self.options, (row.get("object") or {}).get("metadata") or {}
        labels = metadata.get("labels") or {}
        cells = [metadata.get("namespace", "")] if options.namespaces else []
        for place in self._shown(columns):
            prefix = options.prefix if place == 0 else ""
            cells.append(prefix + _cell(row["cells"][place] if place < len(row["cells"]) else None))
        cells += [labels.get(label, "") for label in options.label_columns]
        if options.show_labels:
            cells.append(format_labels(labels))
        return "\t".join(cells)


def _cell(value: Any) -> str:
    if not isinstance(value, str):
        return "" if value is None else gosyntax.plain(value)
    for place, character in enumerate(value):
        if character in "\f\n\r":
            return value[:place] + "..."
    return value


def format_labels(labels: dict[str, str] | None) -> str:
    """a=b,c=d, or <none>."""
    return ",".join(f"{key}={value}" for key, value in sorted((labels or {}).items())) or "<none>"
