"""Defaults of volumes, wherever they stand: pkg/apis/core/v1/defaults.go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Fields = dict[str, Any]

DEFAULT_MODE = 0o644
_TOKEN_SECONDS = 3600


def field_reference(reference: Fields) -> Fields:
    """An ObjectFieldSelector."""
    return {"apiVersion": "v1", **reference}


def volume(given: Fields) -> Fields:
    """A volume; one that says nothing is an empty directory."""
    filled = dict(given)
    if len(given) == 1:
        filled["emptyDir"] = {}
    for kind, fill in _SOURCES.items():
        if kind in given:
            filled[kind] = fill(given[kind])
    return filled


def _with(**defaults: Any) -> Callable[[Fields], Fields]:
    return lambda source: {**defaults, **source}


def _downward(source: Fields) -> Fields:
    return {"defaultMode": DEFAULT_MODE, **_files(source)}


def _files(source: Fields) -> Fields:
    if "items" not in source:
        return source
    items = [
        {**one, "fieldRef": field_reference(one["fieldRef"])} if "fieldRef" in one else one
        for one in source["items"]
    ]
    return {**source, "items": items}


def _projected(source: Fields) -> Fields:
    filled = {"defaultMode": DEFAULT_MODE, **source}
    if "sources" in source:
        filled["sources"] = [_projection(one) for one in source["sources"]]
    return filled


def _projection(source: Fields) -> Fields:
    filled = dict(source)
    if "downwardAPI" in source:
        filled["downwardAPI"] = _files(source["downwardAPI"])
    if "serviceAccountToken" in source:
        filled["serviceAccountToken"] = {
            "expirationSeconds": _TOKEN_SECONDS, **source["serviceAccountToken"],
        }  # fmt: skip
    return filled


def _ephemeral(source: Fields) -> Fields:
    template = source.get("volumeClaimTemplate")
    if template is None:
        return source
    spec = {"volumeMode": "Filesystem", **template.get("spec", {})}
    return {**source, "volumeClaimTemplate": {"metadata": {}, **template, "spec": spec}}


_SOURCES: dict[str, Callable[[Fields], Fields]] = {
    "configMap": _with(defaultMode=DEFAULT_MODE),
    "secret": _with(defaultMode=DEFAULT_MODE),
    "downwardAPI": _downward,
    "projected": _projected,
    "hostPath": _with(type=""),
    "iscsi": _with(iscsiInterface="default"),
    "rbd": _with(pool="rbd", user="admin", keyring="/etc/ceph/keyring"),
    "azureDisk": _with(cachingMode="ReadWrite", kind="Shared", fsType="ext4", readOnly=False),
    "scaleIO": _with(storageMode="ThinProvisioned", fsType="xfs"),
    "ephemeral": _ephemeral,
}
