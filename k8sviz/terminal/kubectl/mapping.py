"""Resource names to resources, as discovery tells them (k8s.io/client-go/restmapper)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from k8sviz.terminal.kubectl.api import KubectlError, Object


class Resource(NamedTuple):
    """One served resource."""

    group: str
    version: str
    kind: str
    plural: str
    singular: str
    namespaced: bool
    verbs: tuple[str, ...] = ()
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subresources: tuple[str, ...] = ()

    @property
    def api_version(self) -> str:
        """apps/v1, v1."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def full_name(self) -> str:
        """deployments.apps, services."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def line_name(self) -> str:
        """deployment.apps, service: before a name in kubectl's output."""
        return f"{self.kind.lower()}.{self.group}" if self.group else self.kind.lower()

    @property
    def long_name(self) -> str:
        """/v1, Resource=services."""
        return f"{self.group}/{self.version}, Resource={self.plural}"

    def path(self, namespace: str, name: str = "", subresource: str = "") -> str:
        """Where it is served."""
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        place = f"/namespaces/{namespace}" if self.namespaced and namespace else ""
        tail = "".join(f"/{part}" for part in (quote(name, safe=""), subresource) if part)
        return f"{root}{place}/{self.plural}{tail}"


class NoMatchError(KubectlError):
    """There is no such resource."""


class NoKindError(KubectlError):
    """There is no such kind."""


class Mapper:
    """Finds resources by what people call them."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.resources = list(resources)

    def find(self, word: str) -> Resource:
        """svc, services, Service, deployments.apps, deploy.v1.apps."""
        name, group, version = _split(word)
        candidates = [one for one in self.resources if _is_called(one, name.lower())]
        for wanted in (version, ""):  # an old version is looked up without it
            for one in candidates:
                if _fits(one, group, wanted):
                    return one
        raise NoMatchError(f'the server doesn\'t have a resource type "{name}"')

    def category(self, word: str) -> list[Resource]:
        """`all`: pods, services, deployments, …"""
        return [one for one in self.resources if word in one.categories]

    def of_kind(self, api_version: str, kind: str) -> Resource | None:
        """The resource whose objects have these two lines."""
        for one in self.resources:
            if one.api_version == api_version and one.kind == kind:
                return one
        return None

    def of_group_kind(self, group: str, kind: str) -> Resource | None:
        """The preferred version's resource of a kind."""
        return next((one for one in self.resources if (one.group, one.kind) == (group, kind)), None)


def _split(word: str) -> tuple[str, str, str]:
    parts = word.split(".", 2)
    if len(parts) == 1:
        return parts[0], "", ""
    if len(parts) == 3 and parts[1].startswith("v") and parts[1][1:2].isdigit():
        return parts[0], parts[2], parts[1]
    return parts[0], ".".join(parts[1:]), ""


def _is_called(one: Resource, name: str) -> bool:
    return name in (one.plural, one.singular, *one.short_names)


def _fits(one: Resource, group: str, version: str) -> bool:
    by_group = not group or one.group == group or one.group.startswith(f"{group}.")
    return by_group and (not version or one.version == version)


def read(documents: Iterable[Object]) -> list[Resource]:
    """The resources of APIResourceLists, in their order."""
    found: list[Resource] = []
    for document in documents:
        group, _, version = document["groupVersion"].rpartition("/")
        rows: list[dict[str, Any]] = document["resources"]
        parts: dict[str, list[str]] = {}
        for row in rows:
            name, slash, part = row["name"].partition("/")
            if slash:
                parts.setdefault(name, []).append(part)
        found += [_resource(group, version, row, parts) for row in rows if "/" not in row["name"]]
    return found


def _resource(group: str, version: str, row: dict[str, Any], parts: dict[str, list[str]]) -> Resource:
    return Resource(
        group, version, row["kind"], row["name"], row.get("singularName") or row["kind"].lower(),
        row["namespaced"], tuple(row["verbs"]), tuple(row.get("shortNames", ())),
        tuple(row.get("categories", ())), tuple(parts.get(row["name"], ())),
    )  # fmt: skip
