"""Go's text/tabwriter: cells end with tabs, and a column is a block of cells in consecutive lines."""

from __future__ import annotations

from typing import NamedTuple

_Lines = list[list[str]]


class Layout(NamedTuple):
    """The least width of a column, and what stands between it and the next."""

    minwidth: int
    padding: int


TABLE = Layout(6, 3)  # k8s.io/cli-runtime/pkg/printers GetNewTabWriter
DESCRIPTION = Layout(0, 2)  # k8s.io/kubectl/pkg/describe tabbedString
RESOURCES = Layout(10, 3)


def align(text: str, layout: Layout) -> str:
    """The text with its tabs replaced by spaces."""
    lines = [line.split("\t") for line in text.split("\n")]
    out: list[str] = []
    _format(lines, layout, [], 0, len(lines), out)
    return "\n".join(out)


def _format(lines: _Lines, layout: Layout, widths: list[int], first: int, end: int, out: list[str]) -> None:
    column, this = len(widths), first
    while this < end:
        if column >= len(lines[this]) - 1:
            this += 1
            continue
        out += [_line(line, widths) for line in lines[first:this]]
        first, width = this, layout.minwidth
        while this < end and column < len(lines[this]) - 1:
            width = max(width, len(lines[this][column]) + layout.padding)
            this += 1
        _format(lines, layout, [*widths, width], first, this, out)
        first = this
    out += [_line(line, widths) for line in lines[first:end]]


def _line(cells: list[str], widths: list[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
    return "".join(padded + cells[len(widths) :])
