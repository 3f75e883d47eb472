"""A text tidied without touching what it says: spaces at line ends, tabs, blank lines around separators."""

from __future__ import annotations

import re

from k8sviz.sim.manifests import load

_SEPARATOR = re.compile(r"---\s*$")


def formatted(text: str) -> str:
    """The tidy text; the text itself where tidying would change its meaning."""
    lines = [_tidied(line) for line in text.replace("\r\n", "\n").expandtabs(2).split("\n")]
    tidy = "\n".join(_spaced(lines)).strip("\n") + "\n"
    return tidy if _meaning(tidy) == _meaning(text) else text


def _tidied(line: str) -> str:
    return "---" if _SEPARATOR.match(line) else line.rstrip()


def _spaced(lines: list[str]) -> list[str]:
    """No blank lines beside separators, and no more than one elsewhere."""
    found: list[str] = []
    for line in lines:
        before = found[-1] if found else "---"
        if line == "" and before in ("", "---"):
            continue
        if line == "---":
            while found and found[-1] == "":
                found.pop()
        found.append(line)
    return found


def _meaning(text: str) -> list[object]:
    return [document.value for document in load.read(text) if not document.error]
