"""Field paths: ("spec", "ports", 0) inside, spec.ports[0] in messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from k8sviz.sim import digits

Path = tuple[str | int, ...]

_PART = re.compile(r"\[([^\]]*)\]|([^.\[]+)")


def parse(text: str) -> Path:
    """spec.ports[0].port → ("spec", "ports", 0, "port"); a key in brackets stays text."""
    return tuple(
        digits.number_or_text(match[1]) if match[2] is None else match[2] for match in _PART.finditer(text)
    )


def show(path: Path) -> str:
    """As the API server writes it."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def parents(path: Path) -> Iterator[Path]:
    """The path itself and everything around it, innermost first."""
    return (path[:length] for length in range(len(path), -1, -1))
