"""The difference of two scenes. A scene is tables of values; `apply(a, diff(a, b)) == b`.

The same few lines exist in static/js/delta.js; tests/golden/delta.json holds both to the same answers.
"""

from __future__ import annotations

from typing import Any

Scene = dict[str, dict[str, Any]]
"""table name → id → any JSON value; a value is replaced whole, never changed inside."""

Delta = dict[str, dict[str, Any]]
"""table name → {"+": {id: value}, "-": [ids]}; what is empty is left out."""


def diff(before: Scene, after: Scene) -> Delta:
    """What to send to a browser that holds `before`, so that it holds `after`."""
    delta: Delta = {}
    for name in [*before, *(name for name in after if name not in before)]:
        old, new = before.get(name, {}), after.get(name, {})
        if old is new:
            continue
        changed = {key: value for key, value in new.items() if key not in old or old[key] != value}
        gone = [key for key in old if key not in new]
        change = ({"+": changed} if changed else {}) | ({"-": gone} if gone else {})
        if change:
            delta[name] = change
    return delta


def apply(scene: Scene, delta: Delta) -> Scene:
    """The scene after `delta`; `scene` itself stays as it was."""
    after = dict(scene)
    for name, change in delta.items():
        gone = set(change.get("-", ()))
        table = {key: value for key, value in after.get(name, {}).items() if key not in gone}
        after[name] = table | change.get("+", {})
    return after
