"""kubectl's JSONPath templates (k8s.io/client-go/util/jsonpath): parsed to nodes, then walked.

https://kubernetes.io/docs/reference/kubectl/jsonpath/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from k8sviz.terminal.gotext.values import shown


class JsonPathError(Exception):
    """A template that cannot be read, or a value that is not there; its text is kubectl's."""


class Step(NamedTuple):
    """One step of a path: `kind` says how `value` is to be taken."""

    kind: str  # field, index, slice, union, filter, recursive, wildcard, root, literal
    value: Any = None


class Action(NamedTuple):
    """What stands between two braces, or the text outside them."""

    kind: str  # text, path, range, end
    value: Any = None


_FIELD = re.compile(r"(?:\\.|[^.\[\]{}\s\\\"'()=!<>,?@|])+")
_COMPARISON = re.compile(r"==|!=|<=|>=|<|>")


def parse(template: str) -> list[Action]:
    """The actions of a template."""
    actions: list[Action] = []
    rest = template
    while rest:
        text, brace, rest = rest.partition("{")
        if text:
            actions.append(Action("text", text))
        if brace:
            inside, rest = _inside(rest)
            actions += _action(inside.strip())
    return actions


def _inside(text: str) -> tuple[str, str]:
    quote = ""
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote and text[place - 1] != "\\" else quote
        elif character in "\"'":
            quote = character
        elif character == "}":
            return text[:place], text[place + 1 :]
    raise JsonPathError("unterminated array" if text.count("[") > text.count("]") else "unclosed action")


def _action(text: str) -> Iterator[Action]:
    if text == "end":
        yield Action("end")
    elif text.startswith("range") and (len(text) == 5 or not text[5].isalnum()):
        yield Action("range", steps(text[5:].strip()))
    elif text[:1] in ("'", '"'):
        yield Action("text", _unquoted(text))
    else:
        for part in text.split(" ") if "[" not in text else [text]:
            if part:
                yield Action("path", steps(part))


def _unquoted(text: str) -> str:
    quote, inner = text[0], text[1:]
    if not inner.endswith(quote):
        raise JsonPathError("unterminated quoted string")
    return _ESCAPED.sub(lambda found: _CHARACTERS.get(found[1], found[1]), inner[:-1])


_ESCAPED = re.compile(r"\\(.)")
_CHARACTERS = {"n": "\n", "t": "\t", "r": "\r"}


def steps(text: str) -> list[Step]:
    """The steps of a path: .a.b[0], $..name, items[*].metadata['x']."""
    found: list[Step] = []
    while text:
        step, text = _step(text, bool(found))
        found += step
    return found


def _step(text: str, inside: bool) -> tuple[list[Step], str]:
    if text.startswith(".."):
        return [Step("recursive")], text[2:] if text[2:3] in ("[", "*") else "." + text[2:] if text[
            2:
        ] else ""
    if text[0] in "@$":
        return [Step("root")], text[1:]
    if text[0] == "[":
        return _bracket(text)
    if text[0] == ".":
        text = text[1:]
        if not text or text[0] in "[.":
            return [], text
    if text[0] == "*":
        return [Step("wildcard")], text[1:]
    name = _FIELD.match(text)
    if name is None:
        raise JsonPathError(f"unrecognized character in action: U+{ord(text[0]):04X} '{text[0]}'")
    return [Step("field", re.sub(r"\\(.)", r"\1", name[0]))], text[name.end() :]


def _bracket(text: str) -> tuple[list[Step], str]:
    depth, quote = 0, ""
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote and text[place - 1] != "\\" else quote
        elif character in "\"'":
            quote = character
        elif character in "[]":
            depth += 1 if character == "[" else -1
            if depth == 0:
                return [_subscript(text[1:place].strip())], text[place + 1 :]
    raise JsonPathError("unterminated array")


def _subscript(text: str) -> Step:
    if text == "*":
        return Step("wildcard")
    if text.startswith("?("):
        return Step("filter", _filter(text[2:].rstrip(")") if text.endswith(")") else text[2:]))
    if text[:1] in ("'", '"') and "," not in text:
        return Step("field", _unquoted(text))
    if "," in text:
        return Step("union", [[_subscript(part.strip())] for part in text.split(",")])
    if ":" in text:
        parts = [int(part) if part.strip() else None for part in text.split(":")]
        return Step("slice", slice(*parts))
    if re.fullmatch(r"-?\d+", text):
        return Step("index", int(text))
    raise JsonPathError(f"invalid array index {text}")


def _filter(text: str) -> tuple[list[Step], str, list[Step]]:
    operator = _COMPARISON.search(text)
    if operator is None:
        return _operand(text.strip()), "exists", []
    return (
        _operand(text[: operator.start()].strip()),
        operator[0],
        _operand(text[operator.end() :].strip()),
    )


def _operand(text: str) -> list[Step]:
    if text[:1] in ("'", '"'):
        return [Step("literal", _unquoted(text))]
    if text in ("true", "false"):
        return [Step("literal", text == "true")]
    try:
        return [Step("literal", float(text) if "." in text[1:] else int(text))]
    except ValueError:
        return steps(text)


def find(path: list[Step], value: Any, root: Any = None, missing_ok: bool = True) -> list[Any]:
    """Every value that a path leads to."""
    values, root = [value], value if root is None else root
    for step in path:
        values = [found for one in values for found in _walk(step, one, root, missing_ok)]
    return values


def _walk(step: Step, value: Any, root: Any, missing_ok: bool) -> Iterator[Any]:
    match step.kind:
        case "root":
            yield value
        case "literal":
            yield step.value
        case "field":
            yield from _field(step.value, value, missing_ok)
        case "wildcard":
            yield from _children(value)
        case "recursive":
            yield from _descendants(value)
        case "union":
            for path in step.value:
                yield from find(path, value, root, missing_ok)
        case "filter":
            yield from (item for item in _items(value) if _passes(step.value, item, root))
        case _:
            yield from _subscripted(step, value, missing_ok)


def _field(name: str, value: Any, missing_ok: bool) -> Iterator[Any]:
    if isinstance(value, dict) and name in value:
        yield value[name]
    elif not missing_ok:
        raise JsonPathError(f"{name} is not found")


def _subscripted(step: Step, value: Any, missing_ok: bool) -> Iterator[Any]:
    if not isinstance(value, list):
        if value is not None and not missing_ok:
            raise JsonPathError(f"{type(value).__name__} is not array or slice")
        return
    if step.kind == "slice":
        yield from value[step.value]
    elif -len(value) <= step.value < len(value):
        yield value[step.value]
    else:
        raise JsonPathError(f"array index out of bounds: index {step.value}, length {len(value)}")


def _items(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return list(value.values()) if isinstance(value, dict) else []


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    return value if isinstance(value, list) else []


def _descendants(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for child in _children(value):
            yield from _descendants(child)


def _passes(condition: tuple[list[Step], str, list[Step]], item: Any, root: Any) -> bool:
    left, operator, right = condition
    mine = find(left, item, root)
    if operator == "exists":
        return bool(mine)
    other = find(right, item, root)
    if not mine or not other:
        return False
    return _compares(operator, mine[0], other[0])


def _compares(operator: str, left: Any, right: Any) -> bool:
    if operator in ("==", "!="):
        return (left == right) is (operator == "==")
    try:
        return bool(
            {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[operator]
        )
    except TypeError as error:
        raise JsonPathError(f"incompatible types for comparison: {error}") from error


def execute(actions: list[Action], value: Any, missing_ok: bool = True) -> str:
    """The text that a template makes of a value."""
    text, _ = _run(actions, 0, value, value, missing_ok)
    return text


def _run(actions: list[Action], place: int, value: Any, root: Any, missing_ok: bool) -> tuple[str, int]:
    out = ""
    while place < len(actions):
        action = actions[place]
        if action.kind == "end":
            return out, place
        if action.kind == "text":
            out += action.value
        elif action.kind == "path":
            out += " ".join(shown(one) for one in find(action.value, value, root, missing_ok))
        else:
            values, body = find(action.value, value, root, missing_ok), place + 1
            place = _run(actions, body, None, root, True)[1]
            out += "".join(_run(actions, body, one, root, missing_ok)[0] for one in values)
        place += 1
    return out, place


def relaxed(text: str) -> str:
    """x.y, .x.y and {x.y} all mean {.x.y} (RelaxedJSONPathExpression)."""
    if not text:
        return text
    found = re.fullmatch(r"\{?\.?([^{}]+)\}?", text)
    if found is None or text.startswith("{") != text.endswith("}"):
        raise JsonPathError(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or "
            "'{.name1.name2}'"
        )
    return f"{{.{found[1]}}}"
