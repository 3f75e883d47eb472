"""Fixes: of the editor's text where it names the field, by kubectl's patch where it does not."""

from __future__ import annotations

from typing import Any

import msgspec

from k8sviz.sim.commands import Apply, Patch, SendRequest
from k8sviz.sim.diagnosis.chain import Fix, Line, Values
from k8sviz.sim.diagnosis.printed import in_namespace
from k8sviz.sim.diagnosis.text import Field, Place, difference, find, with_item
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.world import World

Said = tuple[str, Values]


def set_value(world: World, key: Key, path: tuple[Field, ...], value: Any, said: Said) -> Fix:
    """One field of an object gets another value; what stands around it in a list stays."""
    patch = _merged(world.cluster.get(key) or {}, path, value)
    return set_field(world, key, path, str(value), patch, said)


def set_field(
    world: World, key: Key, path: tuple[Field, ...], value: str, patch: dict[str, Any], said: Said
) -> Fix:
    """One field gets another value; `patch` is the same as a merge patch."""
    message, values = said
    typed = _typed(key, patch)
    place = find(world.draft, key, *path)
    if place is None or place.node.text == value:
        return Fix(message, values, (Patch(key.kind, key.name, patch, key.namespace),), typed=typed)
    text = place.replaced(value)
    return Fix(message, values, (Apply(text),), difference(world.draft, text), typed, text)


def set_pair(
    world: World, key: Key, path: tuple[Field, ...], old: str, new: tuple[str, str], said: Said
) -> Fix:
    """One pair of a mapping becomes another one, its key too."""
    patch: Any = {old: None, new[0]: new[1]} if old != new[0] else {old: new[1]}
    for step in reversed(path):
        patch = {step: patch}
    fix = set_field(world, key, (*path, old), new[1], patch, said)
    place = find(fix.text or world.draft, key, *path) if old != new[0] else None
    pair = place.node.pair(old) if place else None
    if place is None or pair is None:
        return fix
    text = Place(place.text, pair[0]).replaced(new[0])
    return fix._replace(commands=(Apply(text),), diff=difference(world.draft, text), text=text)


def add_item(
    world: World, key: Key, path: tuple[str, ...], item: dict[str, Any], said: tuple[str, Values]
) -> Fix:
    """One more item in a list, which need not be there yet."""
    message, values = said
    patch: Any = [*_items(world, key, path), item]
    for step in reversed(path):
        patch = {step: patch}
    typed = _typed(key, patch)
    text = with_item(world.draft, key, path, item)
    if text is None:
        return Fix(message, values, (Patch(key.kind, key.name, patch, key.namespace),), typed=typed)
    return Fix(message, values, (Apply(text),), difference(world.draft, text), typed, text)


def _items(world: World, key: Key, path: tuple[str, ...]) -> list[Any]:
    here: Any = world.cluster.get(key) or {}
    for step in path:
        here = here.get(step) or {}
    return list(here)


def where(world: World, key: Key, *path: Field) -> tuple[Line, ...]:
    """The line of the editor's text that says it, if one does."""
    place = find(world.draft, key, *path)
    return (place.line,) if place else ()


def ask_instead(client: str, url: str, said: Said) -> Fix:
    """Nothing in the cluster is wrong: the client has to ask for something else."""
    message, values = said
    return Fix(message, {**values, "url": url}, (SendRequest(client, url),), typed=f"curl {url}")


def _merged(value: Any, path: tuple[Field, ...], new: Any) -> Any:
    """A merge patch that sets one field: of mappings the way to it, of lists the whole (RFC 7386)."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [_replaced(item, rest, new) if at == step else item for at, item in enumerate(value)]
    return {step: _merged((value or {}).get(step), rest, new)}


def _replaced(value: Any, path: tuple[Field, ...], new: Any) -> Any:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [_replaced(item, rest, new) if at == step else item for at, item in enumerate(value)]
    return {**(value or {}), step: _replaced((value or {}).get(step), rest, new)}


def _typed(key: Key, patch: dict[str, Any]) -> str:
    kind = key.kind.partition(".")[0].lower()
    told = msgspec.json.encode(patch).decode()
    return f"kubectl patch {kind} {key.name}{in_namespace(key.namespace)} --type=merge -p '{told}'"
