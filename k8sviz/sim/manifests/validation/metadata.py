"""ObjectMeta: pkg/api/validation ValidateObjectMeta."""

from collections.abc import Callable
from typing import Any

from k8sviz.sim.manifests.validation import names
from k8sviz.sim.manifests.validation.faults import Faults

_ANNOTATIONS_LIMIT = 256 * 1024

NameCheck = Callable[[str], list[str]]


def check(faults: Faults, metadata: dict[str, Any], name_check: NameCheck, path: str = "metadata") -> None:
    """Name, labels and annotations of an object."""
    name = metadata.get("name", "")
    if name:
        faults.each(f"{path}.name", name, name_check(name))
    else:
        faults.required(f"{path}.name", "name or generateName is required")
    labels(faults, metadata.get("labels", {}), f"{path}.labels")
    annotations(faults, metadata.get("annotations", {}), f"{path}.annotations")


def labels(faults: Faults, pairs: dict[str, str], path: str) -> None:
    """Keys are qualified names, values are short."""
    for key, value in sorted(pairs.items()):
        faults.each(path, key, names.qualified(key))
        faults.each(path, value, names.label_value(value))


def annotations(faults: Faults, pairs: dict[str, str], path: str) -> None:
    """Keys are qualified names, values are anything that is not too much."""
    for key in sorted(pairs):
        faults.each(path, key, names.qualified(key.lower()))
    if sum(len(key) + len(value.encode()) for key, value in pairs.items()) > _ANNOTATIONS_LIMIT:
        faults.too_long(path, _ANNOTATIONS_LIMIT)
