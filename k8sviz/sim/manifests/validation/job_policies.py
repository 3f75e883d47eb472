"""When a Job's Pods may fail and when they are enough: its policies of failure, success and replacement."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from k8sviz.sim import digits
from k8sviz.sim.manifests import gosyntax
from k8sviz.sim.manifests.validation import names
from k8sviz.sim.manifests.validation.amounts import NOT_NEGATIVE
from k8sviz.sim.manifests.validation.faults import Faults, Verbatim

_ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
_OPERATORS = ("In", "NotIn")
_STATES = ("False", "True", "Unknown")
_REPLACEMENTS = ("Failed", "TerminatingOrFailed")
_MOST_RULES, _MOST_CODES, _MOST_CONDITIONS = 20, 255, 20
_LONGEST_INDEXES = 64 * 1024

Fields = dict[str, Any]


def check(faults: Faults, spec: Fields, path: str) -> None:
    """The three of them, in the server's order."""
    if "podFailurePolicy" in spec:
        _failures(faults, spec, f"{path}.podFailurePolicy.rules")
    if "successPolicy" in spec:
        if spec.get("completionMode") != "Indexed":
            faults.invalid(f"{path}.successPolicy", _shown(spec), "requires indexed completion mode")
        else:
            _successes(faults, spec, f"{path}.successPolicy.rules")
    policy = spec.get("podReplacementPolicy")
    allowed = ("Failed",) if "podFailurePolicy" in spec else _REPLACEMENTS
    if policy is not None and policy not in allowed:
        faults.unsupported(f"{path}.podReplacementPolicy", policy, allowed)


def _shown(spec: Fields) -> Verbatim:
    fields = ("succeededIndexes", "succeededCount")
    rules = spec["successPolicy"].get("rules", ())
    shown = [{name[0].upper() + name[1:]: one.get(name) for name in fields} for one in rules]
    return Verbatim(gosyntax.struct({"Rules": shown or None}))


def _failures(faults: Faults, spec: Fields, path: str) -> None:
    rules = spec["podFailurePolicy"].get("rules", ())
    if len(rules) > _MOST_RULES:
        faults.too_many(path, len(rules), _MOST_RULES)
    pods = spec.get("template", {}).get("spec", {})
    known = {one.get("name") for field in ("containers", "initContainers") for one in pods.get(field, ())}
    for index, rule in enumerate(rules):
        where = f"{path}[{index}]"
        if rule.get("action") == "FailIndex":
            if "backoffLimitPerIndex" not in spec:
                words = "requires the backoffLimitPerIndex to be set"
                faults.invalid(f"{where}.action", rule["action"], words)
        else:
            _word(faults, rule.get("action", ""), _ACTIONS, f"{where}.action")
        if "onExitCodes" in rule:
            _codes(faults, rule["onExitCodes"], known, f"{where}.onExitCodes")
        _conditions(faults, rule.get("onPodConditions", ()), f"{where}.onPodConditions")
        _either(faults, rule, where)


def _either(faults: Faults, rule: Fields, path: str) -> None:
    both = ("onExitCodes" in rule) + bool(rule.get("onPodConditions"))
    if both > 1:
        faults.bare(path, "specifying both OnExitCodes and OnPodConditions is not supported")
    elif not both:
        faults.bare(path, "specifying one of OnExitCodes and OnPodConditions is required")


def _word(faults: Faults, word: str, known: tuple[str, ...], path: str) -> None:
    if word:
        faults.one_of(path, word, known)
    else:
        told = " ".join(gosyntax.quoted(one) for one in known)
        faults.required(path, f"valid values: [{told}]")


def _codes(faults: Faults, given: Fields, known: set[str | None], path: str) -> None:
    _word(faults, given.get("operator", ""), _OPERATORS, f"{path}.operator")
    name, values = given.get("containerName"), given.get("values", [])
    if name is not None and name not in known:
        words = "must be one of the container or initContainer names in the pod template"
        faults.invalid(f"{path}.containerName", name, words)
    if not values:
        faults.invalid(f"{path}.values", given.get("values"), "at least one value is required")
    elif len(values) > _MOST_CODES:
        faults.too_many(f"{path}.values", len(values), _MOST_CODES)
    for index, value in enumerate(values):
        if given.get("operator") == "In" and value == 0:
            faults.invalid(f"{path}.values[{index}]", value, "must not be 0 for the In operator")
        if value in values[:index]:
            faults.duplicate(f"{path}.values[{index}]", value)
    if any(one > two for one, two in pairwise(values)):
        faults.invalid(f"{path}.values", values, "must be ordered")


def _conditions(faults: Faults, given: list[Fields], path: str) -> None:
    if len(given) > _MOST_CONDITIONS:
        faults.too_many(path, len(given), _MOST_CONDITIONS)
    for index, one in enumerate(given):
        faults.each(f"{path}[{index}].type", one.get("type", ""), names.qualified(one.get("type", "")))
        _word(faults, one.get("status", ""), _STATES, f"{path}[{index}].status")


def _successes(faults: Faults, spec: Fields, path: str) -> None:
    rules = spec["successPolicy"].get("rules", ())
    if not rules:
        faults.required(path, "at least one rules must be specified when the successPolicy is specified")
    if len(rules) > _MOST_RULES:
        faults.too_many(path, len(rules), _MOST_RULES)
    for index, rule in enumerate(rules):
        _success(faults, rule, spec.get("completions", 0), f"{path}[{index}]")


def _success(faults: Faults, rule: Fields, completions: int, path: str) -> None:
    count, indexes = rule.get("succeededCount"), rule.get("succeededIndexes")
    if count is None and indexes is None:
        faults.required(path, "at least one of succeededCount or succeededIndexes must be specified")
    total = 0
    if indexes is not None:
        if len(indexes) > _LONGEST_INDEXES:
            faults.too_long(f"{path}.succeededIndexes", _LONGEST_INDEXES)
        try:
            total = _total(indexes, completions)
        except ValueError as why:
            faults.invalid(f"{path}.succeededIndexes", indexes, f"error parsing succeededIndexes: {why}")
    if count is None:
        return
    where, less = f"{path}.succeededCount", "must be less than or equal to"
    if count < 0:
        faults.invalid(where, count, NOT_NEGATIVE)
    if count > completions:
        faults.invalid(where, count, f"{less} {completions} (the number of specified completions)")
    if indexes is not None and count > total:
        words = f"{less} {total} (the number of indexes in the specified succeededIndexes field)"
        faults.invalid(where, count, words)


def _total(text: str, completions: int) -> int:
    """How many indexes "0,2-4" are."""
    total, last = 0, -1
    for part in text.split(",") if text else ():
        first, dash, rest = part.partition("-")
        if "-" in rest:
            says = (
                "violates the requirement that an index interval can have at most two parts separated by '-'"
            )
            raise ValueError(f"the fragment {gosyntax.quoted(part)} {says}")
        numbers = [_index(one, completions) for one in ((first, rest) if dash else (first,))]
        if len(numbers) > 1 and numbers[0] >= numbers[1]:
            raise ValueError(f"non-increasing order, previous: {numbers[0]}, current: {numbers[1]}")
        if last >= numbers[0]:
            raise ValueError(f"non-increasing order, previous: {last}, current: {numbers[0]}")
        total, last = total + numbers[-1] - numbers[0] + 1, numbers[-1]
    return total


def _index(text: str, completions: int) -> int:
    index = digits.whole(text)
    if index is None:
        raise ValueError(f"cannot convert string to integer for index: {gosyntax.quoted(text)}")
    if index >= completions:
        raise ValueError(f"too large index: {gosyntax.quoted(text)}")
    return index
