"""What is kept for Pods: ConfigMaps, Secrets, volumes and claims (pkg/apis/core/validation)."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

from k8sviz.sim.manifests import quantity
from k8sviz.sim.manifests.validation import metadata, names, selectors
from k8sviz.sim.manifests.validation.faults import Faults

_MOST = 1024 * 1024
_ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
_ALONE, _ONE_MODE = "ReadWriteOncePod", "at least 1 access mode is required"
_VOLUME_MODES = ("Block", "Filesystem")
_RECLAIM = ("Delete", "Recycle", "Retain")
_NEEDED = {  # the keys that a Secret of a type must have
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}
_ACCOUNT = "kubernetes.io/service-account.name"

Fields = dict[str, Any]


def check_config_map(faults: Faults, obj: Fields) -> None:
    """Keys are file names, and it is not too large."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    data, binary = obj.get("data", {}), obj.get("binaryData", {})
    size = 0
    for key, value in sorted(data.items()):
        _key(faults, key, "data")
        if key in binary:
            faults.invalid(f"data[{key}]", key, "duplicate of key present in binaryData")
        size += len(value.encode())
    for key, value in sorted(binary.items()):
        _key(faults, key, "binaryData")
        size += len(value) * 3 // 4
    if size > _MOST:
        faults.too_long("", _MOST)


def check_secret(faults: Faults, obj: Fields) -> None:
    """A Secret's keys, and those that its type asks for."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    data, kind = obj.get("data", {}), obj.get("type", "")
    for key in sorted(data):
        _key(faults, key, "data")
    if sum(len(value) * 3 // 4 for value in data.values()) > _MOST:
        faults.too_long("data", _MOST)
    if kind == "kubernetes.io/service-account-token":
        if not obj["metadata"].get("annotations", {}).get(_ACCOUNT):
            faults.required(f"metadata.annotations[{_ACCOUNT}]")
    elif kind == "kubernetes.io/basic-auth" and not data.keys() & {"username", "password"}:
        faults.required("data[username]")
        faults.required("data[password]")
    for key in _NEEDED.get(kind, ()):
        if key not in data or (kind.endswith("ssh-auth") and not data[key]):
            faults.required(f"data[{key}]")
        elif key.startswith(".docker"):
            _json(faults, data[key], key)


def _json(faults: Faults, value: str, key: str) -> None:
    try:
        json.loads(base64.b64decode(value))
    except ValueError:
        faults.invalid(f"data[{key}]", "<secret contents redacted>", "unexpected end of JSON input")


def _key(faults: Faults, key: str, field: str) -> None:
    faults.each(f"{field}[{key}]", key, names.config_key(key))


def check_claim(faults: Faults, obj: Fields) -> None:
    """A PersistentVolumeClaim."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    claim_spec(faults, obj.get("spec", {}), "spec")


def claim_spec(faults: Faults, spec: Fields, path: str) -> None:
    """The same inside a StatefulSet's volumeClaimTemplates."""
    modes = spec.get("accessModes", ())
    if not modes:
        faults.required(f"{path}.accessModes", _ONE_MODE)
    if "selector" in spec:
        selectors.check(faults, spec["selector"], f"{path}.selector")
    _access_modes(faults, modes, path)
    _storage(faults, spec.get("resources", {}).get("requests", {}), f"{path}.resources[storage]")
    if spec.get("storageClassName"):
        name = spec["storageClassName"]
        faults.each(f"{path}.storageClassName", name, names.subdomain(name))
    if "volumeMode" in spec and spec["volumeMode"] not in _VOLUME_MODES:
        faults.unsupported(f"{path}.volumeMode", spec["volumeMode"], _VOLUME_MODES)
    for field in ("dataSource", "dataSourceRef"):
        if field in spec:
            _data_source(faults, spec[field], f"{path}.{field}")


def _storage(faults: Faults, requests: Fields, path: str) -> None:
    if "storage" not in requests:
        faults.required(path)
        return
    value = quantity.parse(requests["storage"])
    if value is not None and value <= 0:
        faults.invalid(path, quantity.canonical(requests["storage"]), "must be greater than zero")


def _data_source(faults: Faults, source: Fields, path: str) -> None:
    for field in ("name", "kind"):
        if not source.get(field):
            faults.required(f"{path}.{field}")
    group, kind = source.get("apiGroup", ""), source.get("kind", "")
    if not group and kind != "PersistentVolumeClaim":
        faults.invalid(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
    if group:
        faults.each(f"{path}.apiGroup", group, names.subdomain(group))


def check_volume(faults: Faults, obj: Fields) -> None:
    """A PersistentVolume."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    if not spec.get("accessModes"):
        faults.required("spec.accessModes")
    _access_modes(faults, spec.get("accessModes", ()), "spec")
    if not spec.get("capacity"):
        faults.required("spec.capacity")
    elif "storage" not in spec["capacity"]:
        faults.unsupported("spec.capacity", spec["capacity"], ("storage",))
    policy = spec.get("persistentVolumeReclaimPolicy")
    if policy and policy not in _RECLAIM:
        faults.unsupported("spec.persistentVolumeReclaimPolicy", policy, _RECLAIM)


def _access_modes(faults: Faults, modes: Sequence[str], path: str) -> None:
    for mode in modes:
        if mode not in _ACCESS_MODES:
            faults.unsupported(f"{path}.accessModes", mode, _ACCESS_MODES)
    if _ALONE in modes and any(mode != _ALONE and mode in _ACCESS_MODES for mode in modes):
        faults.forbidden(f"{path}.accessModes", f"may not use {_ALONE} with other access modes")
