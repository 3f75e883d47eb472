"""Conditions in a status: one entry a type, its time moves only when its truth does."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.objects.identity import ApiObject


def with_conditions(
    obj: ApiObject, now: str, holds: dict[str, bool], reason: str = "", message: str = ""
) -> ApiObject:
    """The Pod with some conditions set; the reason belongs to those that do not hold."""
    status = obj.get("status") or {}
    conditions = status.get("conditions") or []
    for kind, true in holds.items():
        entry = _true(now, kind) if true else _false(now, kind, reason, message)
        conditions = set_condition(conditions, entry)
    return {**obj, "status": {**status, "conditions": conditions}}


def set_condition(conditions: list[dict[str, Any]], entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The list with `entry` in the place of the one of its type, or at the end."""
    for place, old in enumerate(conditions):
        if old["type"] == entry["type"]:
            if old["status"] == entry["status"]:
                entry = {**entry, "lastTransitionTime": old["lastTransitionTime"]}
            return [*conditions[:place], entry, *conditions[place + 1 :]]
    return [*conditions, entry]


def _true(now: str, kind: str) -> dict[str, Any]:
    return {"lastProbeTime": None, "lastTransitionTime": now, "status": "True", "type": kind}


def _false(now: str, kind: str, reason: str, message: str) -> dict[str, Any]:
    told = {"message": message, "reason": reason} if reason else {}
    return {"lastProbeTime": None, "lastTransitionTime": now, **told, "status": "False", "type": kind}
