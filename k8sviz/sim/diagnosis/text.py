"""Where the editor's text says a thing, and the text with one value changed."""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

from k8sviz.sim.diagnosis.chain import Line
from k8sviz.sim.manifests.edit import Change, changed, inserted_first
from k8sviz.sim.manifests.nodes import Node, objects
from k8sviz.sim.objects.identity import Key

Field = str | int
_ONE_LINE = 1_000_000


class Place(NamedTuple):
    """A value in the text."""

    text: str
    node: Node

    @property
    def line(self) -> Line:
        """The line on which the value stands."""
        number = self.text.count("\n", 0, self.node.start) + 1
        return Line(number, "", self.text.split("\n")[number - 1].rstrip("\r"))

    def replaced(self, value: str) -> str:
        """The whole text with another value here."""
        return changed(self.text, [Change(self.node.start, self.node.end, value)])


def find(text: str, key: Key, *path: Field) -> Place | None:
    """The value of an object's field; None if the text does not say it."""
    for node in objects(text):
        if _key(node) == (key.kind, key.namespace, key.name):
            found = _at(node, path)
            return Place(text, found) if found else None
    return None


def with_item(text: str, key: Key, path: tuple[str, ...], item: dict[str, Any]) -> str | None:
    """The text with one more item at the head of a list; None if the object is not in it."""
    said = yaml.safe_dump(item, default_flow_style=True, width=_ONE_LINE, sort_keys=False).strip()
    place, parent = find(text, key, *path), find(text, key, *path[:-1])
    if place is None:
        if parent is None:
            return None
        return changed(text, [inserted_first(text, parent.node, f"{path[-1]}: [{said}]")])
    listed = place.node
    if not isinstance(listed.node, yaml.SequenceNode) or not listed.node.value:
        return place.replaced(f"[{said}]")
    if listed.is_flow:
        return changed(text, [Change(listed.start + 1, listed.start + 1, f"{said}, ")])
    return changed(text, [Change(listed.start, listed.start, f"- {said}\n{' ' * listed.column}")])


def difference(old: str, new: str) -> tuple[Line, ...]:
    """What changed between two texts, with the line before it."""
    before, after = old.split("\n"), new.split("\n")
    first = next((i for i, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    same = next((i for i, pair in enumerate(_backwards(before, after, first)) if pair[0] != pair[1]), 0)
    gone, come = before[first : len(before) - same], after[first : len(after) - same]
    context = [Line(first, "", before[first - 1])] if first else []
    return (
        *context,
        *(Line(first + i, "-", line) for i, line in enumerate(gone, 1)),
        *(Line(first + i, "+", line) for i, line in enumerate(come, 1)),
    )


def _backwards(before: list[str], after: list[str], first: int) -> list[tuple[str, str]]:
    pairs = list(zip(reversed(before[first:]), reversed(after[first:]), strict=False))
    return [*pairs, ("", "-")]


def _key(node: Node) -> tuple[str, str, str]:
    group = node.says("apiVersion").rpartition("/")[0]
    kind = f"{node.says('kind')}{'.' if group else ''}{group}"
    return kind, node.says("metadata", "namespace") or "default", node.says("metadata", "name")


def _at(node: Node, path: tuple[Any, ...]) -> Node | None:
    here: Node | None = node
    for step in path:
        if here is None:
            return None
        if isinstance(step, int):
            items = here.node.value if isinstance(here.node, yaml.SequenceNode) else []
            here = Node(items[step], here.offset) if step < len(items) else None
        else:
            here = here.at(step)
    return here
