"""kubectl explain, from the server's OpenAPI v3 (k8s.io/kubectl/pkg/explain/v2)."""

from __future__ import annotations

from typing import Any

from k8sviz.terminal.gotext.wordwrap import wrap
from k8sviz.terminal.kubectl.api import KubectlError, Object, StatusError, UsageError
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.mapping import NoMatchError, Resource

_WIDTH = 76
_INDENT = "    "


async def explain(kubectl: Kubectl) -> None:
    """What a kind or a field of it is."""
    call = kubectl.call
    if not call.args:
        raise KubectlError(
            "You must specify the type of resource to explain. "
            'Use "kubectl api-resources" for a complete list of supported resources.'
        )
    if len(call.args) > 1:
        raise KubectlError("We accept only this format: explain RESOURCE")
    resource, path = await _resource(kubectl, call.args[0])
    document = await _document(kubectl, resource)
    page = _Page(document, resource, call.on("recursive"))
    kubectl.write(page.heading())
    kubectl.write(page.body(path))


async def _resource(kubectl: Kubectl, word: str) -> tuple[Resource, list[str]]:
    name, *path = word.split(".")
    version = kubectl.call.text("api-version")
    mapper = await kubectl.mapper()
    if version:
        plural = next((one.plural for one in mapper.resources if name in _names(one)), name)
        for one in mapper.resources:
            if one.api_version == version and name in _names(one):
                return one, path
        raise KubectlError(f'couldn\'t find resource for "{version}, Resource={plural}"')
    for length in range(len(path) + 1, 0, -1):  # deployments.apps.spec names the group
        try:
            if length > 1 and all(name != one.plural for one in mapper.resources):
                continue
            return mapper.find(".".join([name, *path][:length])), [name, *path][length:]
        except NoMatchError:
            continue
    raise UsageError(f'the server doesn\'t have a resource type "{name}"')


def _names(one: Resource) -> tuple[str, ...]:
    return (one.plural, one.singular, *one.short_names)


async def _document(kubectl: Kubectl, resource: Resource) -> Object:
    root = f"apis/{resource.api_version}" if resource.group else f"api/{resource.version}"
    try:
        return await kubectl.get(f"/openapi/v3/{root}")
    except StatusError as error:
        raise KubectlError(f"couldn't find resource for {resource.long_name}: {error.message}") from error


class _Page:
    """One explanation."""

    def __init__(self, document: Object, resource: Resource, recursive: bool) -> None:
        self._schemas: dict[str, Object] = document["components"]["schemas"]
        self._resource = resource
        self._recursive = recursive

    def heading(self) -> str:
        """GROUP, KIND, VERSION."""
        resource = self._resource
        group = f"GROUP:      {resource.group}\n" if resource.group else ""
        return f"{group}KIND:       {resource.kind}\nVERSION:    {resource.version}\n\n"

    def body(self, path: list[str]) -> str:
        """The field at the end of the path."""
        schema = self._root()
        told = ""
        for place, name in enumerate(path):
            inner = self._inner(schema)
            fields = inner.get("properties") or {}
            if name not in fields:
                raise _UnknownFieldError(name)
            schema = fields[name]
            if place == len(path) - 1:
                told = f"FIELD: {name} <{self._type(schema)}>\n"
                told += self._enum(schema) or "\n"
                told += "\n"
        return told + self._described(schema)

    def _root(self) -> Object:
        wanted = {
            "group": self._resource.group, "version": self._resource.version, "kind": self._resource.kind,
        }  # fmt: skip
        for schema in self._schemas.values():
            if wanted in schema.get("x-kubernetes-group-version-kind", ()):
                return schema
        raise KubectlError(f"couldn't find resource for {self._resource.long_name}")

    def _described(self, schema: Object) -> str:
        lines = ["DESCRIPTION:\n", _indented(self._description(schema))]
        fields = self._inner(schema).get("properties")
        if fields:
            lines += ["FIELDS:\n", self._fields(self._inner(schema), 1, [])]
        return "".join(lines) + "\n"

    def _description(self, schema: Object) -> str:
        found = [one for one in _unique(self._descriptions(schema)) if one]
        return "".join(wrap(one, _WIDTH) + "\n" for one in found) or "<empty>\n"

    def _descriptions(self, schema: Object) -> list[str]:
        own = [schema.get("description", "")]
        for reference in self._references(schema):
            own += self._descriptions(reference)
        for part in (schema.get("items"), schema.get("additionalProperties")):
            if isinstance(part, dict):
                own += self._descriptions(part)
        return own

    def _references(self, schema: Object) -> list[Object]:
        found = [self._resolved(schema)] if "$ref" in schema else []
        return found + [self._resolved(one) for one in schema.get("allOf") or []]

    def _resolved(self, schema: Object) -> Object:
        reference = schema.get("$ref")
        return self._schemas.get(reference.rpartition("/")[2], {}) if reference else schema

    def _inner(self, schema: Object) -> Object:
        """The struct that a field, a list or a map of them leads to."""
        for part in (schema.get("items"), schema.get("additionalProperties")):
            if isinstance(part, dict):
                return self._inner(part)
        if schema.get("properties"):
            return schema
        for reference in self._references(schema):
            inner = self._inner(reference)
            if inner.get("properties"):
                return inner
        return schema

    def _type(self, schema: Object) -> str:
        if schema.get("type") == "array":
            return f"[]{self._type(schema.get('items') or {})}"
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict):
            return f"map[string]{self._type(extra)}"
        for one in [schema, *(schema.get("allOf") or [])]:
            if "$ref" in one:
                plain = self._resolved(one).get("type", "object")
                return str(one["$ref"]).rpartition(".")[2] if plain == "object" else str(plain)
        return str(schema.get("type") or "Object").replace("object", "Object")

    def _required(self, parent: Object, name: str) -> str:
        return " -required-" if name in (parent.get("required") or []) else ""

    def _enum(self, schema: Object, level: int = 0) -> str:
        values = sorted(str(one) if one != "" else '""' for one in self._values(schema))
        if not values:
            return ""
        if level:
            return "  " * level + f"enum: {_few(values)}\n"
        return "ENUM:\n" + "".join(f"{_INDENT}{value}\n" for value in values)

    def _values(self, schema: Object) -> list[Any]:
        if schema.get("enum"):
            return list(schema["enum"])
        return []

    def _fields(self, schema: Object, level: int, seen: list[str]) -> str:
        text = ""
        for name, field in sorted((schema.get("properties") or {}).items()):
            kind = self._type(field)
            text += "  " * level + f"{name}\t<{kind}>{self._required(schema, name)}\n"
            text += self._enum(field, level)
            if not self._recursive:
                told = field.get("description") or "<no description>"
                text += _indented(wrap(told, _WIDTH) + "\n").removesuffix(f"{_INDENT}\n") + "\n"
                continue
            inner = self._inner(field)
            if inner.get("properties") and kind not in seen:
                text += self._fields(inner, level + 1, [*seen, kind])
        return text


class _UnknownFieldError(KubectlError):
    def __init__(self, name: str) -> None:
        super().__init__(f'field "{name}" does not exist')


def _few(values: list[str]) -> str:
    return ", ".join(values) if len(values) <= 4 else ", ".join(values[:4]) + ", ...."


def _indented(text: str) -> str:
    return "".join(f"{_INDENT}{line}\n" for line in text.split("\n")[:-1]) + _INDENT + "\n"


def _unique(found: list[str]) -> list[str]:
    return list(dict.fromkeys(found))
