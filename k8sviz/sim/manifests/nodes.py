"""Where things stand in a text, for edits that leave the rest of it alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import yaml

from k8sviz.sim.manifests import load


class Node(NamedTuple):
    """A YAML node and how far its document is into the text."""

    node: yaml.Node
    offset: int

    @property
    def start(self) -> int:
        """The index of its first character."""
        mark = self.node.start_mark
        return self.offset + (mark.index if mark else 0)

    @property
    def end(self) -> int:
        """The index after its last character."""
        mark = self.node.end_mark
        return self.offset + (mark.index if mark else 0)

    @property
    def column(self) -> int:
        """How far it is indented."""
        mark = self.node.start_mark
        return mark.column if mark else 0

    @property
    def is_flow(self) -> bool:
        """Whether it is written in braces."""
        return isinstance(self.node, yaml.CollectionNode) and bool(self.node.flow_style)

    @property
    def text(self) -> str:
        """A scalar's text."""
        return self.node.value if isinstance(self.node, yaml.ScalarNode) else ""

    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """The keys and values of a mapping."""
        if isinstance(self.node, yaml.MappingNode):
            for key, value in self.node.value:
                yield Node(key, self.offset), Node(value, self.offset)

    def pair(self, name: str) -> tuple[Node, Node] | None:
        """One field's key and value; of repeated keys the last, as kubectl has it."""
        found = [(key, value) for key, value in self.pairs() if key.text == name]
        return found[-1] if found else None

    def at(self, *path: str) -> Node | None:
        """The value at a path of fields."""
        here: Node | None = self
        for name in path:
            pair = here.pair(name) if here else None
            here = pair[1] if pair else None
        return here

    def says(self, *path: str) -> str:
        """The scalar at a path; "" if there is none."""
        found = self.at(*path)
        return found.text if found else ""


def objects(text: str) -> Iterator[Node]:
    """The objects of a text that the guard has let pass; the items of Lists one by one."""
    if any(document.error for document in load.read(text)):
        return
    offset = 0
    for start, chunk in _chunks(text):
        offset = start
        node = yaml.compose(chunk, Loader=yaml.CLoader)
        if node is not None:
            yield from _items(Node(node, offset))


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for first_line, chunk in load.split(text):
        yield starts[first_line - 1] + chunk.startswith("\ufeff"), chunk  # the parser does not count the mark


def _items(node: Node) -> Iterator[Node]:
    items = node.at("items")
    if items and node.says("kind").endswith("List") and isinstance(items.node, yaml.SequenceNode):
        for item in items.node.value:
            yield from _items(Node(item, node.offset))
    else:
        yield node
