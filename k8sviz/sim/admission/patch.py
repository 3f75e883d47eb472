"""A JSON merge patch (RFC 7386) of one object: what `kubectl scale`, `label` and `annotate` come to."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.admission.write import update
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import refusals, schema
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.problems import Outcome, Refusal, Result


def patch(cluster: Cluster, key: Key, changes: dict[str, Any]) -> Outcome:
    """The object with the changes, validated like any other update."""
    kind = schema.named(key.kind)
    old = cluster.get(key)
    if kind is None or old is None:
        return Outcome((missing(key),))
    written = update(cluster, kind, merged(old, changes), old)
    if written.refusal:
        return Outcome((Result(*key, "refused", refusal=written.refusal, warnings=written.warnings),))
    verb = "patched" if written.changed else "patched (no change)"
    return Outcome((Result(*key, verb, warnings=written.warnings),))


def merged(target: Any, changes: Any) -> Any:
    """RFC 7386, section 2."""
    if not isinstance(changes, dict):
        return changes
    result = dict(target) if isinstance(target, dict) else {}
    for name, change in changes.items():
        if change is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), change)
    return result


def missing(key: Key) -> Result:
    """Error from server (NotFound): services "nosuch" not found."""
    kind = schema.named(key.kind)
    if kind is None:
        message = f'error: the server doesn\'t have a resource type "{key.kind.lower()}"'
        return Result(*key, "refused", refusal=Refusal(refusals.CLIENT, "", message))
    message = f'{kind.resource} "{key.name}" not found'
    return Result(*key, "refused", refusal=refusals.from_server(refusals.NOT_FOUND, "NotFound", message, ""))
