"""The requests that show what something is worth: the ways in to a Service, and a request once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import OUTSIDE, node_id, pod_id
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.objects.service import HEADLESS, Service, ServicePort
from k8sviz.sim.world import World

_MOST = 6  # ways in to one Service that are tried
_SCHEMES = {"UDP": "udp", "SCTP": "sctp"}


class Question(NamedTuple):
    """A request that somebody could send."""

    client: str
    url: str


Questions = Callable[[World], tuple[Question, ...]]
"""What to ask of a world; another world may have other addresses."""


def once_more(journey: Journey) -> Questions:
    """The same request again."""
    return lambda _world: (Question(journey.client, journey.url),)


def ways_in(*services: Key) -> Questions:
    """Every way in to Services: from inside by name, from outside by node ports and load balancers."""
    return lambda world: tuple(
        question
        for key in services
        if (service := world.wiring.services.get(key)) is not None
        for question in list(_ways(world, service))[:_MOST]
    )


def _ways(world: World, service: Service) -> Iterator[Question]:
    client = _client(world, service.namespace)
    for port in service.ports:
        number = port.target_port if service.cluster_ip == HEADLESS else port.port
        if isinstance(number, int):
            yield Question(client, _url(port, f"{service.name}.{service.namespace}", number))
    for port in service.ports:
        for balancer in (world.balancer_address(Key("Service", service.namespace, service.name)),):
            if balancer[0]:
                yield Question(OUTSIDE, _url(port, balancer[1] or balancer[0], port.port))
        if port.node_port:
            for kernel in world.network.kernels.values():
                yield Question(OUTSIDE, _url(port, kernel.address, port.node_port))


def _client(world: World, namespace: str) -> str:
    """A Pod that is there to send requests, of the Service's namespace if one is; else a node."""
    clients = [
        view
        for obj in world.cluster.of_kind("Pod")
        if pods.is_client(obj) and (view := pods.view(obj)).phase == "Running"
    ]
    near = [view for view in clients if view.namespace == namespace] or clients
    return pod_id(near[0].namespace, near[0].name) if near else node_id(next(iter(world.network.kernels), ""))


def _url(port: ServicePort, host: str, number: int) -> str:
    return f"{_SCHEMES.get(port.protocol, 'http')}://{f'[{host}]' if ':' in host else host}:{number}"
