"""ObjectMeta: pkg/api/validation ValidateObjectMeta."""

from collections.abc import Callable
from typing import Any

from k8sviz.sim.manifests.validation import names
from k8sviz.sim.manifests.validation.faults import Faults

_ANNOTATIONS_LIMIT = 256 * 1024
_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")

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
    _owners(faults, metadata.get("ownerReferences", []), f"{path}.ownerReferences")
    for finalizer in metadata.get("finalizers", ()):
        faults.each(f"{path}.finalizers", finalizer, names.qualified(finalizer))
    for index, finalizer in enumerate(metadata.get("finalizers", ())):
        if "/" not in finalizer and finalizer not in _FINALIZERS:
            words = "name is neither a standard finalizer name nor is it fully qualified"
            faults.invalid(f"{path}.finalizers[{index}]", finalizer, words)


def _owners(faults: Faults, given: list[dict[str, Any]], path: str) -> None:
    controller = ""
    for one in given:
        version = one.get("apiVersion", "")
        if not version.rpartition("/")[2]:
            faults.invalid(f"{path}.apiVersion", version, "version must not be empty")
        for field in ("kind", "name", "uid"):
            if not one.get(field):
                faults.invalid(f"{path}.{field}", "", "must not be empty")
        if (version, one.get("kind")) == ("v1", "Event"):
            faults.invalid(path, one, "/v1, Kind=Event is disallowed from being an owner")
        if one.get("controller"):
            if controller:
                told = 'Only one reference can have Controller set to true. Found "true" in references for'
                faults.invalid(path, given, f"{told} {controller} and {one.get('name', '')}")
            controller = controller or one.get("name", "")


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
