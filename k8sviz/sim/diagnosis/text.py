"""Where the editor's text says a thing, and the text with one value changed."""

from __future__ import annotations

from difflib import SequenceMatcher
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
    """What changed between two texts, each place with the line before it."""
    before, after = old.split("\n"), new.split("\n")
    lines: list[Line] = []
    for tag, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if start:
            lines.append(Line(start, "", before[start - 1]))
        lines += [Line(at + 1, "-", before[at]) for at in range(start, end)]
        lines += [Line(at + 1, "+", after[at]) for at in range(first, last)]
    return tuple(lines)


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
