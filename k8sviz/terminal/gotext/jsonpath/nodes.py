"""What a path is made of (k8s.io/client-go/util/jsonpath/node.go)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Text(NamedTuple):
    """A text, or a number or truth to compare with."""

    value: str | float | bool


class Identifier(NamedTuple):
    """range, end, or what is neither."""

    name: str


class Field(NamedTuple):
    """.name"""

    name: str


class Slice(NamedTuple):
    """[begin:end:step]; of one index alone, `single` says so."""

    begin: int | None
    end: int | None
    step: int | None
    single: bool


class Filter(NamedTuple):
    """[?(@.x==1)]; the operator "exists" compares with nothing."""

    left: Path
    operator: str
    right: Path


class Union(NamedTuple):
    """[0,1]"""

    paths: Sequence[Path]


class Wildcard(NamedTuple):
    """.*"""


class Recursive(NamedTuple):
    """.."""


Node = Text | Identifier | Field | Slice | Filter | Union | Wildcard | Recursive
Path = Sequence[Node]
