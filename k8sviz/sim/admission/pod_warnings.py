"""Warnings about Pods and Pod templates, in the order of pkg/api/pod/warnings.go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8sviz.sim.manifests import quantity
from k8sviz.sim.manifests.validation.addresses import warnings_of_ip

_LABELS = {  # deprecated labels of nodes: since when, and what to use
    "beta.kubernetes.io/arch": ("v1.14", "kubernetes.io/arch"),
    "beta.kubernetes.io/os": ("v1.14", "kubernetes.io/os"),
    "failure-domain.beta.kubernetes.io/region": ("v1.17", "topology.kubernetes.io/region"),
    "failure-domain.beta.kubernetes.io/zone": ("v1.17", "topology.kubernetes.io/zone"),
    "beta.kubernetes.io/instance-type": ("v1.17", "node.kubernetes.io/instance-type"),
}
_ANNOTATIONS = {
    "scheduler.alpha.kubernetes.io/critical-pod": ("v1.16", "priorityClassName"),
    "security.alpha.kubernetes.io/sysctls": ("v1.11", "sysctls"),
    "security.alpha.kubernetes.io/unsafe-sysctls": ("v1.11", "sysctls"),
}
_VOLUMES = {  # plugins that are retired
    "photonPersistentDisk": "deprecated in v1.11, non-functional in v1.16+",
    "gitRepo": "deprecated in v1.11, and disabled by default in v1.33+",
    "scaleIO": "deprecated in v1.16, non-functional in v1.22+",
    "flocker": "deprecated in v1.22, non-functional in v1.25+",
    "storageos": "deprecated in v1.22, non-functional in v1.25+",
    "quobyte": "deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "deprecated in v1.25, non-functional in v1.26+",
    "cephfs": "deprecated in v1.28, non-functional in v1.31+",
    "rbd": "deprecated in v1.28, non-functional in v1.31+",
}
_SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
_APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"
_SECCOMP_OF = "container.seccomp.security.alpha.kubernetes.io/"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_NO_POD = "a null labelSelector results in matching no pod"

Fields = dict[str, Any]


def of(metadata: Fields, spec: Fields, path: str) -> Iterator[str]:
    """What the server remarks about a Pod; `path` is where it stands, with a dot behind."""
    yield from _nodes(spec, f"{path}spec")
    yield from _annotations(metadata, f"{path}metadata")
    yield from _volumes(spec, f"{path}spec.volumes")
    yield from _lists(spec, f"{path}spec")
    yield from _fractions(spec.get("overhead", {}), f"{path}spec.overhead")
    annotated = metadata.get("annotations", {})
    profile = (spec.get("securityContext") or {}).get("seccompProfile")
    if _SECCOMP in annotated and profile is None:
        yield _seccomp(f"{path}metadata.annotations[{_SECCOMP}]")
    for container, where in _containers(spec, f"{path}spec"):
        yield from _profiles(container, annotated, f"{path}metadata.annotations", bool(path))
        for kind in ("limits", "requests"):
            amounts = container.get("resources", {}).get(kind, {})
            yield from _fractions(amounts, f"{where}.resources.{kind}")
        yield from _environment(container.get("env", ()), f"{where}.env")
    yield from _ports(spec, f"{path}spec")
    if spec.get("terminationGracePeriodSeconds", 0) < 0:
        words = "must be >= 0; negative values are invalid and will be treated as 1"
        yield f"{path}spec.terminationGracePeriodSeconds: {words}"
    yield from _affinity(spec.get("affinity", {}), f"{path}spec.affinity")
    yield from _addresses(spec, f"{path}spec")


def _containers(spec: Fields, path: str) -> Iterator[tuple[Fields, str]]:
    for kind in ("initContainers", "containers", "ephemeralContainers"):
        for index, container in enumerate(spec.get(kind, ())):
            yield container, f"{path}.{kind}[{index}]"


def _deprecated(label: str) -> str:
    since, instead = _LABELS[label]
    return f'deprecated since {since}; use "{instead}" instead'


def _nodes(spec: Fields, path: str) -> Iterator[str]:
    for key in sorted(spec.get("nodeSelector", {})):
        if key in _LABELS:
            yield f"{path}.nodeSelector[{key}]: {_deprecated(key)}"
    affinity = spec.get("affinity", {}).get("nodeAffinity", {})
    where = f"{path}.affinity.nodeAffinity"
    for index, term in enumerate(affinity.get(_REQUIRED, {}).get("nodeSelectorTerms", ())):
        yield from _node_term(term, f"{where}.{_REQUIRED}.nodeSelectorTerms[{index}]")
    for index, one in enumerate(affinity.get(_PREFERRED, ())):
        yield from _node_term(one.get("preference", {}), f"{where}.{_PREFERRED}[{index}].preference")
    for index, one in enumerate(spec.get("topologySpreadConstraints", ())):
        here, key = f"{path}.topologySpreadConstraints[{index}]", one.get("topologyKey", "")
        if key in _LABELS:
            yield f"{here}.topologyKey: {key} is {_deprecated(key)}"
        if "labelSelector" not in one:
            yield f"{here}.labelSelector: {_NO_POD}"


def _node_term(term: Fields, path: str) -> Iterator[str]:
    for index, rule in enumerate(term.get("matchExpressions", ())):
        key = rule.get("key", "")
        if key in _LABELS:
            yield f"{path}.matchExpressions[{index}].key: {key} is {_deprecated(key)}"


def _annotations(metadata: Fields, path: str) -> Iterator[str]:
    for key, (since, instead) in _ANNOTATIONS.items():
        if key in metadata.get("annotations", {}):
            words = f'non-functional in {since}+; use the "{instead}" field instead'
            yield f"{path}.annotations[{key}]: {words}"


def _volumes(spec: Fields, path: str) -> Iterator[str]:
    for index, volume in enumerate(spec.get("volumes", ())):
        for kind, words in _VOLUMES.items():
            if kind in volume:
                yield f"{path}[{index}].{'storageOS' if kind == 'storageos' else kind}: {words}"


def _lists(spec: Fields, path: str) -> Iterator[str]:
    for field, part in (("hostAliases", "ip"), ("imagePullSecrets", "name")):
        seen: set[str] = set()
        for index, one in enumerate(spec.get(field, ())):
            value = one.get(part, "")
            if value in seen:
                yield f'{path}.{field}[{index}].{part}: duplicate {part} "{value}"'
            seen.add(value)
    for index, one in enumerate(spec.get("imagePullSecrets", ())):
        if not one.get("name"):
            yield f'{path}.imagePullSecrets[{index}].name: invalid empty name ""'


def _fractions(amounts: Fields, path: str) -> Iterator[str]:
    for name in ("memory", "ephemeral-storage"):
        value = quantity.parse(amounts.get(name, "0"))
        if value is not None and value.denominator != 1:
            told = f'fractional byte value "{quantity.canonical(amounts[name])}" is invalid'
            yield f"{path}[{name}]: {told}, must be an integer"


def _seccomp(path: str) -> str:
    return f'{path}: non-functional in v1.27+; use the "seccompProfile" field instead'


def _profiles(container: Fields, annotated: Fields, path: str, is_template: bool) -> Iterator[str]:
    name, context = container.get("name", ""), container.get("securityContext", {})
    if _SECCOMP_OF + name in annotated and "seccompProfile" not in context:
        yield _seccomp(f"{path}[{_SECCOMP_OF}{name}]")
    if _APP_ARMOR + name in annotated and is_template and "appArmorProfile" not in context:
        words = 'deprecated since v1.30; use the "appArmorProfile" field instead'
        yield f"{path}[{_APP_ARMOR}{name}]: {words}"


def _environment(variables: list[Fields], path: str) -> Iterator[str]:
    """A second definition may build on the first one; else it hides it."""
    seen: set[str] = set()
    for index, one in enumerate(variables):
        name, value = one.get("name", ""), one.get("value", "")
        reference = f"$({name})"
        if name in seen and ("valueFrom" in one or value == reference or reference not in value):
            words = f'hides previous definition of "{name}", which may be dropped when using apply'
            yield f"{path}[{index}]: {words}"
        seen.add(name)


_MOST_ALIKE = 50  # ports that others are compared with: each with each is slow, and nobody reads more


def _ports(spec: Fields, path: str) -> Iterator[str]:
    seen: dict[tuple[Any, str], list[tuple[Fields, str]]] = {}
    for container, where in _containers(spec, path):
        for index, port in enumerate(container.get("ports", ())):
            here = f"{where}.ports[{index}]"
            if port.get("hostIP") and not port.get("hostPort"):
                yield f"{here}: hostIP set without hostPort: {_go_port(port)}"
            alike = seen.setdefault((port.get("containerPort"), _protocol(port)), [])
            for other, place in alike:
                yield from _clash(port, other, here, place)
            if len(alike) < _MOST_ALIKE:
                alike.append((port, here))


def _protocol(port: Fields) -> str:
    return str(port.get("protocol", "TCP"))


def _go_port(port: Fields) -> str:
    """A port as Go's %+v prints it."""
    fields = (
        ("Name", port.get("name", "")), ("HostPort", port.get("hostPort", 0)),
        ("ContainerPort", port.get("containerPort", 0)), ("Protocol", _protocol(port)),
        ("HostIP", port.get("hostIP", "")),
    )  # fmt: skip
    return f"{{{' '.join(f'{name}:{value}' for name, value in fields)}}}"


def _clash(port: Fields, other: Fields, here: str, place: str) -> Iterator[str]:
    mine, theirs = port.get("hostPort", 0), other.get("hostPort", 0)
    address, their_address = port.get("hostIP", ""), other.get("hostIP", "")
    if (address, mine) == (their_address, theirs):
        yield f"{here}: duplicate port definition with {place}"
    elif not mine or not theirs:
        yield f"{here}: overlapping port definition with {place}"
    elif mine == theirs and bool(address) != bool(their_address):
        yield f"{here}: dangerously ambiguous port definition with {place}"


def _affinity(affinity: Fields, path: str) -> Iterator[str]:
    for kind in ("podAffinity", "podAntiAffinity"):
        for index, term in enumerate(affinity.get(kind, {}).get(_REQUIRED, ())):
            if "labelSelector" not in term:
                yield f"{path}.{kind}.{_REQUIRED}[{index}].labelSelector: {_NO_POD}"
        for index, one in enumerate(affinity.get(kind, {}).get(_PREFERRED, ())):
            if "labelSelector" not in one.get("podAffinityTerm", {}):
                yield f"{path}.{kind}.{_PREFERRED}[{index}].podAffinityTerm.labelSelector: {_NO_POD}"


def _addresses(spec: Fields, path: str) -> Iterator[str]:
    for index, address in enumerate(spec.get("dnsConfig", {}).get("nameservers", ())):
        yield from warnings_of_ip(f"{path}.dnsConfig.nameservers[{index}]", address)
    for index, one in enumerate(spec.get("hostAliases", ())):
        yield from warnings_of_ip(f"{path}.hostAliases[{index}].ip", one.get("ip", ""))
