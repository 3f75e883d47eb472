"""Conditions in a status: one entry a type, its time moves only when its truth does."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.objects.identity import ApiObject


def with_condition(
    obj: ApiObject, now: str, kind: str, holds: bool, reason: str = "", message: str = ""
) -> ApiObject:
    """The Pod with one condition set."""
    status = obj.get("status") or {}
    conditions = set_condition(status.get("conditions") or [], _pod(now, kind, holds, reason, message))
    return {**obj, "status": {**status, "conditions": conditions}}


def with_conditions(obj: ApiObject, now: str, holds: dict[str, bool], reason: str = "", message: str = "") -> ApiObject:
    """The Pod with several conditions; the reason belongs to those that do not hold."""
    for kind, true in holds.items():
        obj = with_condition(obj, now, kind, true, "" if true else reason, "" if true else message)
    return obj


def set_condition(conditions: list[dict[str, Any]], entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The list with `entry` in the place of the one of its type, or at the end."""
    for place, old in enumerate(conditions):
        if old["type"] == entry["type"]:
            if old["status"] == entry["status"]:
                entry = {**entry, "lastTransitionTime": old["lastTransitionTime"]}
            return [*conditions[:place], entry, *conditions[place + 1 :]]
    return [*conditions, entry]


def _pod(now: str, kind: str, holds: bool, reason: str, message: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"lastProbeTime": None, "lastTransitionTime": now}
    entry |= {"message": message} if message else {}
    entry |= {"reason": reason} if reason else {}
    return entry | {"status": "True" if holds else "False", "type": kind}
