"""PATCH: what an object comes to with a patch of any of the three types that need no memory of managers."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.admission.patch import merged as json_merged
from k8sviz.sim.apiserver import jsonpatch, strategic
from k8sviz.sim.apiserver.jsonpatch import PatchError
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import ApiObject

JSON, MERGE, STRATEGIC, APPLY = (
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
)
TYPES = (JSON, MERGE, STRATEGIC, APPLY)


def patched(kind: Kind, obj: ApiObject, patch: Any, content_type: str) -> ApiObject:
    """The object that the patch leads to.

    Raises: PatchError.
    """
    if content_type == JSON:
        result: ApiObject = jsonpatch.patched(obj, patch)
        if not isinstance(result, dict):
            raise PatchError("the patch leaves no object", 400, "BadRequest")
        return result
    if not isinstance(patch, dict):
        raise PatchError(f"error decoding patch: {_wrong(patch)}", 400, "BadRequest")
    if content_type == MERGE:
        merged: ApiObject = json_merged(obj, patch)
        return merged
    return strategic.merged(obj, patch, f"#{kind.type}")


def _wrong(patch: Any) -> str:
    found = "array" if isinstance(patch, list) else "string" if isinstance(patch, str) else "number"
    return f"json: cannot unmarshal {found} into Go value of type map[string]interface {{}}"
