"""Where a Pod may run: tolerations, affinity, spread, gates (pkg/apis/core/validation)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import names, selectors
from k8sviz.sim.manifests.validation.faults import Faults

Fields = dict[str, Any]

_OPERATORS = ("Equal", "Exists")
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_ACTIONS, _INCLUSIONS = ("DoNotSchedule", "ScheduleAnyway"), ("Honor", "Ignore")
_MOST_WEIGHT = 100
_POSITIVE = "must be greater than zero"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def tolerations(faults: Faults, given: list[Fields], path: str) -> None:
    """What a Pod bears with."""
    for index, one in enumerate(given):
        here = f"{path}[{index}]"
        key, operator, effect = one.get("key", ""), one.get("operator", ""), one.get("effect", "")
        if key:
            faults.each(f"{here}.key", key, names.qualified(key))
        elif operator != "Exists":
            words = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
            faults.invalid(f"{here}.operator", operator, words)
        if "tolerationSeconds" in one and effect != "NoExecute":
            words = "effect must be 'NoExecute' when `tolerationSeconds` is set"
            faults.invalid(f"{here}.effect", effect, words)
        _operator(faults, operator, one.get("value", ""), here)
        if effect:
            taint_effect(faults, effect, f"{here}.effect")


def _operator(faults: Faults, operator: str, value: str, path: str) -> None:
    if operator in ("", "Equal"):
        problems = names.label_value(value)
        if problems:
            faults.invalid(f"{path}.operator", value, ";".join(problems))
    elif operator == "Exists":
        if value:
            faults.invalid(f"{path}.operator", value, "value must be empty when `operator` is 'Exists'")
    else:
        faults.unsupported(f"{path}.operator", operator, _OPERATORS)


def taint_effect(faults: Faults, effect: str, path: str) -> None:
    """What a taint does to Pods that do not bear with it."""
    if effect not in _EFFECTS:
        faults.unsupported(path, effect, _EFFECTS)


def affinity(faults: Faults, given: Fields, path: str) -> None:
    """Nodes and Pods that a Pod would rather be with, or has to."""
    if "nodeAffinity" in given:
        _node_affinity(faults, given["nodeAffinity"], f"{path}.nodeAffinity")
    for kind in ("podAffinity", "podAntiAffinity"):
        terms = given.get(kind, {})
        for index, term in enumerate(terms.get(_REQUIRED, ())):
            _pod_term(faults, term, f"{path}.{kind}.{_REQUIRED}[{index}]")
        for index, term in enumerate(terms.get(_PREFERRED, ())):
            here = f"{path}.{kind}.{_PREFERRED}[{index}]"
            _weight(faults, term, here)
            _pod_term(faults, term.get("podAffinityTerm", {}), f"{here}.podAffinityTerm")


def _node_affinity(faults: Faults, given: Fields, path: str) -> None:
    if _REQUIRED in given:
        node_selector(faults, given[_REQUIRED], f"{path}.{_REQUIRED}")
    for index, term in enumerate(given.get(_PREFERRED, ())):
        here = f"{path}.{_PREFERRED}[{index}]"
        _weight(faults, term, here)
        _node_term(faults, term.get("preference", {}), f"{here}.preference", lenient=True)


def _weight(faults: Faults, term: Fields, path: str) -> None:
    weight = term.get("weight", 0)
    if not 0 < weight <= _MOST_WEIGHT:
        faults.invalid(f"{path}.weight", weight, f"must be in the range 1-{_MOST_WEIGHT}")


def node_selector(faults: Faults, given: Fields, path: str) -> None:
    """nodeSelectorTerms: one of them has to hold."""
    terms = given.get("nodeSelectorTerms", ())
    if not terms:
        faults.required(f"{path}.nodeSelectorTerms", "must have at least one node selector term")
    for index, term in enumerate(terms):
        _node_term(faults, term, f"{path}.nodeSelectorTerms[{index}]")


def _node_term(faults: Faults, term: Fields, path: str, lenient: bool = False) -> None:
    for index, rule in enumerate(term.get("matchExpressions", ())):
        _node_expression(faults, rule, f"{path}.matchExpressions[{index}]", lenient)
    for index, rule in enumerate(term.get("matchFields", ())):
        _node_field(faults, rule, f"{path}.matchFields[{index}]")


def _node_expression(faults: Faults, rule: Fields, path: str, lenient: bool) -> None:
    operator, values = rule.get("operator", ""), rule.get("values", [])
    if operator in ("Gt", "Lt"):
        if len(values) != 1:
            words = "must be specified single value when `operator` is 'Lt' or 'Gt'"
            faults.required(f"{path}.values", words)
    else:
        selectors.operator(faults, operator, values, path)
    key = rule.get("key", "")
    faults.each(f"{path}.key", key, names.qualified(key))
    for index, value in enumerate(() if lenient else values):
        faults.each(f"{path}.values[{index}]", value, names.label_value(value))


def _node_field(faults: Faults, rule: Fields, path: str) -> None:
    operator, values = rule.get("operator", ""), rule.get("values", [])
    if operator not in ("In", "NotIn"):
        faults.invalid(f"{path}.operator", operator, "not a valid selector operator")
    elif len(values) != 1:
        words = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        faults.required(f"{path}.values", words)
    if rule.get("key") != "metadata.name":
        faults.invalid(f"{path}.key", rule.get("key", ""), "not a valid field selector key")
        return
    for index, value in enumerate(values):
        faults.each(f"{path}.values[{index}]", value, names.subdomain(value))


def _pod_term(faults: Faults, term: Fields, path: str) -> None:
    for selector in ("labelSelector", "namespaceSelector"):
        if selector in term:
            selectors.check(faults, term[selector], f"{path}.{selector}")
    for name in term.get("namespaces", ()):
        faults.each(f"{path}.namespace", name, names.label(name))
    for field in ("matchLabelKeys", "mismatchLabelKeys"):
        _label_keys(faults, term, field, path)
    for index, key in enumerate(term.get("matchLabelKeys", ())):
        if key in term.get("mismatchLabelKeys", ()):
            words = "exists in both matchLabelKeys and mismatchLabelKeys"
            faults.invalid(f"{path}.matchLabelKeys[{index}]", key, words)
    key = term.get("topologyKey", "")
    if not key:
        faults.required(f"{path}.topologyKey", "can not be empty")
    faults.each(f"{path}.topologyKey", key, names.qualified(key))


def _label_keys(faults: Faults, term: Fields, field: str, path: str) -> None:
    keys = term.get(field, ())
    if keys and "labelSelector" not in term:
        faults.forbidden(f"{path}.{field}", "must not be specified when labelSelector is not set")
    for index, key in enumerate(keys):
        faults.each(f"{path}.{field}[{index}]", key, names.qualified(key))


def spread(faults: Faults, given: list[Fields], path: str) -> None:
    """topologySpreadConstraints."""
    for index, one in enumerate(given):
        here, skew, action = f"{path}[{index}]", one.get("maxSkew", 0), one.get("whenUnsatisfiable", "")
        key = one.get("topologyKey", "")
        if skew <= 0:
            faults.invalid(f"{here}.maxSkew", skew, _POSITIVE)
        if not key:
            faults.required(f"{here}.topologyKey", "can not be empty")
        if action not in _ACTIONS:
            faults.unsupported(f"{here}.whenUnsatisfiable", action, _ACTIONS)
        pair = (key, action)
        if any(
            (o.get("topologyKey", ""), o.get("whenUnsatisfiable", "")) == pair for o in given[index + 1 :]
        ):
            faults.duplicate(f"{here}.{{topologyKey, whenUnsatisfiable}}", f"{{{key}, {action}}}")
        _domains(faults, one.get("minDomains"), action, f"{here}.minDomains")
        for field in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
            if field in one and one[field] not in _INCLUSIONS:
                faults.unsupported(f"{here}.{field}", one[field], _INCLUSIONS)
        _label_keys(faults, one, "matchLabelKeys", here)
        selectors.check(faults, one.get("labelSelector", {}), f"{here}.labelSelector")


def _domains(faults: Faults, least: int | None, action: str, path: str) -> None:
    if least is None:
        return
    if least <= 0:
        faults.invalid(path, least, _POSITIVE)
    if action != "DoNotSchedule":
        words = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
        faults.invalid(path, least, words)


def gates(faults: Faults, given: list[Fields], path: str) -> None:
    """schedulingGates."""
    seen: set[str] = set()
    for index, one in enumerate(given):
        name = one.get("name", "")
        faults.each(f"{path}[{index}]", name, names.qualified(name))
        if name in seen:
            faults.duplicate(f"{path}[{index}]", name)
        seen.add(name)
