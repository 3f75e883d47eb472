"""The same lines typed into stock kubectl and into the page's terminal, each with a room of its own."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import yaml
from recorded_sessions import equal
from serving import Server
from stock import Done, Kubectl, Page

_HERE = Path(__file__).parent
_PART = re.compile(r'<pre class="console-(out|err)">(.*?)</pre>', re.DOTALL)


_CHANGING = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \+0000(?: UTC)?"), "TIME"),
    (re.compile(r"(?:/tmp/)?\b(LIVE|MERGED)-\d+"), r"\1"),
)


def _bare(text: str) -> str:
    """Without the hour and the folders of a diff, which the recordings' rules leave in."""
    for pattern, put in _CHANGING:
        text = pattern.sub(put, text)
    return text


class Line(NamedTuple):
    """What is typed, and what stands on its standard input."""

    typed: str
    command: str
    stdin: str


class Compared(NamedTuple):
    """A line and its two answers."""

    line: Line
    stock: Done
    ours: Done

    @property
    def differs_in(self) -> str:
        """rc, stdout, stderr: those that differ."""
        parts = (
            ("rc", self.stock.rc == self.ours.rc),
            ("stdout", equal(_bare(self.stock.stdout), _bare(self.ours.stdout))),
            ("stderr", equal(self.stock.stderr, self.ours.stderr)),
        )
        return " ".join(name for name, same in parts if not same)

    def told(self) -> str:
        """A difference as text, for people."""
        return (
            f"$ {self.line.typed}  differs in: {self.differs_in}\n"
            f"--- kubectl rc={self.stock.rc}\n{self.stock.stdout}{self.stock.stderr}"
            f"+++ terminal rc={self.ours.rc}\n{self.ours.stdout}{self.ours.stderr}"
        )


def chapters() -> dict[str, list[Line]]:
    """The lines below each heading of the file, in their order."""
    texts = yaml.safe_load((_HERE / "kubectl_manifests.yaml").read_text())
    found: dict[str, list[Line]] = {}
    for line in (_HERE / "kubectl_lines.txt").read_text().splitlines():
        if line.startswith("# "):
            found[line[2:]] = []
        elif line:
            command, _, name = line.partition(" < ")
            list(found.values())[-1].append(Line(line, command, texts[name] if name else ""))
    return {heading: lines for heading, lines in found.items() if lines}


def typed(page: Page, line: Line) -> Done:
    """What the page's terminal answers."""
    try:
        answer = page.post("terminal/line", line=line.command, at="~", text=line.stdin)
    except Exception as e:
        return Done(500, "", repr(e))
    parts = {name: html.unescape(text) for name, text in _PART.findall(answer)}
    code = re.search(r'data-code="(\d+)"', answer)
    assert code is not None, answer
    return Done(int(code[1]), parts.get("out", ""), parts.get("err", ""))


def compare(server: Server, folder: Path, chapter: str) -> Iterator[Compared]:
    """Type them all, in both rooms at once."""
    kubectl = Kubectl(server, server.new_room("--instant"), folder)
    page = Page(server, server.new_room("--instant"))
    with ThreadPoolExecutor(2) as both:
        for line in chapters()[chapter]:
            if line.command.startswith("sleep "):
                time.sleep(float(line.command.removeprefix("sleep ")))
                continue
            stock = both.submit(kubectl.run, line.command, line.stdin)
            ours = both.submit(typed, page, line)
            yield Compared(line, stock.result(), ours.result())
