"""Pods' containers, templates and volumes, as describe shows them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from k8sviz.sim.manifests import quantity
from k8sviz.terminal.gotext import duration
from k8sviz.terminal.gotext.values import quoted, shown
from k8sviz.terminal.kubectl.api import Object
from k8sviz.terminal.kubectl.describe.text import NONE, UNSET, Text, selector

Resolver = Callable[[str], str]


def template(text: Text, pod: Object) -> None:
    """The Pod template of a workload."""
    metadata, spec = pod.get("metadata") or {}, pod.get("spec") or {}
    text.write("Pod Template:\n")
    text.map("  Labels", metadata.get("labels"))
    if metadata.get("annotations"):
        text.annotations("  Annotations", metadata["annotations"])
    if spec.get("serviceAccountName"):
        text.row("Service Account", spec["serviceAccountName"], 1)
    if spec.get("initContainers"):
        containers(text, "Init Containers", spec["initContainers"], [], "  ")
    containers(text, "Containers", spec.get("containers") or [], [], "  ")
    volumes(text, spec.get("volumes") or [], "  ")
    spreading(text, spec, "  ")
    if spec.get("priorityClassName"):
        text.row("Priority Class Name", spec["priorityClassName"], 1)
    text.map("  Node-Selectors", spec.get("nodeSelector"))
    text.lines("  Tolerations", tolerations(spec))


def containers(
    text: Text, title: str, found: list[Object], statuses: list[Object], space: str,
    resolve: Resolver | None = None,
) -> None:  # fmt: skip
    """Every container with its state."""
    text.write(f"{space}{title}:{'' if found else ' <none>'}\n")
    by_name = {status["name"]: status for status in statuses}
    for container in found:
        status = by_name.get(container["name"])
        _basic(text, container, status, space)
        _commands(text, container)
        if status:
            _state(text, "State", status.get("state") or {})
            if (status.get("lastState") or {}).get("terminated"):
                _state(text, "Last State", status["lastState"])
            text.row("Ready", "True" if status.get("ready") else "False", 2)
            text.row("Restart Count", status.get("restartCount", 0), 2)
        _resources(text, container.get("resources") or {})
        for field, name in _PROBES:
            if container.get(field):
                text.row(name, probe(container[field]), 2)
        _environment(text, container, resolve)
        _mounts(text, container)


_PROBES = (("livenessProbe", "Liveness"), ("readinessProbe", "Readiness"), ("startupProbe", "Startup"))


def _basic(text: Text, container: Object, status: Object | None, space: str) -> None:
    text.write(f"{' ' if space else ''}{container['name']}:\n", 1)
    if status:
        text.row("Container ID", status.get("containerID", ""), 2)
    text.row("Image", container.get("image", ""), 2)
    if status:
        text.row("Image ID", status.get("imageID", ""), 2)
    ports = container.get("ports") or []
    for title, field in (("Port", "containerPort"), ("Host Port", "hostPort")):
        told = ", ".join(f"{port.get(field, 0)}/{port.get('protocol', 'TCP')}" for port in ports)
        text.row(f"{title}s" if "," in told else title, told or NONE, 2)
    profile = (container.get("securityContext") or {}).get("seccompProfile")
    if profile:
        text.row("SeccompProfile", profile["type"], 2)


def _commands(text: Text, container: Object) -> None:
    for field, title in (("command", "Command"), ("args", "Args")):
        if container.get(field):
            text.write(f"{title}:\n", 2)
            for word in container[field]:
                for line in word.split("\n"):
                    text.write(f"{line}\n", 3)


def _state(text: Text, title: str, state: Object) -> None:
    if state.get("running") is not None:
        text.row(title, "Running", 2)
        text.row("Started", duration.long_date(state["running"]["startedAt"]), 3)
    elif state.get("terminated"):
        _terminated(text, title, state["terminated"])
    else:
        text.row(title, "Waiting", 2)
        reason = (state.get("waiting") or {}).get("reason")
        if reason:
            text.row("Reason", reason, 3)


def _terminated(text: Text, title: str, state: Object) -> None:
    text.row(title, "Terminated", 2)
    for field, name in (("reason", "Reason"), ("message", "Message")):
        if state.get(field):
            text.row(name, state[field], 3)
    text.row("Exit Code", state.get("exitCode", 0), 3)
    if state.get("signal"):
        text.row("Signal", state["signal"], 3)
    for field, name in (("startedAt", "Started"), ("finishedAt", "Finished")):
        time = state.get(field)
        text.row(name, duration.long_date(time) if time else "Mon, 01 Jan 0001 00:00:00 +0000", 3)


def _resources(text: Text, resources: Object) -> None:
    for field, title in (("limits", "Limits"), ("requests", "Requests")):
        if resources.get(field):
            text.write(f"{title}:\n", 2)
            for name, quantity in sorted(resources[field].items()):
                text.row(name, shown(quantity), 3)


def probe(found: Object) -> str:
    """http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3."""
    told = " ".join(
        f"{name}={found.get(field, 0)}{unit}"
        for name, field, unit in (
            ("delay", "initialDelaySeconds", "s"), ("timeout", "timeoutSeconds", "s"),
            ("period", "periodSeconds", "s"), ("#success", "successThreshold", ""),
            ("#failure", "failureThreshold", ""),
        )
    )  # fmt: skip
    if "exec" in found:
        return f"exec [{' '.join(found['exec'].get('command') or [])}] {told}"
    if "httpGet" in found:
        get = found["httpGet"]
        host = f"[{get['host']}]" if ":" in get.get("host", "") else get.get("host", "")
        path = get.get("path", "")
        path = path if not path or path.startswith("/") else f"/{path}"
        return f"http-get {get.get('scheme', 'HTTP').lower()}://{host}:{get['port']}{path} {told}"
    if "tcpSocket" in found:
        return f"tcp-socket {found['tcpSocket'].get('host', '')}:{found['tcpSocket']['port']} {told}"
    if "grpc" in found:
        return f"grpc <pod>:{found['grpc']['port']} {found['grpc'].get('service', '')} {told}"
    return f"unknown {told}"


def _environment(text: Text, container: Object, resolve: Resolver | None) -> None:
    if container.get("envFrom"):
        text.write("Environment Variables from:\n", 2)
        for source in container["envFrom"]:
            text.write(_source(source), 3)
    variables = container.get("env") or []
    text.write(f"Environment:{'' if variables else chr(9) + NONE}\n", 2)
    for one in variables:
        text.write(_variable(one, container, resolve), 3)


def _source(source: Object) -> str:
    kind = "ConfigMap" if "configMapRef" in source else "Secret"
    ref = source.get("configMapRef") or source.get("secretRef") or {}
    prefix = f" with prefix '{source['prefix']}'" if source.get("prefix") else ""
    return f"{ref.get('name', '')}\t{kind}{prefix}\tOptional: {_bool(ref.get('optional'))}\n"


def _variable(one: Object, container: Object, resolve: Resolver | None) -> str:
    name, source = one["name"], one.get("valueFrom")
    if not source:
        first, *rest = str(one.get("value", "")).split("\n")
        return f"{name}:\t{first}\n" + "".join(f"      \t{line}\n" for line in rest)
    if "fieldRef" in source:
        field = source["fieldRef"]
        value = resolve(field["fieldPath"]) if resolve else ""
        return f"{name}:\t{value} ({field.get('apiVersion', 'v1')}:{field['fieldPath']})\n"
    if "resourceFieldRef" in source:
        wanted = source["resourceFieldRef"]["resource"]
        return f"{name}:\t{_resource_value(wanted, container)} ({wanted})\n"
    if "secretKeyRef" in source:
        ref = source["secretKeyRef"]
        where = f"'{ref['key']}' in secret '{ref.get('name', '')}'"
    else:
        ref = source["configMapKeyRef"]
        where = f"'{ref['key']}' of config map '{ref.get('name', '')}'"
    return f"{name}:\t<set to the key {where}>\tOptional: {_bool(ref.get('optional'))}\n"


def _resource_value(wanted: str, container: Object) -> str:
    kind, _, name = wanted.partition(".")
    value = ((container.get("resources") or {}).get(kind) or {}).get(name)
    if value is None:
        return "node allocatable" if wanted in ("limits.cpu", "limits.memory") else "0"
    return str(math.ceil(quantity.parse(str(value)) or 0))


def _mounts(text: Text, container: Object) -> None:
    mounts = container.get("volumeMounts") or []
    text.write(f"Mounts:{'' if mounts else chr(9) + NONE}\n", 2)
    for mount in sorted(mounts, key=lambda one: str(one["mountPath"])):
        flags = ["ro" if mount.get("readOnly") else "rw"]
        if mount.get("subPath"):
            flags.append(f"path={quoted(mount['subPath'])}")
        text.write(f"{mount['mountPath']} from {mount['name']} ({','.join(flags)})\n", 3)


def _bool(value: Any) -> str:
    return "true" if value else "false"


_KEYED = re.compile(r"metadata\.(annotations|labels)\['([^']*)'\]")


def resolver(pod: Object) -> Resolver:
    """What a field path of the downward API says of a Pod."""

    def resolve(path: str) -> str:
        keyed = _KEYED.fullmatch(path)
        if keyed:
            return shown((pod["metadata"].get(keyed[1]) or {}).get(keyed[2]))
        found = pod["metadata"].get(path.removeprefix("metadata.")) if path.startswith("metadata.") else None
        if isinstance(found, dict):
            return "\n".join(f"{key}={quoted(value)}" for key, value in sorted(found.items()))
        return shown(found)

    return resolve


def volumes(text: Text, found: list[Object], space: str) -> None:
    """Volumes, each with its kind."""
    if not found:
        text.row(f"{space}Volumes", NONE)
        return
    text.write(f"{space}Volumes:\n")
    for volume in found:
        text.write(f"{' ' if space else ''}{volume['name']}:\n", 1)
        kind = next((field for field in volume if field in _VOLUMES), "")
        if kind:
            _VOLUMES[kind](text, volume[kind] or {})
        else:
            text.write("<unknown>\n", 1)


def _rows(text: Text, *rows: tuple[str, Any]) -> None:
    for title, value in rows:
        text.row(title, value, 2)


def _empty_dir(text: Text, volume: Object) -> None:
    kind = "EmptyDir (a temporary directory that shares a pod's lifetime)"
    limit = volume.get("sizeLimit")
    _rows(text, ("Type", kind), ("Medium", volume.get("medium", "")), ("SizeLimit", limit or UNSET))


def _host_path(text: Text, volume: Object) -> None:
    kind = "HostPath (bare host directory volume)"
    _rows(text, ("Type", kind), ("Path", volume.get("path", "")))
    _rows(text, ("HostPathType", volume.get("type", NONE)))


def _config_map(text: Text, volume: Object) -> None:
    kind = "ConfigMap (a volume populated by a ConfigMap)"
    _rows(text, ("Type", kind), ("Name", volume.get("name", "")), ("Optional", _bool(volume.get("optional"))))


def _secret(text: Text, volume: Object) -> None:
    kind, name = "Secret (a volume populated by a Secret)", volume.get("secretName", "")
    _rows(text, ("Type", kind), ("SecretName", name), ("Optional", _bool(volume.get("optional"))))


def _claim(text: Text, volume: Object) -> None:
    kind = "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)"
    read_only = _bool(volume.get("readOnly"))
    _rows(text, ("Type", kind), ("ClaimName", volume.get("claimName", "")), ("ReadOnly", read_only))


def _nfs(text: Text, volume: Object) -> None:
    kind = "NFS (an NFS mount that lasts the lifetime of a pod)"
    _rows(text, ("Type", kind), ("Server", volume["server"]), ("Path", volume["path"]))
    _rows(text, ("ReadOnly", _bool(volume.get("readOnly"))))


def _projected(text: Text, volume: Object) -> None:
    _rows(text, ("Type", "Projected (a volume that contains injected data from multiple sources)"))
    for source in volume.get("sources") or []:
        for field, title, also in (
            ("secret", "SecretName", "SecretOptionalName"),
            ("configMap", "ConfigMapName", "ConfigMapOptional"),
        ):
            if field in source:
                optional = source[field].get("optional")
                told = "<nil>" if optional is None else _bool(optional)
                _rows(text, (title, source[field].get("name", "")), (also, told))
        if "downwardAPI" in source:
            _rows(text, ("DownwardAPI", "true"))
        if "serviceAccountToken" in source:
            _rows(
                text, ("TokenExpirationSeconds", source["serviceAccountToken"].get("expirationSeconds", 3600))
            )


def _downward(text: Text, volume: Object) -> None:
    _rows(text, ("Type", "DownwardAPI (a volume populated by information about the pod)"))
    text.write("Items:\n", 2)
    for item in volume.get("items") or []:
        if "fieldRef" in item:
            text.write(f"{item['fieldRef']['fieldPath']} -> {item['path']}\n", 3)
        if "resourceFieldRef" in item:
            text.write(f"{item['resourceFieldRef']['resource']} -> {item['path']}\n", 3)


_VOLUMES: dict[str, Callable[[Text, Object], None]] = {
    "hostPath": _host_path,
    "emptyDir": _empty_dir,
    "secret": _secret,
    "configMap": _config_map,
    "persistentVolumeClaim": _claim,
    "nfs": _nfs,
    "projected": _projected,
    "downwardAPI": _downward,
}


def spreading(text: Text, spec: Object, space: str) -> None:
    """Topology spread constraints."""
    found = sorted(spec.get("topologySpreadConstraints") or [], key=lambda one: str(one["topologyKey"]))
    lines = []
    for one in found:
        wanted = one.get("labelSelector")
        chosen = f" for selector {selector(wanted) or NONE}" if wanted is not None else ""
        lines.append(
            f"{one['topologyKey']}:{one['whenUnsatisfiable']} when max skew {one['maxSkew']} is exceeded"
            f"{chosen}"
        )
    if lines:
        text.lines(f"{space}Topology Spread Constraints", lines, f"{space}\t")


def tolerations(spec: Object) -> list[str]:
    """node.kubernetes.io/not-ready:NoExecute op=Exists for 300s."""
    found = sorted(spec.get("tolerations") or [], key=lambda one: one.get("key", ""))
    return [_toleration(one) for one in found]


def _toleration(one: Object) -> str:
    key, value, effect = (one.get(field) or "" for field in ("key", "value", "effect"))
    told = key + (f"={value}" if value else "") + (f":{effect}" if effect else "")
    if one.get("operator") == "Exists" and not value:
        told += " op=Exists" if key or effect else "op=Exists"
    seconds = one.get("tolerationSeconds")
    return told if seconds is None else f"{told} for {seconds}s"
