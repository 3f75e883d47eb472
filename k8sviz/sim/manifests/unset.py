"""What is empty is not written: Go's `omitempty` on fields that are no pointers.

`hostNetwork: false` and `env: []` are gone from a stored Pod, `replicas: 0` (a pointer in Go) and
`resources: {}` (a struct) stay.
"""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.gotypes import STRUCTS

Fields = dict[str, Any]

_WRITTEN = {  # fields that are always written
    "HTTPHeader": ("name", "value"), "ContainerPort": ("containerPort",), "GRPCAction": ("port",),
    "TopologySpreadConstraint": ("maxSkew", "topologyKey", "whenUnsatisfiable"),
}  # fmt: skip
_OF_KINDS = {
    "Deployment.apps": ("minReadySeconds", "paused"), "ReplicaSet.apps": ("minReadySeconds",),
    "DaemonSet.apps": ("minReadySeconds",), "StatefulSet.apps": ("minReadySeconds",),
    "ReplicationController": ("minReadySeconds",), "Node": ("unschedulable", "podCIDR", "providerID"),
}  # fmt: skip
_OF_METADATA = ("annotations", "finalizers", "generateName", "labels", "ownerReferences")


def without_empty(kind: str, obj: Fields) -> Fields:
    """An object without what its kind does not write when it is empty."""
    metadata = obj["metadata"]
    if any(field in metadata and not metadata[field] for field in _OF_METADATA):
        kept = {key: value for key, value in metadata.items() if value or key not in _OF_METADATA}
        obj = {**obj, "metadata": kept}
    dropped = _OF_KINDS.get(kind, ())
    spec = obj.get("spec")
    if spec and any(field in spec and not spec[field] for field in dropped):
        kept = {key: value for key, value in spec.items() if value or key not in dropped}
        obj = {**obj, "spec": kept}
    return obj


def pruned(struct: str, value: Fields) -> Fields:
    """A struct of a Pod without its empty fields."""
    known = dict(_fields(struct))
    kept: Fields = {}
    for key, one in value.items():
        kind = known.get(key, "")
        inner = _pruned_value(kind, one)
        if _is_written(struct, key, kind, inner):
            kept[key] = inner
    return kept


def _fields(struct: str) -> list[tuple[str, str]]:
    """JSON names and types, those of embedded structs as well."""
    found: list[tuple[str, str]] = []
    for field in STRUCTS[struct]:
        found += [(field.json, field.type)] if field.json else _fields(field.type)
    return found


def _pruned_value(kind: str, value: Any) -> Any:
    inner = kind.removeprefix("*").removeprefix("[]")
    if inner not in STRUCTS:
        return value
    if isinstance(value, list):
        return [pruned(inner, one) if isinstance(one, dict) else one for one in value]
    return pruned(inner, value) if isinstance(value, dict) else value


def _is_written(struct: str, key: str, kind: str, value: Any) -> bool:
    if value or not kind or kind.startswith("*"):
        return True
    if key in _WRITTEN.get(struct, ()):
        return True
    return kind in STRUCTS or kind in ("IntOrString", "Quantity")
