"""What Apply would change, object by object: the live object and the one it would become, as YAML."""

from __future__ import annotations

from typing import Any, NamedTuple

from k8sviz.sim import engine
from k8sviz.sim.admission.apply import LAST_APPLIED
from k8sviz.sim.commands import Apply
from k8sviz.sim.manifests import dump
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.problems import Refusal
from k8sviz.sim.world import World

_STAMPS = ("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields")


class Difference(NamedTuple):
    """One object of the text; the texts are equal where nothing changes, `live` is "" where it is new."""

    key: Key
    live: str
    applied: str
    refusal: Refusal | None


def differences(world: World, text: str) -> list[Difference]:
    """The same that `kubectl diff` looks at; `world` stays as it is."""
    fork = world.copy()
    outcome = engine.step(fork, Apply(text))
    found = []
    for result in outcome.results:
        key = Key(result.kind, result.namespace, result.name)
        live, applied = _shown(world.cluster.get(key)), _shown(fork.cluster.get(key))
        found.append(Difference(key, live, live if result.refusal else applied, result.refusal))
    return found


def _shown(obj: ApiObject | None) -> str:
    if obj is None:
        return ""
    metadata: dict[str, Any] = {k: v for k, v in obj["metadata"].items() if k not in _STAMPS}
    annotations = {k: v for k, v in (metadata.pop("annotations", None) or {}).items() if k != LAST_APPLIED}
    if annotations:
        metadata["annotations"] = annotations
    return dump.write({k: v for k, v in obj.items() if k != "status"} | {"metadata": metadata})
