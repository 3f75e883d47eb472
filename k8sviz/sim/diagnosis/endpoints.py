"""Why a Service has nobody who could answer: from its EndpointSlices to its Pods and its selector."""

from __future__ import annotations

from k8sviz.sim.apiserver.tables.shown import labels as label_list
from k8sviz.sim.diagnosis import behind, mending, podstates, remedies
from k8sviz.sim.diagnosis.chain import Diagnosis, Fix, Link
from k8sviz.sim.diagnosis.printed import columns, in_namespace
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import pod_id, service_id
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.labels import matches
from k8sviz.sim.objects.service import Service
from k8sviz.sim.world import World

_SHOWN = 4  # Pods that are named one by one
_TABLE = ("NAME", "ADDRESSTYPE", "PORTS", "ENDPOINTS")


def why_none(world: World, service: Service) -> Diagnosis:
    """The links from the EndpointSlices on, and what would give the Service an endpoint."""
    first = slice_link(world, service)
    rest = _behind(world, service)
    return Diagnosis((first, *rest.links), rest.fixes)


def slice_link(world: World, service: Service) -> Link:
    """The EndpointSlices as kubectl shows them."""
    pieces = behind.slices(world, service)
    endpoints = [endpoint for piece in pieces for endpoint in piece.endpoints]
    ready = sum(endpoint.ready for endpoint in endpoints)
    message = "slice-none" if not pieces else "slice-empty" if not endpoints else "slice-not-ready"
    return Link(
        "slice-lists" if ready else message,
        {"service": service.name, "ready": str(ready), "count": str(len(endpoints))},
        _table(pieces),
        service_id(service.namespace, service.name),
        f"kubectl get endpointslices{in_namespace(service.namespace)} "
        f"-l kubernetes.io/service-name={service.name}",
    )


def _table(pieces: list[EndpointSlice]) -> tuple[str, ...]:
    rows = [_TABLE, *(_row(piece) for piece in pieces)] if pieces else []
    return columns(*rows) if rows else ()


def _row(piece: EndpointSlice) -> tuple[str, ...]:
    ports = ",".join(str(port.port) for port in piece.ports) or "<unset>"
    ready = [f"{one.address}{'' if one.ready else ' (not ready)'}" for one in piece.endpoints]
    more = f" + {len(ready) - _SHOWN} more..." if len(ready) > _SHOWN else ""
    return piece.name, piece.family, ports, ",".join(ready[:_SHOWN]) + more or "<unset>"


def selector_link(world: World, service: Service) -> Link:
    """The selector, as the reason for these Pods."""
    key = Key("Service", service.namespace, service.name)
    first = next(iter(service.selector), "")
    return Link(
        "selector-takes" if first else "no-selector",
        {"service": service.name, "asked": label_list(service.selector)},
        element=service_id(service.namespace, service.name),
        lines=remedies.where(world, key, "spec", "selector", first) if first else (),
        cause=True,
    )


def _behind(world: World, service: Service) -> Diagnosis:
    if not service.selector:
        return Diagnosis((_selector(world, service, "no-selector", cause=True),))
    chosen = behind.selected(world, service)
    if not chosen:
        return _nobody(world, service)
    if not any(pods.view(pod).ready for pod in chosen):
        return _not_ready(world, service, chosen)
    return _unnamed_port(world, service, chosen)


def _selector(world: World, service: Service, message: str, cause: bool = False, **values: str) -> Link:
    asked = ",".join(f"{key}={value}" for key, value in service.selector.items())
    every = len(behind.of_namespace(world, service.namespace))
    return Link(
        message,
        {
            "service": service.name,
            "namespace": service.namespace,
            "asked": asked,
            "pods": str(every),
            **values,
        },
        element=service_id(service.namespace, service.name),
        command=f"kubectl get pods{in_namespace(service.namespace)}"
        f"{' -l ' + asked if asked else ''} --show-labels",
        cause=cause,
    )


def _nobody(world: World, service: Service) -> Diagnosis:
    """The selector takes nothing: a slip of the pen, another namespace, or nothing to take."""
    key = Key("Service", service.namespace, service.name)
    near = behind.meant(world, service)
    if near:
        (asked, value), label = near.asked, f"{near.label[0]}={near.label[1]}"
        values = {"label": label, "nearest_pods": str(near.pods), "asked": f"{asked}={value}"}
        links = (
            _selector(world, service, "selector-matches-none", False, **values),
            Link("text-says", {}, lines=remedies.where(world, key, "spec", "selector", asked), cause=True),
        )
        said = ("fix-selector", {"label": label, "service": service.name})
        return Diagnosis(
            links, (remedies.set_pair(world, key, ("spec", "selector"), asked, near.label, said),)
        )
    idle = _idle_owner(world, service)
    if idle:
        return _scaled_away(world, service, idle)
    other = next(iter(behind.elsewhere(world, service).items()), None)
    if other:
        values = {"other": other[0], "other_pods": str(other[1])}
        return Diagnosis((_selector(world, service, "selector-in-other-namespace", True, **values),))
    return Diagnosis((_selector(world, service, "selector-matches-nothing", cause=True),))


def _idle_owner(world: World, service: Service) -> ApiObject | None:
    """A Deployment whose Pods the selector would take, if it had any."""
    for owner in world.cluster.of_kind("Deployment.apps", service.namespace):
        labels = owner["spec"]["template"]["metadata"].get("labels") or {}
        if matches(service.selector, labels) and owner["spec"].get("replicas", 1) == 0:
            return owner
    return None


def _scaled_away(world: World, service: Service, owner: ApiObject) -> Diagnosis:
    name = owner["metadata"]["name"]
    key = Key("Deployment.apps", service.namespace, name)
    link = Link(
        "no-replicas",
        {"name": name},
        command=f"kubectl get deployment {name}{in_namespace(service.namespace)}",
        lines=remedies.where(world, key, "spec", "replicas"),
        cause=True,
    )
    patch = {"spec": {"replicas": 1}}
    fix = remedies.set_field(world, key, ("spec", "replicas"), "1", patch, ("fix-replicas", {"name": name}))
    return Diagnosis((_selector(world, service, "selector-matches-nothing"), link), (fix,))


def _not_ready(world: World, service: Service, chosen: list[ApiObject]) -> Diagnosis:
    taken = _selector(world, service, "selector-matches", count=str(len(chosen)))
    states = columns(*((pod["metadata"]["name"], state_of(world, pod)) for pod in chosen[:_SHOWN]))
    first = chosen[0]["metadata"]
    link = Link(
        "pods-not-ready",
        {"count": str(len(chosen)), "why": state_of(world, chosen[0])},
        states,
        pod_id(first["namespace"], first["name"]),
        f"kubectl get pods{in_namespace(service.namespace)} -l {label_list(service.selector)}",
    )
    rest = podstates.unready(world, chosen[0])
    held = [pod for pod in chosen if mending.held(world, pod)]
    fixes = (mending.let_ready(world, held),) if held else rest.fixes
    return Diagnosis((taken, link, *rest.links), fixes)


def state_of(world: World, pod: ApiObject) -> str:
    """One word for what keeps a Pod from being ready."""
    seen = pods.view(pod)
    if seen.terminating:
        return "Terminating"
    if mending.held(world, pod) and seen.phase == "Running":
        return "Running, readiness probe failed"
    return pods.waiting_reason(pod) or (seen.phase if seen.phase != "Running" else "Running, not ready yet")


def _unnamed_port(world: World, service: Service, chosen: list[ApiObject]) -> Diagnosis:
    """Pods are ready, but none has a port of the name that targetPort says."""
    for index, port in enumerate(service.ports):
        if isinstance(port.target_port, str) and not any(
            pods.named_port(pod, port.target_port, port.protocol) for pod in chosen
        ):
            return no_such_name(world, service, chosen[0], index, port.target_port)
    return Diagnosis((_selector(world, service, "slices-behind", cause=True),))


def no_such_name(world: World, service: Service, pod: ApiObject, index: int, name: str) -> Diagnosis:
    """A targetPort by a name that no container's port has."""
    key = Key("Service", service.namespace, service.name)
    declared = [port for container in pod["spec"]["containers"] for port in container.get("ports") or ()]
    link = Link(
        "target-port-unnamed",
        {"target": name, "service": service.name},
        tuple(f"{port.get('name') or '<unset>'}   {port['containerPort']}" for port in declared),
        pod_id(pod["metadata"]["namespace"], pod["metadata"]["name"]),
        f"kubectl describe pod {pod['metadata']['name']}{in_namespace(service.namespace)}",
        remedies.where(world, key, "spec", "ports", index, "targetPort"),
        cause=True,
    )
    if len(declared) != 1:
        return Diagnosis((link,))
    right = str(declared[0].get("name") or declared[0]["containerPort"])
    return Diagnosis((link,), (set_target_port(world, service, index, right),))


def set_target_port(world: World, service: Service, index: int, right: str) -> Fix:
    """Another targetPort for the Service's port at `index`."""
    key = Key("Service", service.namespace, service.name)
    said = ("fix-target-port", {"service": service.name, "port": right})
    value = int(right) if right.isdigit() else right
    return remedies.set_value(world, key, ("spec", "ports", index, "targetPort"), value, said)
