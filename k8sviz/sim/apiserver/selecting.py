"""labelSelector and fieldSelector of a list or a watch (apimachinery pkg/labels, pkg/fields)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from k8sviz.sim import digits
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation import names
from k8sviz.sim.objects.identity import ApiObject

Test = Callable[[ApiObject], bool]


class SelectorError(Exception):
    """A selector that cannot be read or that this kind does not have; answered with a 400."""


class Requirement(NamedTuple):
    """One part of a label selector."""

    key: str
    operator: str  # =, !=, in, notin, exists, !, >, <
    values: tuple[str, ...]

    def holds(self, labels: Mapping[str, str]) -> bool:
        """Whether labels meet it."""
        value = labels.get(self.key)
        match self.operator:
            case "exists":
                return value is not None
            case "!":
                return value is None
            case "=" | "in":
                return value in self.values
            case "!=" | "notin":
                return value not in self.values
        return value is not None and _compares(value, self.operator, self.values[0])


def _compares(value: str, operator: str, other: str) -> bool:
    mine, bound = digits.signed(value), digits.signed(other)
    if mine is None or bound is None:
        return False
    return mine > bound if operator == ">" else mine < bound


def chosen(kind: Kind, query: Mapping[str, str]) -> Test:
    """Whether an object of a kind is meant by a request's selectors.

    Raises: SelectorError.
    """
    labels = requirements(query.get("labelSelector", ""))
    terms = field_terms(kind, query.get("fieldSelector", ""))

    def test(obj: ApiObject) -> bool:
        own = obj["metadata"].get("labels") or {}
        return all(one.holds(own) for one in labels) and all(term(obj) for term in terms)

    return test


_TOKEN = re.compile(r"\s*(==|!=|=|!|,|\(|\)|>|<|[^\s=!,()<>]+)")
_WORDS = {"=": "=", "==": "=", "!=": "!=", "in": "in", "notin": "notin", ">": ">", "<": "<"}


def requirements(text: str) -> list[Requirement]:
    """The parts of a label selector.

    Raises: SelectorError.
    """
    tokens = [match[1] for match in _TOKEN.finditer(text.rstrip())]
    found: list[Requirement] = []
    at = 0
    while at < len(tokens):
        requirement, at = _requirement(tokens, at)
        found.append(requirement)
        if at < len(tokens):
            if tokens[at] != ",":
                raise SelectorError(_unparsed(tokens[at], "',' or 'end of string'"))
            at += 1
            if at == len(tokens):
                raise SelectorError(_unparsed("", "identifier after ','"))
    return sorted(found, key=lambda one: one.key)


def _unparsed(found: str, expected: str) -> str:
    return f"unable to parse requirement: found '{found}', expected: {expected}"


def _requirement(tokens: list[str], at: int) -> tuple[Requirement, int]:
    negated = tokens[at] == "!"
    at += negated
    key = tokens[at] if at < len(tokens) else ""
    if not key or key in ("=", "==", "!=", ",", "(", ")", "!", ">", "<"):
        raise SelectorError(_unparsed(key, "identifier" if negated else "!, identifier, or 'end of string'"))
    _checked(key)
    at += 1
    if negated:
        return Requirement(key, "!", ()), at
    if at == len(tokens) or tokens[at] == ",":
        return Requirement(key, "exists", ()), at
    operator = _WORDS.get(tokens[at])
    if operator is None:
        told = "in, notin, =, ==, !=, gt, lt"
        raise SelectorError(_unparsed(tokens[at], told))
    values, at = _values(tokens, at + 1, operator)
    for value in values:
        for problem in names.label_value(value):
            where = f'values[0][{key}]: Invalid value: "{value}"'
            raise SelectorError(f"unable to parse requirement: {where}: {problem}")
    return Requirement(key, operator, values), at


def _checked(key: str) -> None:
    for problem in names.qualified(key):
        raise SelectorError(f'unable to parse requirement: <nil>: Invalid value: "{key}": {problem}')


def _values(tokens: list[str], at: int, operator: str) -> tuple[tuple[str, ...], int]:
    now = tokens[at] if at < len(tokens) else ""
    if operator not in ("in", "notin"):
        if now in ("", ","):
            return ("",), at
        return (now,), at + 1
    if now != "(":
        raise SelectorError(_unparsed(now, "'('"))
    values: list[str] = []
    at += 1
    while at < len(tokens) and tokens[at] != ")":
        if tokens[at] != ",":
            values.append(tokens[at])
        at += 1
    if at == len(tokens):
        raise SelectorError(_unparsed("", "',' or ')'"))
    return tuple(values), at + 1


_META = ("metadata.name", "metadata.namespace")
# pkg/apis/*/v1/conversion.go AddFieldLabelConversionFunc; what each label reads is its own path
_FIELDS: dict[str, tuple[str, ...]] = {
    "Pod": (
        *_META, "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
        "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
    ),
    "Node": ("metadata.name", "spec.unschedulable"),
    "Namespace": ("status.phase", "metadata.name"),
    "ReplicationController": (*_META, "status.replicas"),
    "Event": (
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
        "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath",
        "reason", "reportingComponent", "source", "type", *_META,
    ),
    "Secret": ("type", *_META),
    "Service": (*_META, "spec.clusterIP", "spec.type"),
    "Job.batch": (*_META, "status.successful"),
    "StatefulSet.apps": (*_META, "status.successful"),
    "CertificateSigningRequest.certificates.k8s.io": ("metadata.name", "spec.signerName"),
}  # fmt: skip
_TERM = re.compile(r"(?:\\.|[^,\\])+")
_EQUATION = re.compile(r"(.*?)(!=|==|=)(.*)\Z", re.DOTALL)
_UNSET = {"spec.unschedulable": "false", "spec.hostNetwork": "false", "status.replicas": "0"}


def field_terms(kind: Kind, text: str) -> list[Test]:
    """The parts of a field selector.

    Raises: SelectorError.
    """
    return [_term(kind, part) for part in _TERM.findall(text)]


def _term(kind: Kind, part: str) -> Test:
    match = _EQUATION.match(part)
    if match is None:
        raise SelectorError(f"invalid selector: '{part}'; can't understand '{part}'")
    field, operator, value = match[1], match[2], re.sub(r"\\(.)", r"\1", match[3])
    known = _FIELDS.get("Event" if kind.kind == "Event" else kind.name)
    if known is None and field not in _META:
        known_to_all = '"metadata.name", "metadata.namespace"'
        raise SelectorError(f'"{field}" is not a known field selector: only {known_to_all}')
    if known is not None and field not in known:
        raise SelectorError(f"field label not supported: {field}")
    wanted = operator != "!="
    return lambda obj: (field_value(obj, field) == value) == wanted


def field_value(obj: ApiObject, field: str) -> str:
    """What a field label reads, as text."""
    if field == "source":
        return str((obj.get("source") or {}).get("component") or obj.get("reportingComponent") or "")
    if field == "spec.serviceAccountName" and "serviceAccountName" not in obj["spec"]:
        return ""
    found: Any = obj
    for part in field.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    if isinstance(found, list):
        return ",".join(str(one.get("ip", "")) for one in found if isinstance(one, dict))
    if found is None:
        return _UNSET.get(field, "")
    return str(found).lower() if isinstance(found, bool) else str(found)
