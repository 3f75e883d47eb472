"""Volumes of a Pod, and how containers mount them: ValidateVolumes, ValidateVolumeMounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8sviz.sim.manifests import quantity
from k8sviz.sim.manifests.validation import environment, kept, names
from k8sviz.sim.manifests.validation.faults import Faults

Fields = dict[str, Any]
Volumes = dict[str, Fields]  # by name: those that a container may mount

_ORDER = (  # in which the sources are looked at
    "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi",
    "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI",
    "fc", "flexVolume", "configMap", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume",
    "azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral", "image",
)  # fmt: skip
_SPELLED = {"downwardAPI": "downwarAPI", "cephfs": "cephFS"}  # the API server's own spelling where it says so
_NEEDED: dict[str, tuple[str, ...]] = {  # what a volume of a kind must say, if there is nothing else to it
    "gitRepo": ("repository",), "glusterfs": ("endpoints", "path"), "persistentVolumeClaim": ("claimName",),
    "cinder": ("volumeID",), "vsphereVolume": ("volumePath",), "portworxVolume": ("volumeID",),
    "flexVolume": ("driver",), "cephfs": ("monitors",), "iscsi": ("targetPortal", "iqn"),
    "azureFile": ("secretName", "shareName"), "photonPersistentDisk": ("pdID",),
}  # fmt: skip
_HOST_PATHS = (
    "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket",
)  # fmt: skip
_MODE_SAYS = "must be a number between 0 and 0777 (octal), both inclusive"
_ALL_MODES = 0o777
_LAST_PARTITION = 255
_SHORTEST_TOKEN, _LONGEST_TOKEN = 600, 1 << 32
_PROPAGATIONS = ("Bidirectional", "HostToContainer", "None")
_CLAIMED = ("persistentVolumeClaim", "ephemeral")


def check(faults: Faults, given: list[Fields], path: str, claims: dict[str, Fields]) -> Volumes:
    """The volumes that are in order; a claim template of a StatefulSet stands for a volume of its name."""
    good: Volumes = dict(claims)
    seen: set[str] = set()
    for index, volume in enumerate(given):
        here, name = f"{path}[{index}]", volume.get("name", "")
        before = len(faults.found)
        _source(faults, volume, here)
        if name:
            faults.each(f"{here}.name", name, names.label(name))
        else:
            faults.required(f"{here}.name")
        if name in seen:
            faults.duplicate(f"{here}.name", name)
        if len(faults.found) == before:
            seen.add(name)
            good[name] = volume
    return good


def _source(faults: Faults, volume: Fields, path: str) -> None:
    kinds = [kind for kind in _ORDER if kind in volume]
    if not kinds:
        faults.required(path, "must specify a volume type")
        return
    _one_source(faults, volume[kinds[0]], kinds[0], f"{path}.{kinds[0]}")
    for extra in kinds[1:]:
        faults.forbidden(f"{path}.{_SPELLED.get(extra, extra)}", "may not specify more than 1 volume type")


def _one_source(faults: Faults, source: Fields, kind: str, path: str) -> None:
    for field in _NEEDED.get(kind, ()):
        if not source.get(field):
            faults.required(f"{path}.{field}")
    if kind in _CHECKS:
        _CHECKS[kind](faults, source, path)


def _empty(faults: Faults, source: Fields, path: str) -> None:
    limit = quantity.parse(str(source.get("sizeLimit", "0")))
    if limit is not None and limit < 0:
        faults.forbidden(f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")


def _google_disk(faults: Faults, source: Fields, path: str) -> None:
    _disk(faults, source, path.replace("gcePersistentDisk", "persistentDisk"), "pdName")


def _amazon_disk(faults: Faults, source: Fields, path: str) -> None:
    _disk(faults, source, path, "volumeID")


def _config_map(faults: Faults, source: Fields, path: str) -> None:
    _files(faults, source, path, "name")


def _secret(faults: Faults, source: Fields, path: str) -> None:
    _files(faults, source, path, "secretName")


def _downward(faults: Faults, source: Fields, path: str) -> None:
    _mode(faults, source.get("defaultMode"), f"{path}.defaultMode")
    for one in source.get("items", ()):
        _pod_file(faults, one, path)


def _host_path(faults: Faults, source: Fields, path: str) -> None:
    where = source.get("path", "")
    if not where:
        faults.required(f"{path}.path")
        return
    if ".." in where.split("/"):
        faults.invalid(f"{path}.path", where, "must not contain '..'")
    kind = source.get("type") or ""
    if kind not in _HOST_PATHS:
        faults.unsupported(f"{path}.type", kind, _HOST_PATHS)


def _nfs(faults: Faults, source: Fields, path: str) -> None:
    where = source.get("path", "")
    for field in ("server", "path"):
        if not source.get(field):
            faults.required(f"{path}.{field}")
    if not where.startswith("/"):
        faults.invalid(f"{path}.path", where, "must be an absolute path")


def _disk(faults: Faults, source: Fields, path: str, name: str) -> None:
    if not source.get(name):
        faults.required(f"{path}.{name}")
    partition = source.get("partition", 0)
    if not 0 <= partition <= _LAST_PARTITION:
        words = f"must be between 1 and {_LAST_PARTITION}, inclusive"
        faults.invalid(f"{path}.partition", partition, words)


def _driver(faults: Faults, source: Fields, path: str) -> None:
    driver = source.get("driver", "")
    if not driver:
        faults.required(f"{path}.driver")
    else:
        faults.each(f"{path}.driver", driver, names.subdomain(driver.lower()))
    secret = source.get("nodePublishSecretRef")
    if secret is not None and not secret.get("name"):
        faults.required(f"{path}.nodePublishSecretRef.name")


def _template(faults: Faults, source: Fields, path: str) -> None:
    template = source.get("volumeClaimTemplate")
    if template is None:
        faults.required(f"{path}.volumeClaimTemplate")
    else:
        kept.claim_spec(faults, template.get("spec", {}), f"{path}.volumeClaimTemplate.spec")


def _files(faults: Faults, source: Fields, path: str, name: str) -> None:
    if not source.get(name):
        faults.required(f"{path}.{name}")
    _mode(faults, source.get("defaultMode"), f"{path}.defaultMode")
    for index, one in enumerate(source.get("items", ())):
        _file(faults, one, f"{path}.items[{index}]")


def _file(faults: Faults, one: Fields, path: str) -> None:
    for field in ("key", "path"):
        if not one.get(field):
            faults.required(f"{path}.{field}")
    faults.each(f"{path}.path", one.get("path", ""), names.local_file(one.get("path", "")))
    _mode(faults, one.get("mode"), f"{path}.mode")


def _mode(faults: Faults, mode: int | None, path: str) -> None:
    if mode is not None and not 0 <= mode <= _ALL_MODES:
        faults.invalid(path, mode, _MODE_SAYS)


def _pod_file(faults: Faults, one: Fields, path: str) -> None:
    if not one.get("path"):
        faults.required(f"{path}.path")
    faults.each(f"{path}.path", one.get("path", ""), names.local_file(one.get("path", "")))
    if "fieldRef" in one:
        environment.field_of_pod(faults, one["fieldRef"], f"{path}.fieldRef")
        if "resourceFieldRef" in one:
            words = "fieldRef and resourceFieldRef can not be specified simultaneously"
            faults.invalid(path, "resource", words)
    elif "resourceFieldRef" in one:
        environment.resource_of_container(faults, one["resourceFieldRef"], f"{path}.resourceFieldRef", True)
    else:
        faults.required(path, "one of fieldRef and resourceFieldRef is required")
    _mode(faults, one.get("mode"), f"{path}.mode")


def _projected(faults: Faults, source: Fields, path: str) -> None:
    _mode(faults, source.get("defaultMode"), f"{path}.defaultMode")
    taken: set[str] = set()
    for index, one in enumerate(source.get("sources", ())):
        here = f"{path}.sources[{index}]"
        for kind in ("secret", "configMap"):
            if kind in one:
                _projected_keys(faults, one[kind], f"{here}.{kind}", path, taken)
        for file in one.get("downwardAPI", {}).get("items", ()):
            _pod_file(faults, file, f"{here}.downwardAPI")
            _taken(faults, file.get("path", ""), file.get("path", ""), path, taken)
        if "serviceAccountToken" in one:
            _token(faults, one["serviceAccountToken"], here, path)
        if len(one) > 1:
            faults.forbidden(here, "may not specify more than 1 volume type per source")


def _projected_keys(faults: Faults, source: Fields, here: str, path: str, taken: set[str]) -> None:
    if not source.get("name"):
        faults.required(f"{here}.name")
    for index, one in enumerate(source.get("items", ())):
        _file(faults, one, f"{here}.items[{index}]")
        _taken(faults, one.get("path", ""), source.get("name", ""), path, taken)


def _taken(faults: Faults, file: str, told: str, path: str, taken: set[str]) -> None:
    if file and file in taken:
        faults.invalid(path, told, "conflicting duplicate paths")
    taken.add(file)


def _token(faults: Faults, token: Fields, here: str, path: str) -> None:
    seconds = token.get("expirationSeconds", _LONGEST_TOKEN)
    where = f"{here}.serviceAccountToken.expirationSeconds"
    if seconds < _SHORTEST_TOKEN:
        faults.invalid(where, seconds, "may not specify a duration less than 10 minutes")
    if seconds > _LONGEST_TOKEN:
        faults.invalid(where, seconds, "may not specify a duration larger than 2^32 seconds")
    if not token.get("path"):
        faults.required(f"{path}.path")
    else:
        faults.each(f"{path}.path", token["path"], names.local_file(token["path"]))


_CHECKS: dict[str, Callable[[Faults, Fields, str], None]] = {
    "emptyDir": _empty, "hostPath": _host_path, "secret": _secret, "configMap": _config_map, "nfs": _nfs,
    "gcePersistentDisk": _google_disk, "awsElasticBlockStore": _amazon_disk, "downwardAPI": _downward,
    "projected": _projected, "csi": _driver, "ephemeral": _template,
}  # fmt: skip


def mounts(faults: Faults, container: Fields, path: str, mountable: Volumes) -> None:
    """volumeMounts."""
    places: set[str] = set()
    devices = {one.get("name", ""): one.get("devicePath", "") for one in container.get("volumeDevices", ())}
    for index, mount in enumerate(container.get("volumeMounts", ())):
        here = f"{path}.volumeMounts[{index}]"
        name, where = mount.get("name", ""), mount.get("mountPath", "")
        if not name:
            faults.required(f"{here}.name")
        if name not in mountable:
            faults.not_found(f"{here}.name", name)
        if not where:
            faults.required(f"{here}.mountPath")
        if where in places:
            faults.invalid(f"{here}.mountPath", where, "must be unique")
        places.add(where)
        if name in devices:
            faults.invalid(f"{here}.name", name, "must not already exist in volumeDevices")
        if where in devices.values():
            faults.invalid(f"{here}.mountPath", where, "must not already exist as a path in volumeDevices")
        _part_of_volume(faults, mount, here, f"{path}.volumeMounts", container)


def _part_of_volume(faults: Faults, mount: Fields, here: str, path: str, container: Fields) -> None:
    """subPath and its like; where they are wrong the server names the list, not the mount."""
    part, expression = mount.get("subPath", ""), mount.get("subPathExpr", "")
    if part:
        faults.each(f"{path}.subPath", part, names.descending(part))
    if expression and part:
        faults.invalid(f"{here}.subPathExpr", expression, "subPathExpr and subPath are mutually exclusive")
    if expression:
        faults.each(f"{path}.subPathExpr", expression, names.descending(expression))
    propagation = mount.get("mountPropagation")
    if propagation is None:
        return
    if propagation not in _PROPAGATIONS:
        faults.unsupported(f"{path}.mountPropagation", propagation, _PROPAGATIONS)
    elif propagation == "Bidirectional" and not (container.get("securityContext") or {}).get("privileged"):
        words = "Bidirectional mount propagation is available only to privileged containers"
        faults.forbidden(f"{path}.mountPropagation", words)


def devices(faults: Faults, container: Fields, path: str, mountable: Volumes) -> None:
    """volumeDevices."""
    seen: set[str] = set()
    for index, device in enumerate(container.get("volumeDevices", ())):
        here, name = f"{path}.volumeDevices[{index}]", device.get("name", "")
        if not name:
            faults.required(f"{here}.name")
        if name in seen:
            faults.invalid(f"{here}.name", name, "must be unique")
        if name not in mountable:
            faults.not_found(f"{here}.name", name)
        elif not any(kind in mountable[name] for kind in _CLAIMED):
            words = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
            faults.invalid(f"{here}.name", name, words)
        if not device.get("devicePath"):
            faults.required(f"{here}.devicePath")
        seen.add(name)


def of_claims(templates: list[Fields]) -> dict[str, Fields]:
    """What a StatefulSet's volumeClaimTemplates come to in its Pods."""
    return {
        template.get("metadata", {}).get("name", ""): {"persistentVolumeClaim": {}} for template in templates
    }
