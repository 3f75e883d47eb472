"""Strict decoding: a value against its kind's Go types, with the words of encoding/json.

kubectl sends JSON with sorted keys, so fields are visited in that order: the first wrong type is the one
reported, unknown fields are reported all together (KEP-2885, fieldValidation=Strict).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from k8sviz.sim.manifests import base64text, gosyntax, quantity
from k8sviz.sim.manifests.fieldpath import Path, show
from k8sviz.sim.manifests.schema import Field, fields

_ENUM_TYPES = {  # OpenAPI knows these as strings; Go's messages name the type
    "ServiceSpec.type": "v1.ServiceType",
    "ServiceSpec.sessionAffinity": "v1.ServiceAffinity",
    "ServiceSpec.externalTrafficPolicy": "v1.ServiceExternalTrafficPolicy",
    "ServiceSpec.internalTrafficPolicy": "v1.ServiceInternalTrafficPolicy",
    "ServiceSpec.ipFamilyPolicy": "v1.IPFamilyPolicy",
    "ServiceSpec.ipFamilies": "v1.IPFamily",
    "ServicePort.protocol": "v1.Protocol",
    "ContainerPort.protocol": "v1.Protocol",
    "EndpointPort.protocol": "v1.Protocol",
    "Container.imagePullPolicy": "v1.PullPolicy",
    "Container.terminationMessagePolicy": "v1.TerminationMessagePolicy",
    "PodSpec.restartPolicy": "v1.RestartPolicy",
    "PodSpec.dnsPolicy": "v1.DNSPolicy",
    "DeploymentStrategy.type": "v1.DeploymentStrategyType",
    "EndpointSlice.addressType": "v1.AddressType",
}
_GO_SCALARS = {"s": "string", "b": "bool", "i": "int32", "l": "int64", "f": "float64", "y": "[]uint8"}
_CONTAINERS: dict[str, Any] = {"#": dict, "[": list, "{": dict}
_LIMITS = {"i": 1 << 31, "l": 1 << 63}
_GO_KINDS = (
    (bool, "bool"),
    (str, "string"),
    (int, "int64"),
    (float, "float64"),
    (dict, "map"),
    (list, "slice"),
)
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})\Z"
)


class Decoder:
    """Walks one object; `value` leaves out what is null, as Go's decoder does."""

    def __init__(self, root_type: str) -> None:
        self.root_type = root_type
        self.unknown: list[Path] = []
        self.wrong: tuple[Path, str] | None = None
        self.mismatch: tuple[str, Any] | None = None  # the type and the value, where `wrong` is about these

    def decode(self, value: Any) -> Any:
        """The normalised copy of `value`; `unknown` and `wrong` tell what does not fit."""
        return self._struct(self.root_type, value, ())

    def reason(self) -> str:
        """json: cannot unmarshal …, or strict decoding error: …, or nothing."""
        if self.wrong:
            return self.wrong[1]
        if not self.unknown:
            return ""
        return "strict decoding error: " + ", ".join(f'unknown field "{show(path)}"' for path in self.unknown)

    def places(self) -> list[Path]:
        """Where the reason's fields are."""
        return [self.wrong[0]] if self.wrong else self.unknown

    def _struct(self, name: str, value: dict[str, Any], path: Path) -> dict[str, Any]:
        known = fields(name)
        result: dict[str, Any] = {}
        for key in sorted(value):
            field = known.get(key)
            if field is None:
                self.unknown.append((*path, key))
                continue
            if value[key] is not None:
                result[key] = self._field(name, key, field, value[key], (*path, key))
        return {key: result[key] for key in value if key in result}

    def _field(self, struct: str, key: str, field: Field, value: Any, path: Path) -> Any:
        owner = struct.rpartition(".")[2]
        return self._value(field.type, value, path, (owner, _ENUM_TYPES.get(f"{owner}.{key}", "")))

    def _value(self, type_: str, value: Any, path: Path, owner: tuple[str, str]) -> Any:
        container = _CONTAINERS.get(type_[0])
        if container is None:
            return value if type_ == "o" else self._scalar(type_, value, path, owner)
        if not isinstance(value, container):
            return self._mismatch(type_, value, path, owner)
        inner = type_[1:]
        if type_[0] == "#":
            return self._struct(inner, value, path)
        if type_[0] == "[":
            return [self._item(inner, item, (*path, at), owner) for at, item in enumerate(value)]
        return {key: self._item(inner, value[key], (*path, key), owner) for key in sorted(value)}

    def _item(self, type_: str, value: Any, path: Path, owner: tuple[str, str]) -> Any:
        if value is None:  # Go: the zero value
            return {"#": {}, "{": {}, "[": [], "s": "", "y": "", "i": 0, "l": 0, "b": False, "q": "0"}.get(
                type_[0]
            )
        return self._value(type_, value, path, owner)

    def _scalar(self, type_: str, value: Any, path: Path, owner: tuple[str, str]) -> Any:
        special = _SPECIAL.get(type_)
        if special:
            value, problem = special(value)
            if problem.startswith("!"):
                return self._mismatch(problem[1:], value, path, owner)
            return self._fail(path, problem) if problem else value
        if not _fits(type_, value):
            return self._mismatch(type_, value, path, owner)
        return value

    def _mismatch(self, type_: str, value: Any, path: Path, owner: tuple[str, str]) -> Any:
        struct, enum = owner
        names = ".".join(self._named(path))
        if self.wrong is None:
            self.mismatch = (type_, value)
        go_type = enum if enum and type_ == "s" else go_name(type_, enum)
        words = f"cannot unmarshal {_json_kind(type_, value)} into Go struct field"
        return self._fail(path, f"json: {words} {struct}.{names} of type {go_type}")

    def _named(self, path: Path) -> list[str]:
        """Only struct fields are named, map keys are not: walk the types along the path."""
        named: list[str] = []
        type_ = "#" + self.root_type
        for part in path:
            if type_[0] == "#":
                named.append(str(part))
                field = fields(type_[1:]).get(str(part))
                type_ = field.type if field else "o"
            else:
                type_ = type_[1:] or "o"
        return named

    def _fail(self, path: Path, message: str) -> None:
        if self.wrong is None:
            self.wrong = (path, message)


def conversion(type_: str, value: Any) -> str:
    """What apimachinery's unstructured converter says of a mismatch, when a patch brings it."""
    found = next(name for kind, name in _GO_KINDS if isinstance(value, kind))
    if type_[0] == "#":
        return f"cannot restore struct from: {found}"
    if type_[0] in "[{":
        return f"cannot restore {'slice' if type_[0] == '[' else 'map'} from {found}"
    return f"unrecognized type: {go_name(type_)}"


def go_name(type_: str, enum: str = "") -> str:
    """[]v1.ServicePort, map[string]string, int32."""
    match type_[0]:
        case "#":
            return type_[1:].rpartition("/")[2]
        case "[":
            return "[]" + go_name(type_[1:], enum)
        case "{":
            return "v1.ResourceList" if type_ == "{q" else "map[string]" + go_name(type_[1:])
    return enum or _GO_SCALARS.get(type_, "string")


def _json_kind(type_: str, value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int | float):
        return f"number {gosyntax.number(value)}" if type_ in _LIMITS else "number"
    return "array" if isinstance(value, list) else "object"


def _fits(type_: str, value: Any) -> bool:
    if type_ in ("s", "y"):
        return isinstance(value, str)
    if type_ == "b":
        return isinstance(value, bool)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if type_ == "f":
        return True
    return isinstance(value, int) and -_LIMITS[type_] <= value < _LIMITS[type_]


def _int_or_string(value: Any) -> tuple[Any, str]:
    return value, "" if isinstance(value, str) or _fits("i", value) else "!i"


def _quantity(value: Any) -> tuple[Any, str]:
    text = value if isinstance(value, str) else gosyntax.marshal(value)
    problem = quantity.problem(text)
    return (text, problem) if problem else (quantity.canonical(text), "")


def _time(value: Any) -> tuple[Any, str]:
    if not isinstance(value, str):
        return value, "!s"
    layout = "2006-01-02T15:04:05Z07:00"
    bad = f'parsing time "{value}" as "{layout}": cannot parse "{value}" as "2006"'
    return value, "" if _TIME.match(value) else bad


def _bytes(value: Any) -> tuple[Any, str]:
    if not isinstance(value, str):
        return value, "!y"
    at = base64text.first_wrong(value)
    return value, "" if at is None else f"illegal base64 data at input byte {at}"


_SPECIAL: dict[str, Callable[[Any], tuple[Any, str]]] = {
    "x": _int_or_string, "q": _quantity, "t": _time, "y": _bytes,
}  # fmt: skip
