"""The kinds a Kubernetes v1.36 API server serves, their fields and how these are merged; read once.

schema.json is made by tools/make_schema.py from a real server's OpenAPI and discovery documents.
A type is written in a few characters: s string, b boolean, i int32, l int64, f float64, q quantity, t time,
x int-or-string, y bytes, o anything, [T a list of T, {T a map to T, #name a struct.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

import msgspec


class Kind(NamedTuple):
    """One served kind; `name` is its group kind as Kubernetes writes it."""

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool
    type: str

    @property
    def name(self) -> str:
        """Deployment.apps, Service."""
        return f"{self.kind}.{self.group}" if self.group else self.kind

    @property
    def api_version(self) -> str:
        """apps/v1, v1."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def resource(self) -> str:
        """deployments.apps, services: how errors name it."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def line_name(self) -> str:
        """deployment.apps, service: how kubectl's result lines name it."""
        return self.name.lower() if not self.group else f"{self.kind.lower()}.{self.group}"


class Field(NamedTuple):
    """A field's type, and how lists and structs in it are merged (x-kubernetes-patch-strategy)."""

    type: str
    merge_key: str | None = None  # "" for a merged list of scalars
    retain_keys: bool = False
    replaced: bool = False  # a patch brings the whole struct
    list_keys: tuple[str, ...] | None = None  # what tells a list's items apart: () for a set
    atomic: bool = False  # server-side apply owns it as a whole (x-kubernetes-map-type)


class _File(msgspec.Struct):
    note: str
    kinds: list[tuple[str, str, str, str, bool, str]]
    types: dict[str, dict[str, str]]


@cache
def _file() -> _File:
    text = resources.files("k8sviz.sim.manifests").joinpath("schema.json").read_bytes()
    return msgspec.json.decode(text, type=_File)


@cache
def _kinds() -> dict[tuple[str, str], Kind]:
    kinds = (Kind(*row) for row in _file().kinds)
    return {(kind.api_version, kind.kind): kind for kind in kinds}


@cache
def _by_name() -> dict[str, Kind]:
    return {kind.name: kind for kind in reversed(_kinds().values())}


def find(api_version: str, kind: str) -> Kind | None:
    """The kind that a manifest's two lines name, or None: "no matches for kind"."""
    return _kinds().get((api_version, kind))


def named(name: str) -> Kind | None:
    """The kind behind a group kind such as Deployment.apps."""
    return _by_name().get(name)


def every() -> list[Kind]:
    """All served kinds."""
    return list(_kinds().values())


@cache
def fields(struct: str) -> dict[str, Field]:
    """The fields of a struct type."""
    return {name: _field(text) for name, text in _file().types[struct].items()}


def _field(text: str) -> Field:
    atomic = text.endswith("^")
    text, at, keys = text.removesuffix("^").partition("@")
    text, replaced = text.removesuffix("="), text.endswith("=")
    retain = text.endswith("!")
    type_, bar, merge_key = text.removesuffix("!").partition("|")
    list_keys = tuple(key for key in keys.split(",") if key) if at else None
    return Field(type_, merge_key if bar else None, retain, replaced, list_keys, atomic)
