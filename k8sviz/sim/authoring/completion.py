"""What may be written at the cursor: fields and values of the API, and what the cluster knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from k8sviz.sim.authoring import fields
from k8sviz.sim.authoring.cursor import Cursor, cursor_at
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import schema
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.labels import GENERATED

_FIRST = ("Service", "Deployment.apps", "Pod", "Namespace", "EndpointSlice.discovery.k8s.io")
_MOST = 60


class Option(NamedTuple):
    """One thing to choose; `text` goes into the editor in place of what was typed."""

    label: str
    text: str
    detail: str = ""
    info: str = ""


class Options(NamedTuple):
    """All that begin like what was typed; `start` is the column, from 0, at which that begins."""

    start: int
    options: tuple[Option, ...]


def complete(cluster: Cluster, text: str, line: int, column: int) -> Options:
    """The options at a line and a column, both from 1."""
    cursor = cursor_at(text, line, column)
    typed = cursor.word.strip().strip("\"'").lower()
    found = _values(cluster, cursor) if cursor.is_value else _keys(cluster, cursor)
    options = [option for option in found if option.label.lower().startswith(typed)]
    options = options or [option for option in found if typed in option.label.lower()]
    return Options(cursor.start, tuple(options[:_MOST]))


def _keys(cluster: Cluster, cursor: Cursor) -> list[Option]:
    if not cursor.path and not cursor.kind:
        return [Option("apiVersion", "apiVersion: "), Option("kind", "kind: "), *_skeletons()]
    known = fields.inside(cursor.api_version, cursor.kind, cursor.path)
    if not known and cursor.path[-1:] in (("selector",), ("matchLabels",)):
        return [_label(key, value) for key, value in _labels(cluster)]
    left = {name: one for name, one in known.items() if name not in cursor.others and name != "status"}
    ordered = sorted(left.items(), key=lambda item: (not item[1].required, item[0]))
    return [
        Option(name, _opening(name, one, cursor.start), one.type, _first_sentence(one.description))
        for name, one in ordered
    ]


def _opening(name: str, one: fields.Field, indent: int) -> str:
    gap = "\n" + " " * (indent + 2)
    return f"{name}:{gap}- " if one.holds == "list" else f"{name}:{gap}" if one.holds else f"{name}: "


def _values(cluster: Cluster, cursor: Cursor) -> list[Option]:
    match cursor.path:
        case ("kind",):
            return [Option(kind.kind, kind.kind, kind.api_version) for kind in _kinds(cursor.api_version)]
        case ("apiVersion",):
            return [Option(name, name) for name in _versions(cursor.kind)]
        case (*_, "ports", "[]", "targetPort"):
            return [Option(text, text, detail) for text, detail in _ports(cluster)]
        case (*_, "selector" | "matchLabels" | "labels", key):
            return [Option(value, value) for name, value in _labels(cluster) if name == key]
        case ("metadata", "namespace"):
            return _namespaces(cluster)
    one = fields.field(cursor.api_version, cursor.kind, cursor.path)
    return [Option(value, value, "", meaning) for value, meaning in one.values.items()] if one else []


def _namespaces(cluster: Cluster) -> list[Option]:
    names = [str(obj["metadata"]["name"]) for obj in cluster.of_kind("Namespace")]
    return [Option(name, name) for name in names]


def _kinds(api_version: str) -> list[schema.Kind]:
    every = [kind for kind in schema.every() if not api_version or kind.api_version == api_version]
    first = [kind for name in _FIRST for kind in every if kind.name == name]
    return [*first, *(kind for kind in every if kind not in first)]


def _versions(kind: str) -> list[str]:
    return list(dict.fromkeys(one.api_version for one in _kinds("") if not kind or one.kind == kind))


def _own_pods(cluster: Cluster) -> Iterator[ApiObject]:
    """Not those that the cluster brings itself."""
    return (pod for pod in cluster.of_kind("Pod") if pod["metadata"]["namespace"] != "kube-system")


def _labels(cluster: Cluster) -> list[tuple[str, str]]:
    found = (
        (key, str(value))
        for pod in _own_pods(cluster)
        if not pods.is_client(pod)
        for key, value in (pod["metadata"].get("labels") or {}).items()
        if key not in GENERATED
    )
    return list(dict.fromkeys(found))


def _label(key: str, value: str) -> Option:
    return Option(f"{key}: {value}", f"{key}: {value}", "Pod")


def _ports(cluster: Cluster) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for pod in _own_pods(cluster):
        for container in pod["spec"].get("containers") or ():
            for port in container.get("ports") or ():
                found.setdefault(str(port["containerPort"]), container["name"])
                if port.get("name"):
                    found.setdefault(port["name"], f"{container['name']} {port['containerPort']}")
    return list(found.items())


def _first_sentence(description: str) -> str:
    return description.partition("\n")[0]


def _skeletons() -> Iterator[Option]:
    yield Option("Service", _SERVICE, "v1")
    yield Option("Deployment", _DEPLOYMENT, "apps/v1")


_SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
  - port: 80
    targetPort: 80
"""
_DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: httpd
        ports:
        - containerPort: 80
"""
