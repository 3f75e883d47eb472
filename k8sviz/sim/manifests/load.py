"""Text → documents with line numbers, as kubectl reads them.

k8s.io/apimachinery/pkg/util/yaml splits the text at lines that begin with ---, sigs.k8s.io/yaml turns each
part into JSON. A part that is no YAML ends the reading: what stands before it has been handed on already.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from k8sviz.sim.manifests import build
from k8sviz.sim.manifests.diagnostic import STDIN, Diagnostic, at
from k8sviz.sim.manifests.fieldpath import Path, parents
from k8sviz.sim.manifests.guard import Guard, RefusedError, check_text

Positions = dict[Path, tuple[int, int]]


class Document(msgspec.Struct, frozen=True):
    """One object of the text. `positions` tells line and column of each field, for `value` at `root`."""

    value: Any
    line: int
    positions: Positions
    problems: tuple[Diagnostic, ...] = ()
    root: Path = ()
    error: str = ""  # what kubectl prints when it cannot read the document; `problems` tells where

    def locate(self, path: Path) -> tuple[int, int]:
        """Line and column of a field, or of the nearest thing around it."""
        for nearest in parents(self.root + path):
            if nearest in self.positions:
                return self.positions[nearest]
        return self.line, 1


def read(text: str) -> list[Document]:
    """All documents that are not empty; after one with an error there are no more."""
    try:
        check_text(text)
    except RefusedError as refused:
        return [_failed(refused.message, refused.line, 1, _at_line(refused))]
    guard = Guard()
    documents: list[Document] = []
    for first_line, chunk in split(text):
        document = _read_one(guard, chunk, first_line)
        documents += expand(document) if document else ()
        if document and document.error:
            break
    return documents


def split(text: str) -> Iterator[tuple[int, str]]:
    """The parts between separator lines, each with the number of its first line."""
    held: list[str] = []
    start = 1
    for number, line in enumerate(_lines(text), 1):
        if held and _separates(line):
            yield start, "".join(held)
            held, start = [], number + 1
        else:
            held.append(line)
    if held:
        yield start, "".join(held)


def expand(document: Document) -> list[Document]:
    """The items of a `kind: List`, or the document itself."""
    value = document.value
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        return [document]
    if not str(value.get("kind", "")).endswith("List"):
        return [document]
    return [
        msgspec.structs.replace(
            document, value=item, root=("items", index), line=document.locate(("items", index))[0],
            problems=document.problems if index == 0 else (),
        )
        for index, item in enumerate(value["items"])
        if item is not None
    ]  # fmt: skip


def _lines(text: str) -> list[str]:
    return [line + "\n" for line in text.removesuffix("\n").split("\n")]


def _separates(line: str) -> bool:
    rest = line[3:].strip() if line.startswith("---") else "no"
    return not rest or rest[0] == "#"


def _read_one(guard: Guard, chunk: str, first_line: int) -> Document | None:
    builder = build.Builder(guard.events(chunk, first_line), first_line)
    try:
        value = builder.document()
    except RefusedError as refused:
        return _failed(_converting(refused.message), refused.line, refused.column, _at_line(refused))
    except yaml.MarkedYAMLError as error:
        return _syntax_error(error, first_line, chunk)
    except yaml.YAMLError:  # a character that YAML does not allow
        message = "yaml: control characters are not allowed"
        return _failed(_converting(message), first_line, 1, message)
    if value is None:
        return None
    return Document(value, builder.line, builder.positions, tuple(builder.problems))


def _syntax_error(error: yaml.MarkedYAMLError, first_line: int, chunk: str) -> Document:
    """Go's copy of libyaml counts a parser's lines from 0 and a scanner's from 1; so do these words."""
    mark = error.problem_mark
    line = mark.line if mark else 0
    said = line + 1 if isinstance(error, yaml.scanner.ScannerError) else line
    where = f"line {said}: " if line else ""
    message = f"yaml: {where}{error.problem}"
    if chunk.lstrip().startswith("{") and mark and not chunk[mark.index :].strip():
        return _failed(
            f"error: error parsing {STDIN}: unexpected EOF", first_line + line, 1, "unexpected EOF"
        )
    column = mark.column + 1 if mark else 1
    return _failed(_converting(message), first_line + line, column, str(error.problem))


def _converting(message: str) -> str:
    return f"error: error parsing {STDIN}: error converting YAML to JSON: {message}"


def _at_line(refused: RefusedError) -> str:
    return refused.message.removeprefix("yaml: ")


def _failed(error: str, line: int, column: int, message: str) -> Document:
    return Document(None, line, {}, (at(line, column, message),), error=error)
