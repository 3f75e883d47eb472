"""The world as tables. What did not change since the last drawing is the very same value, so that
comparing two scenes costs only what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from k8sviz.sim.delta import Scene
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.scene import elements
from k8sviz.sim.scene.edges import edges
from k8sviz.sim.scene.routes import Route, route_of, source_port
from k8sviz.sim.world import World

Element = dict[str, Any]
Faces = Callable[[ApiObject], dict[str, Element]]

_FACES: dict[str, Faces] = {
    "Node": elements.node,
    "Pod": elements.pod,
    "Service": elements.service,
}
SYSTEM_NAMESPACES = ("kube-system", "kube-public", "kube-node-lease")
API_SERVICE = Key("Service", "default", "kubernetes")


class Painter:
    """Draws one room again and again."""

    def __init__(self) -> None:
        self._faces: dict[Key, tuple[ApiObject, dict[str, Element]]] = {}
        self._routes: dict[int, tuple[object, Route]] = {}

    def draw(self, world: World) -> Scene:
        """The scene of the world as it is now; every table is present."""
        drawn = self._elements(world)
        routes = self._journeys(world, drawn)
        return {
            "room": _room(world),
            "elements": drawn,
            "edges": edges(world, drawn),
            "answers": dict(world.answered),
            "totals": dict(world.totals),
            "traffic": {client: [source.url, source.rate] for client, source in world.traffic.items()},
            "marks": {str(mark.number): [mark.at, mark.kind, mark.name, mark.verb] for mark in world.marks},
            "routes": {route.name: route.value for route in routes.values()},
            "journeys": {
                str(journey.number): [journey.at, routes[journey.number].name, source_port(journey)]
                for journey in world.journeys
            },
        }

    def _elements(self, world: World) -> dict[str, Element]:
        faces: dict[Key, tuple[ApiObject, dict[str, Element]]] = {}
        drawn: dict[str, Element] = {}
        for obj in _shown(world):
            key = key_of(obj)
            known = self._faces.get(key)
            if known is None or known[0] is not obj:
                known = (obj, _FACES[key.kind](obj))
            faces[key] = known
            drawn |= known[1]
        self._faces = faces
        return drawn | elements.around(world, drawn)

    def _journeys(self, world: World, drawn: dict[str, Element]) -> dict[int, Route]:
        known = self._routes
        self._routes = {}
        for journey in world.journeys:
            before = known.get(journey.number)
            same = before is not None and before[0] is journey
            self._routes[journey.number] = before if same and before else (journey, route_of(journey, drawn))
        return {number: route for number, (_, route) in self._routes.items()}


def draw(world: World) -> Scene:
    """The scene of a world, drawn once."""
    return Painter().draw(world)


def _shown(world: World) -> Iterator[ApiObject]:
    for kind in _FACES:
        for obj in world.cluster.of_kind(kind):
            if obj["metadata"].get("namespace") not in SYSTEM_NAMESPACES and key_of(obj) != API_SERVICE:
                yield obj


def _room(world: World) -> dict[str, Any]:
    settings = world.cluster.settings
    return {
        "clock": {"playing": world.clock.playing, "speed": world.clock.speed},
        "mode": world.wiring.mode,
        "cloud": world.cloud,
        "hop": settings.timings.hop,
    }
