"""Kinds that are served in two versions but stored in one."""

from __future__ import annotations

from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import ApiObject


def to(kind: Kind, obj: ApiObject) -> ApiObject:
    """The stored object in the version that is asked for."""
    return obj


def stored(kind: Kind, obj: ApiObject) -> ApiObject:
    """The object of any version as it is kept."""
    return obj
