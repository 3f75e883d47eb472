"""The forms of `-o`: yaml, json, name, jsonpath, go-template, custom-columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from k8sviz.sim.manifests import dump, gosyntax
from k8sviz.terminal.gotext import jsonpath, template
from k8sviz.terminal.gotext.budget import Budget
from k8sviz.terminal.gotext.tabwriter import TABLE, align
from k8sviz.terminal.gotext.values import indented, quoted, shown
from k8sviz.terminal.kubectl import failures
from k8sviz.terminal.kubectl.api import Files, KubectlError, Object, PrintingError

Printer = Callable[[Object], str]
GET_FORMATS = (
    "custom-columns", "custom-columns-file", "go-template", "go-template-file", "json", "jsonpath",
    "jsonpath-as-json", "jsonpath-file", "name", "template", "templatefile", "wide", "yaml",
)  # fmt: skip
OTHER_FORMATS = (
    "go-template", "go-template-file", "json", "jsonpath", "jsonpath-as-json", "jsonpath-file", "name",
    "template", "templatefile", "yaml",
)  # fmt: skip


class Form:
    """One `-o`, read once; `write` gives the text of an object."""

    def __init__(
        self, text: str, files: Files, budget: Budget, managed: bool = False,
        allowed: tuple[str, ...] = GET_FORMATS, given: str = "", headers: bool = True,
    ) -> None:  # fmt: skip
        self.kind, equals, self.argument = text.partition("=")
        if not equals and given:
            self.argument = given
            self.kind = self.kind or "go-template"
        if self.kind not in allowed:
            raise KubectlError(
                f'unable to match a printer suitable for the output format "{text}", allowed formats are: '
                + ",".join(allowed)
            )
        if self.kind.endswith("-file") or self.kind == "templatefile":
            self.argument = _file(files, self.argument, self.kind)
            self.kind = self.kind.removesuffix("-file").removesuffix("file")
        self._managed = managed
        self._budget = budget
        self._headers = headers
        self._written = 0

    def write(self, obj: Object) -> str:
        """The text of one object or of a List of them."""
        bare = obj if self._managed else without_managed_fields(obj)
        self._written += 1
        match self.kind:
            case "yaml":
                return ("---\n" if self._written > 1 else "") + dump.write(bare)
            case "json":
                return indented(bare) + "\n"
            case "jsonpath" | "jsonpath-as-json":
                return self._jsonpath(obj)
            case "go-template" | "template":
                return self._template(obj)
            case "custom-columns":
                return self._columns(obj)
            case _:
                return "".join(f"{name_of(item)}\n" for item in items_of(bare))

    def _jsonpath(self, obj: Object) -> str:
        if not self.argument:
            raise KubectlError("template format specified but no template given")
        try:
            paths = jsonpath.parse(self.argument)
        except jsonpath.JsonPathError as error:
            raise KubectlError(f"error parsing jsonpath {self.argument}, {error}") from error
        carry_out = jsonpath.execute if self.kind == "jsonpath" else jsonpath.as_json
        try:
            return carry_out(paths, obj, self._budget)
        except jsonpath.JsonPathError as error:
            failed = failures.of_path(self.argument, obj, str(error), self._budget)
            raise KubectlError(f"error executing jsonpath {quoted(self.argument)}: {failed}") from error

    def _template(self, obj: Object) -> str:
        if not self.argument:
            raise KubectlError("template format specified but no template given")
        try:
            return template.execute(self.argument, obj, self._budget)
        except template.TemplateError as error:
            raise KubectlError(f"error parsing template {self.argument}, {error}") from error
        except template.ExecutionError as error:
            printed = error.printed + failures.of_template(self.argument, obj, str(error), self._budget)
            told = f"error executing template {quoted(self.argument)}: {error}\n"
            raise PrintingError(told, printed) from error

    def _columns(self, obj: Object) -> str:
        columns = _columns(self.argument)
        rows = [[header for header, _ in columns]] if self._headers and self._written == 1 else []
        try:
            paths = [jsonpath.parse(path)[0] for _, path in columns]
            for item in items_of(obj):
                rows.append([self._cell(path, item) for path in paths])
        except jsonpath.JsonPathError as error:
            raise PrintingError(str(error), _aligned(rows)) from error
        return _aligned(rows)

    def _cell(self, path: jsonpath.Path, item: Object) -> str:
        found = jsonpath.find(path, item, self._budget)
        return ",".join(self._budget.made(_plain(value)) for value in found) or "<none>"


def _aligned(rows: list[list[str]]) -> str:
    return align("".join("\t".join(row) + "\n" for row in rows), TABLE)


def _columns(text: str) -> list[tuple[str, str]]:
    """Headers and paths."""
    if not text:
        raise KubectlError("custom-columns format specified but no custom columns given")
    columns = []
    for part in text.split(","):
        header, colon, spec = part.partition(":")
        if not colon or not spec:
            raise KubectlError(f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
        try:
            columns.append((header, jsonpath.relaxed(spec)))
        except jsonpath.JsonPathError as error:
            raise KubectlError(str(error)) from error
    return columns


def _plain(value: Any) -> str:
    return gosyntax.plain(value) if isinstance(value, dict | list) else shown(value) or "<nil>"


def _file(files: Files, name: str, kind: str) -> str:
    if name not in files:
        what = "template" if kind.startswith("custom") else "--template"
        raise KubectlError(f"error reading {what} {name}, open {name}: no such file or directory")
    text = files[name]
    if kind != "custom-columns-file":
        return text
    headers, specs = (re.split(r"\s+", line.strip()) for line in text.splitlines()[:2])
    return ",".join(f"{header}:{spec}" for header, spec in zip(headers, specs, strict=True))


def items_of(obj: Object) -> list[Object]:
    """The items of a List, or the object itself."""
    items = obj.get("items")
    return items if isinstance(items, list) and str(obj.get("kind", "")).endswith("List") else [obj]


def name_of(obj: Object) -> str:
    """deployment.apps/httpd."""
    group = str(obj.get("apiVersion", "")).rpartition("/")[0]
    kind = str(obj.get("kind", "")).lower()
    return f"{kind}{'.' if group else ''}{group}/{obj['metadata'].get('name', '')}"


def without_managed_fields(obj: Object) -> Object:
    """The object as people want to see it."""
    if isinstance(obj.get("items"), list):
        return {**obj, "items": [without_managed_fields(item) for item in obj["items"]]}
    metadata = obj.get("metadata")
    if not isinstance(metadata, dict) or "managedFields" not in metadata:
        return obj
    kept = {key: value for key, value in metadata.items() if key != "managedFields"}
    return {**obj, "metadata": kept}
