"""What goes into the API server and what comes out, without HTTP: kubectl and the terminal speak it."""

from __future__ import annotations

from typing import Any

import msgspec


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request of the Kubernetes API; `path` begins at the root: /api/v1/namespaces/default/pods."""

    method: str
    path: str
    query: dict[str, str] = {}
    content_type: str = "application/json"
    body: str = ""  # JSON or YAML, as its content type says
    table: bool = False  # the client asked for a Table (Accept: …;as=Table)
    manager: str = "kubectl"  # the field manager where the query names none


class Response(msgspec.Struct, frozen=True):
    """The answer: an object, a List, a Table or a Status, with the HTTP code that goes with it."""

    code: int
    body: dict[str, Any]
    warnings: tuple[str, ...] = ()
