"""Where each value of a YAML text stands, so that a problem can be told with its line."""

from __future__ import annotations

from typing import Any

import yaml

Path = tuple[str | int, ...]


def places(text: str) -> tuple[Any, dict[Path, int]]:
    """The value of the text, and the line (from 1) of everything in it. Raises yaml.YAMLError."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    lines: dict[Path, int] = {}
    if node is not None:
        _note(node, (), lines)
    return yaml.load(text, Loader=yaml.CSafeLoader), lines


def nearest(lines: dict[Path, int], path: Path) -> int:
    """The line of a value, or of the nearest thing around it."""
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path, 1)


def path_of(pointer: str) -> Path:
    """msgspec's `$.steps[0].title` as a path."""
    found: list[str | int] = []
    for part in pointer.lstrip("$").replace("[", ".[").split("."):
        if part.startswith("["):
            inner = part.strip("[]")
            found.append(int(inner) if inner.isdigit() else inner)
        elif part:
            found.append(part)
    return tuple(found)


def _note(node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    lines.setdefault(path, node.start_mark.line + 1 if node.start_mark else 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            lines[here] = key.start_mark.line + 1
            _note(value, here, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _note(item, (*path, index), lines)
