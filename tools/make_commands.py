"""Makes k8sviz/terminal/kubectl/commands.json: the commands and flags of a stock kubectl, from its help.

python tools/make_commands.py > k8sviz/terminal/kubectl/commands.json
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

_DEEPEST = 3
_FLAG = re.compile(r"^\s+(?:-(\w), )?--([\w-]+)=(.*):$")
_COMMAND = re.compile(r"^  ([a-z][\w-]*)\s{2,}\S")


def _help(*path: str) -> str:
    done = subprocess.run(["kubectl", *path, "--help"], capture_output=True, text=True, check=False)  # noqa: S603, S607
    return done.stdout


def _flags(text: str) -> dict[str, list[str]]:
    found = (_FLAG.match(line) for line in text.splitlines())
    return {one[2]: [one[1] or "", one[3].strip("'")] for one in found if one}


def _commands(text: str) -> Iterator[str]:
    listing = False
    for line in text.splitlines():
        if line and not line.startswith(" "):
            listing = "Commands" in line
        elif listing and (found := _COMMAND.match(line)):
            yield found[1]


def _command(*path: str) -> dict[str, Any]:
    text = _help(*path)
    inner = {name: _command(*path, name) for name in _commands(text)} if len(path) < _DEEPEST else {}
    aliases = re.search(r"^Aliases:\n(.*)$", text, re.MULTILINE)
    names = [name.strip() for name in aliases[1].split(",")][1:] if aliases else []
    return {
        **({"aliases": names} if names else {}),
        **({"flags": flags} if (flags := _flags(text)) else {}),
        **({"commands": inner} if inner else {}),
    }


if __name__ == "__main__":
    options = subprocess.run(["kubectl", "options"], capture_output=True, text=True, check=True)  # noqa: S607
    root = _command()
    whole = {
        "recorded": "kubectl v1.32.4, --help",
        "global": _flags(options.stdout),
        "commands": root["commands"],
    }
    whole["global"]["cache-dir"][1] = ""
    json.dump(whole, sys.stdout, separators=(",", ":"))
