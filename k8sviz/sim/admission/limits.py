"""The LimitRanger plugin: what containers get that ask for nothing, and how much they may ask for at all."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from k8sviz.sim.admission import amounts
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import quantity
from k8sviz.sim.objects.identity import ApiObject

_MARK = "kubernetes.io/limit-ranger"
_CONTAINERS = (("containers", "container"), ("initContainers", "init container"))

Fields = dict[str, Any]


def _items(cluster: Cluster, namespace: str, kind: str) -> list[Fields]:
    return [
        item
        for one in cluster.of_kind("LimitRange", namespace)
        for item in one["spec"].get("limits") or ()
        if item.get("type") == kind
    ]


def filled(cluster: Cluster, pod: ApiObject) -> ApiObject:
    """A Pod whose containers have the defaults of their namespace, and an annotation that says which."""
    for item in _items(cluster, pod["metadata"].get("namespace", ""), "Container"):
        pod = _filled(pod, item)
    return pod


def _filled(pod: ApiObject, item: Fields) -> ApiObject:
    spec, told = dict(pod["spec"]), []
    for field, word in _CONTAINERS:
        if field in spec:
            made = [_container(one, item) for one in spec[field]]
            spec[field] = [one for one, _ in made]
            told += [
                f"{', '.join(names)} {what} for {word} {one['name']}"
                for one, added in made
                for what, names in added
            ]
    if not told:
        return pod
    marks = {**pod["metadata"].get("annotations", {}), _MARK: f"LimitRanger plugin set: {'; '.join(told)}"}
    return {**pod, "metadata": {**pod["metadata"], "annotations": marks}, "spec": spec}


def _container(container: Fields, item: Fields) -> tuple[Fields, list[tuple[str, list[str]]]]:
    resources, added = dict(container.get("resources", {})), []
    for field, defaults, what in (("requests", "defaultRequest", "request"), ("limits", "default", "limit")):
        held = resources.get(field, {})
        missing = {name: much for name, much in sorted(item.get(defaults, {}).items()) if name not in held}
        if missing:
            resources[field] = {**held, **missing}
            added.append((what, list(missing)))
    return {**container, "resources": resources}, added


def forbidden(cluster: Cluster, obj: ApiObject) -> str:
    """Which limits of its namespace an object breaks."""
    namespace = obj["metadata"].get("namespace", "")
    if obj["kind"] == "PersistentVolumeClaim":
        items = _items(cluster, namespace, "PersistentVolumeClaim")
        asked = {"requests": obj["spec"].get("resources", {}).get("requests", {})}
        return _together(problem for item in items for problem in _claim(item, asked))
    if obj["kind"] != "Pod":
        return ""
    containers = [one for field, _ in _CONTAINERS for one in obj["spec"].get(field, ())]
    alone = (
        problem
        for item in _items(cluster, namespace, "Container")
        for one in containers
        for problem in _broken(item, one.get("resources", {}), "Container")
    )
    whole = (
        problem
        for item in _items(cluster, namespace, "Pod")
        for problem in _broken(item, amounts.of_pod(obj["spec"]), "Pod")
    )
    return _together([*alone, *whole])


def _together(problems: Iterator[str] | list[str]) -> str:
    """As Go's aggregate of errors is written."""
    told = list(dict.fromkeys(problems))
    return told[0] if len(told) == 1 else f"[{', '.join(told)}]" if told else ""


def _claim(item: Fields, asked: Fields) -> Iterator[str]:
    much = asked["requests"].get("storage", "0")
    for field, word in (("min", "minimum"), ("max", "maximum")):
        bound = item.get(field, {}).get("storage")
        if bound is not None and _beyond(field, _read(much), _read(bound)):
            yield f"{word} storage usage per PersistentVolumeClaim is {bound}, but request is {much}"


def _broken(item: Fields, given: Fields, kind: str) -> Iterator[str]:
    requests, limits = given.get("requests", {}), given.get("limits", {})
    for name, bound in sorted(item.get("min", {}).items()):
        told = f"minimum {name} usage per {kind} is {bound}"
        yield from _bounded("min", told, bound, name, requests, limits)
    for name, bound in sorted(item.get("max", {}).items()):
        told = f"maximum {name} usage per {kind} is {bound}"
        yield from _bounded("max", told, bound, name, limits, requests)
    for name, bound in sorted(item.get("maxLimitRequestRatio", {}).items()):
        told = f"{name} max limit to request ratio per {kind} is {bound}"
        yield from _ratio(told, _read(bound), requests.get(name, "0"), limits.get(name, "0"))


def _bounded(
    side: str, told: str, bound: str, name: str, first: dict[str, str], second: dict[str, str]
) -> Iterator[str]:
    words = ("request", "limit") if side == "min" else ("limit", "request")
    if name not in first:
        yield f"{told}.  No {words[0]} is specified"
    elif _beyond(side, _read(first[name]), _read(bound)):
        yield f"{told}, but {words[0]} is {first[name]}"
    elif name in second and _beyond(side, _read(second[name]), _read(bound)):
        yield f"{told}, but {words[1]} is {second[name]}"


def _ratio(told: str, most: Fraction, asked: str, allowed: str) -> Iterator[str]:
    request, limit = _read(asked), _read(allowed)
    if not request:
        yield f"{told}, but no request is specified or request is 0"
    elif not limit:
        yield f"{told}, but no limit is specified or limit is 0"
    elif limit / request > most:
        yield f"{told}, but provided ratio is {float(limit / request):f}"


def _beyond(side: str, much: Fraction, bound: Fraction) -> bool:
    return much < bound if side == "min" else much > bound


def _read(text: str) -> Fraction:
    return quantity.parse(text) or Fraction(0)
