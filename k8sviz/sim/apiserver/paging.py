"""limit and continue: a long list in pieces (https://kubernetes.io/docs/reference/using-api/api-concepts/)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from k8sviz.sim import digits
from k8sviz.sim.objects.identity import ApiObject

_VERSION = "meta.k8s.io/v1"


class PagingError(Exception):
    """A limit or a token that makes no sense; answered with a 400."""


class Page(NamedTuple):
    """Some of the objects, and how to go on."""

    objects: list[ApiObject]
    token: str = ""
    remaining: int = 0


class _Token(msgspec.Struct):
    v: str
    rv: int
    start: str


def page(objects: list[ApiObject], query: Mapping[str, str], revision: int, one_namespace: bool) -> Page:
    """The piece of a sorted list that is asked for.

    Raises: PagingError.
    """
    start = _start(query.get("continue", ""))
    left = [obj for obj in objects if _place(obj, one_namespace) >= start] if start else objects
    text = query.get("limit") or "0"
    limit = digits.signed(text)
    if limit is None:
        raise PagingError(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    if limit <= 0 or limit >= len(left):
        return Page(left)
    token = _Token(_VERSION, revision, _place(left[limit - 1], one_namespace) + "\x00")
    text = base64.urlsafe_b64encode(msgspec.json.encode(token)).decode().rstrip("=")
    return Page(left[:limit], text, len(left) - limit)


def _place(obj: ApiObject, one_namespace: bool) -> str:
    metadata = obj["metadata"]
    namespace = "" if one_namespace else metadata.get("namespace", "")
    name: str = metadata["name"]
    return f"{namespace}/{name}" if namespace else name


def _start(text: str) -> str:
    if not text:
        return ""
    try:
        raw: Any = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        token = msgspec.json.decode(raw, type=_Token)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise PagingError(f"continue key is not valid: {error}") from error
    if token.v != _VERSION:
        raise PagingError("continue key is not valid: server does not recognize this encoded version")
    return token.start
