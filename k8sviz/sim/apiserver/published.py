"""What the API server publishes about itself: recorded from Kubernetes v1.36.2 by tools/make_openapi.py."""

from __future__ import annotations

import lzma
from functools import cache
from importlib import resources
from typing import Any

import msgspec

Json = dict[str, Any]


class Published(msgspec.Struct, frozen=True):
    """The recorded answers."""

    definitions: dict[str, Json]  # of /openapi/v2
    core: list[Json]  # the items of /api, aggregated
    groups: list[Json]  # the items of /apis, aggregated
    version: Json  # of /version


@cache
def published() -> Published:
    """Read once: a quarter of a second."""
    packed = resources.files("k8sviz.sim.apiserver").joinpath("published.json.xz").read_bytes()
    return msgspec.json.decode(lzma.decompress(packed), type=Published)
