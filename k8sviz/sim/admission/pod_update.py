"""What may change of a Pod that is there: ValidatePodUpdate (pkg/apis/core/validation)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests import gostructs
from k8sviz.sim.manifests.validation import scheduling
from k8sviz.sim.manifests.validation.faults import Faults
from k8sviz.sim.objects.identity import ApiObject

_SAYS = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)
_LONGEST = (1 << 31) - 1
_LISTS = ("containers", "initContainers")

Fields = dict[str, Any]


def check(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    """The rules of an update, after those of the Pod itself."""
    spec, before = new["spec"], old["spec"]
    for kind in _LISTS:
        if len(spec.get(kind, ())) != len(before.get(kind, ())):
            faults.forbidden(f"spec.{kind}", "pod updates may not add or remove containers")
            return
    if not _deadline(faults, spec, before):
        return
    _tolerations(faults, spec.get("tolerations", []), before.get("tolerations", []))
    _gates(faults, spec.get("schedulingGates", []), before.get("schedulingGates", []))
    fixed = _with_old(spec, before)
    if not same(fixed, before):
        faults.forbidden("spec", f"{_SAYS}\n{gostructs.difference('PodSpec', before, fixed)}")


def _deadline(faults: Faults, spec: Fields, before: Fields) -> bool:
    """A deadline may come, and come nearer; whether the other rules are asked as well."""
    path, seconds, held = "spec.activeDeadlineSeconds", spec.get("activeDeadlineSeconds"), None
    held = before.get("activeDeadlineSeconds")
    if seconds is None:
        if held is not None:
            faults.invalid(path, None, "must not update from a positive integer to nil value")
        return True
    if not 0 <= seconds <= _LONGEST:
        faults.invalid(path, seconds, f"must be between 0 and {_LONGEST}, inclusive")
        return False
    if held is not None and held < seconds:
        faults.invalid(path, seconds, "must be less than or equal to previous value")
        return False
    return True


def _tolerations(faults: Faults, given: list[Fields], held: list[Fields]) -> None:
    """Those that are there stay, though for another time."""
    known = [_timeless(one) for one in given]
    if any(_timeless(one) not in known for one in held):
        words = "existing toleration can not be modified except its tolerationSeconds"
        faults.forbidden("spec.tolerations", words)
    else:
        scheduling.tolerations(faults, given, "spec.tolerations")


def _timeless(toleration: Fields) -> Fields:
    return {key: value for key, value in toleration.items() if key != "tolerationSeconds" and value}


def _gates(faults: Faults, given: list[Fields], held: list[Fields]) -> None:
    known = [one.get("name") for one in held]
    for index, one in enumerate(given):
        if one.get("name") not in known:
            words = f"only deletion is allowed, but found new scheduling gate '{one.get('name')}'"
            faults.forbidden(f"spec.schedulingGates[{index}].name", words)


def _with_old(spec: Fields, before: Fields) -> Fields:
    """The new specification with the old values of what may change."""
    fixed = dict(spec)
    for field in ("activeDeadlineSeconds", "schedulingGates", "tolerations"):
        fixed.pop(field, None)
        if field in before:
            fixed[field] = before[field]
    for kind in _LISTS:
        if kind in spec:
            pairs = zip(spec[kind], before[kind], strict=True)
            fixed[kind] = [{**one, "image": old.get("image", "")} for one, old in pairs]
    grace = before.get("terminationGracePeriodSeconds")
    if grace is not None and grace < 0 and spec.get("terminationGracePeriodSeconds") == 1:
        fixed["terminationGracePeriodSeconds"] = grace
    return fixed


def same(one: Any, other: Any) -> bool:
    """Equality as the API server means it: nothing and an empty list or map are one."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(same(one.get(key), other.get(key)) for key in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other) or (one in (None, [], {}) and other in (None, [], {}))
