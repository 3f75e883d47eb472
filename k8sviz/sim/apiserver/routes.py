"""Paths of the API: /api/v1/namespaces/default/services/httpd-svc/status.

https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from k8sviz.sim.manifests import schema
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import Key

_OF_NAMESPACES = ("status", "finalize")  # what may follow a namespace's name and is no resource


class Target(NamedTuple):
    """What a path names: a collection where `name` is "", else one object or a part of it."""

    kind: Kind
    namespace: str  # "" for all of them, and for kinds that lie in none
    name: str
    part: str  # the subresource: "", status, scale, …
    rest: str  # what follows the subresource

    @property
    def key(self) -> Key:
        """Where the object is stored."""
        return Key(stored_as(self.kind), self.namespace, self.name)


def target_of(path: str) -> Target | None:
    """None if the path names no resource that the server serves."""
    match path.strip("/").split("/"):
        case ["api", version, first, *rest]:
            group, parts = "", [first, *rest]
        case ["apis", group, version, first, *rest]:
            parts = [first, *rest]
        case _:
            return None
    namespace = ""
    match parts:
        case ["namespaces", named, plural, *rest] if plural not in _OF_NAMESPACES:
            namespace, parts = named, [plural, *rest]
    kind = by_plural(group, version, parts[0])
    if kind is None or (namespace and not kind.namespaced):
        return None
    name, part, *rest = (*parts[1:], "", "")
    return Target(kind, namespace, name, part, "/".join(rest).strip("/"))


@cache
def _by_plural() -> dict[tuple[str, str, str], Kind]:
    return {(kind.group, kind.version, kind.plural): kind for kind in schema.every()}


def by_plural(group: str, version: str, plural: str) -> Kind | None:
    """The kind behind a resource's name in a path."""
    return _by_plural().get((group, version, plural))


def stored_as(kind: Kind) -> str:
    """The group kind under which objects lie: one Event is served by two groups."""
    return "Event" if kind.kind == "Event" else kind.name
