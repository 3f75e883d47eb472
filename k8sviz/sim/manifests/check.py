"""What the editor underlines: everything that can be said about a text without a cluster."""

from __future__ import annotations

from collections.abc import Iterator

from k8sviz.sim.manifests import load, recognise, refusals
from k8sviz.sim.manifests.decode import Decoder
from k8sviz.sim.manifests.defaults import defaulted
from k8sviz.sim.manifests.diagnostic import Diagnostic
from k8sviz.sim.manifests.fieldpath import Path, show
from k8sviz.sim.manifests.load import Document
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation import table
from k8sviz.sim.problems import Refusal


def diagnose(text: str) -> list[Diagnostic]:
    """Errors and warnings in the order of the text's documents."""
    found: list[Diagnostic] = []
    lines = text.split("\n")
    for document in load.read(text):
        found += document.problems
        if document.error:
            break
        found += [_spanned(one, lines) for one in _document(document)]
    return found


def _document(document: Document) -> Iterator[Diagnostic]:
    stop = recognise.validating(document)
    kind = recognise.kind_of(document) if stop is None else stop
    if isinstance(kind, Refusal):
        yield _at(kind.line, kind.column, _told(kind.message))
        return
    decoder = Decoder(kind.type)
    obj = decoder.decode(document.value)
    if decoder.wrong:
        path, message = decoder.wrong
        yield _at(*document.locate(path), message)
    elif decoder.unknown:
        for path in decoder.unknown:
            yield _at(*document.locate(path), f'unknown field "{show(path)}"')
    else:
        yield from _rules(document, kind, {"metadata": {}, **obj})


def _rules(document: Document, kind: Kind, obj: dict[str, object]) -> Iterator[Diagnostic]:
    for cause in table.check(kind, defaulted(kind, obj)):
        path: Path = refusals.place_of(cause.path, document)
        yield _at(*document.locate(path), f"{cause.path}: {cause.message}")


def _told(message: str) -> str:
    """Without what only makes sense on a command line."""
    message = message.removeprefix("error: ").partition("; if you choose")[0].partition("\nensure CRDs")[0]
    for before in ("error validating data: ", '" from "STDIN": ', 'unable to decode "STDIN": '):
        message = message.rpartition(before)[2]
    return message


def _at(line: int, column: int, message: str) -> Diagnostic:
    return Diagnostic(line, column, line, column, "error", message)


def _spanned(one: Diagnostic, lines: list[str]) -> Diagnostic:
    """From the field to the end of its line."""
    line = lines[one.line - 1].rstrip() if one.line <= len(lines) else ""
    end = max(len(line) + 1, one.column + 1)
    return Diagnostic(one.line, one.column, one.line, end, one.severity, one.message)
