"""What is kept for Pods: ConfigMaps, Secrets, volumes and claims (pkg/apis/core/validation)."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from k8sviz.sim.manifests.validation import metadata, names
from k8sviz.sim.manifests.validation.faults import Faults

_KEY = re.compile(r"[-._a-zA-Z0-9]+\Z")
_KEY_SAYS = (
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
    "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
)
_KEY_LENGTH, _MOST = 253, 1024 * 1024
_ACCESS_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
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
        if key not in data:
            faults.required(f"data[{key}]")
        elif key.startswith(".docker"):
            _json(faults, data[key], key)


def _json(faults: Faults, value: str, key: str) -> None:
    try:
        json.loads(base64.b64decode(value))
    except ValueError:
        faults.invalid(f"data[{key}]", "<secret contents redacted>", "unexpected end of JSON input")


def _key(faults: Faults, key: str, field: str) -> None:
    problems = [f"must be no more than {_KEY_LENGTH} characters"] if len(key) > _KEY_LENGTH else []
    if not _KEY.match(key):
        problems.append(_KEY_SAYS)
    if key in (".", ".."):
        problems.append(f"must not be '{key}'")
    elif key.startswith(".."):
        problems.append("must not start with '..'")
    faults.each(f"{field}[{key}]", key, problems)


def check_claim(faults: Faults, obj: Fields) -> None:
    """A PersistentVolumeClaim."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    claim_spec(faults, obj.get("spec", {}), "spec")


def claim_spec(faults: Faults, spec: Fields, path: str) -> None:
    """The same inside a StatefulSet's volumeClaimTemplates."""
    _access_modes(faults, spec, path)
    if "storage" not in spec.get("resources", {}).get("requests", {}):
        faults.required(f"{path}.resources[storage]")
    if "volumeMode" in spec and spec["volumeMode"] not in _VOLUME_MODES:
        faults.unsupported(f"{path}.volumeMode", spec["volumeMode"], _VOLUME_MODES)
    if spec.get("storageClassName"):
        name = spec["storageClassName"]
        faults.each(f"{path}.storageClassName", name, names.subdomain(name))


def check_volume(faults: Faults, obj: Fields) -> None:
    """A PersistentVolume."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    _access_modes(faults, spec, "spec")
    if not spec.get("capacity"):
        faults.required("spec.capacity")
    elif "storage" not in spec["capacity"]:
        faults.unsupported("spec.capacity", spec["capacity"], ("storage",))
    policy = spec.get("persistentVolumeReclaimPolicy")
    if policy and policy not in _RECLAIM:
        faults.unsupported("spec.persistentVolumeReclaimPolicy", policy, _RECLAIM)


def _access_modes(faults: Faults, spec: Fields, path: str) -> None:
    modes = spec.get("accessModes", ())
    if not modes:
        faults.required(f"{path}.accessModes", "at least 1 access mode is required")
    for mode in modes:
        if mode not in _ACCESS_MODES:
            faults.unsupported(f"{path}.accessModes", mode, _ACCESS_MODES)
