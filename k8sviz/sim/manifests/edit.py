"""Edits of the author's text: one field changes, formatting and comments stay."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.manifests.nodes import Node, objects


class Change(NamedTuple):
    """Replace text[start:end]."""

    start: int
    end: int
    text: str


def set_service_type(text: str, name: str, service_type: str) -> str | None:
    """The text with the Service's spec.type; None if the Service is not in it."""
    service = _service(text, name)
    spec = service.at("spec") if service else None
    if spec is None or not list(spec.pairs()):
        return None
    present = spec.at("type")
    if present:
        return changed(text, [Change(present.start, present.end, service_type)])
    if service_type == "ClusterIP":
        return text
    return changed(text, [inserted_first(text, spec, f"type: {service_type}")])


def changed(text: str, changes: list[Change]) -> str:
    """The text after all changes."""
    for change in sorted(changes, reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text


def inserted_first(text: str, mapping: Node, line: str) -> Change:
    """A new first field of a mapping."""
    return inserted_before(text, mapping, next(mapping.pairs())[0], [line])


def inserted_before(text: str, mapping: Node, key: Node, lines: list[str]) -> Change:
    """New fields before `key`; in braces they are separated by commas."""
    if mapping.is_flow:
        return Change(key.start, key.start, "".join(f"{line}, " for line in lines))
    line_break = "\r\n" if "\r\n" in text else "\n"
    gap = line_break + " " * key.column
    return Change(key.start, key.start, "".join(line + gap for line in lines))


def _service(text: str, name: str) -> Node | None:
    found = (
        node
        for node in objects(text)
        if node.says("kind") == "Service"
        and node.says("apiVersion") == "v1"
        and node.says("metadata", "name") == name
    )
    return next(found, None)
