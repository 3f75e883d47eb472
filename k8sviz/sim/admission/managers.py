"""managedFields: who decided each field of an object last (KEP-555).

Only what came in through the API is noted, beside the objects; what nobody sent is the controllers' and is
told when somebody looks (`apiserver.presented`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import fieldsets
from k8sviz.sim.manifests.fieldsets import FieldSet
from k8sviz.sim.manifests.schema import Field, Kind
from k8sviz.sim.objects.identity import ApiObject, Key

APPLY, UPDATE = "Apply", "Update"
_STRIPPED = (
    "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields",
    "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds",
)  # fmt: skip


class Manager(NamedTuple):
    """One entry of managedFields."""

    name: str
    operation: str
    version: str
    part: str  # the subresource
    fields: FieldSet
    time: str = ""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes two entries one; an applier is one whatever version it applies."""
        return self.name, self.operation, "" if self.operation == APPLY else self.version, self.part


def managed_part(obj: ApiObject) -> ApiObject:
    """The fields that have owners."""
    metadata = {key: value for key, value in obj["metadata"].items() if key not in _STRIPPED}
    rest = {key: value for key, value in obj.items() if key not in ("apiVersion", "kind", "metadata")}
    return {**rest, "metadata": metadata}


def note_update(
    cluster: Cluster,
    kind: Kind,
    key: Key,
    name: str,
    before: ApiObject | None,
    sent: ApiObject,
    part: str = "",
) -> None:
    """After a write that was no apply: the manager owns what changed, nobody owns what is gone."""
    stored = cluster.get(key)
    if stored is None or not name:
        return
    root = Field(f"#{kind.type}")
    now = managed_part(sent)  # what the server gives by itself is nobody's
    old = managed_part(before) if before else {"metadata": {}}
    mine = fieldsets.changed(old, managed_part(sent), root)
    if part != "status":
        mine = frozenset(path for path in mine if path[:1] != ("f:status",))
    there = fieldsets.present(now, root)
    mine &= there
    cluster.managers[key] = _settled(
        (
            *(one._replace(fields=_kept(one.fields, mine, there)) for one in cluster.managers.get(key, ())),
            Manager(name, UPDATE, kind.api_version, part, mine, cluster.settings.timestamp(cluster.now)),
        )
    )


def _kept(held: FieldSet, mine: FieldSet, there: FieldSet) -> FieldSet:
    return frozenset(path for path in held if path in there and path not in mine)


def _settled(managers: Iterable[Manager]) -> tuple[Manager, ...]:
    """One entry for each manager, none that owns nothing."""
    found: dict[tuple[str, str, str, str], Manager] = {}
    for one in managers:
        held = found.get(one.identity)
        if one.operation == UPDATE and held:
            fields = held.fields | one.fields
            one = one._replace(fields=fields, time=held.time if fields == held.fields else one.time)  # noqa: PLW2901
        found[one.identity] = one
    return tuple(one for one in found.values() if one.fields)


def note_apply(cluster: Cluster, key: Key, mine: Manager, taken: FieldSet, there: FieldSet) -> None:
    """After an apply: its set is the manager's whole set; what was forced away is nobody else's."""
    held = cluster.managers.get(key, ())
    others = [one for one in held if one.identity != mine.identity]
    same = next((one for one in held if one.identity == mine.identity and one.fields == mine.fields), None)
    kept = [one._replace(fields=_kept(one.fields, taken, there)) for one in others]
    cluster.managers[key] = _settled((*kept, same or mine))


def shown(managers: Iterable[Manager]) -> list[dict[str, Any]]:
    """metadata.managedFields: applies first, then by time and name."""
    ordered = sorted(managers, key=lambda one: (one.operation, one.time, one.name, one.version, one.part))
    return [_entry(one) for one in ordered]


def _entry(one: Manager) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "manager": one.name, "operation": one.operation, "apiVersion": one.version,
        "time": one.time, "fieldsType": "FieldsV1", "fieldsV1": fieldsets.nested(one.fields),
        "subresource": one.part,
    }  # fmt: skip
    return {key: value for key, value in entry.items() if value or key == "fieldsV1"}


def parsed(entries: Any) -> tuple[Manager, ...]:
    """What a client says about managers."""
    return tuple(
        Manager(
            str(one.get("manager", "")), str(one.get("operation", UPDATE)), str(one.get("apiVersion", "")),
            str(one.get("subresource", "")), fieldsets.parsed(one.get("fieldsV1")),
            str(one.get("time") or ""),
        )
        for one in entries
        if isinstance(one, dict) and one.get("fieldsV1")
    )  # fmt: skip
