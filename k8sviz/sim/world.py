"""The world that a log replays to: the cluster, the nodes' kernels, and what has been seen of them."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.dataplane.network import Network
from k8sviz.sim.marks import MARKS_KEPT, Mark, verbs
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.objects.steps import Program, Spot
from k8sviz.sim.traffic import Source
from k8sviz.sim.wiring import KUBE_PROXY, Wiring

JOURNEYS_KEPT = 240
_SHORT = 10  # commands
_SLICE = "EndpointSlice.discovery.k8s.io"


class Process(NamedTuple):
    """A container's script, and where it is in it."""

    pod: str  # element id
    container: str
    steps: Program
    spot: Spot

    @property
    def is_long(self) -> bool:
        """Whether it may never end, or not soon."""
        return len(self.steps) > _SHORT or any(0 <= step.jump <= at for at, step in enumerate(self.steps))


class Printed(NamedTuple):
    """What a container has written: all pieces of a world are numbered."""

    number: int
    at: int  # ms
    text: str


class Clock(NamedTuple):
    """How the room's clock runs; for display only, time comes in through `advance`."""

    playing: bool = True
    speed: float = 1.0


class World:
    """Everything there is. Only the engine changes it."""

    def __init__(self, cluster: Cluster, wiring: Wiring) -> None:
        self.cluster = cluster
        self.wiring = wiring
        self.clock = Clock()
        self.draft = ""
        self.traffic: dict[str, Source] = {}
        self.journeys: list[Journey] = []
        self.answered: dict[str, int] = {}
        self.totals: dict[str, int] = {}
        self.marks: list[Mark] = []
        self.processes: dict[str, Process] = {}  # by their containers' ids
        self.output: dict[str, tuple[Printed, ...]] = {}  # the same
        self.printed = 0
        self.entries = 0
        self.sent = 0
        self._marked = 0

    def copy(self) -> World:
        """A checkpoint, independent from now on."""
        twin = World(self.cluster.copy(), self.wiring.copy())
        twin.clock, twin.draft = self.clock, self.draft
        twin.traffic, twin.journeys = self.traffic.copy(), self.journeys.copy()
        twin.answered, twin.totals = self.answered.copy(), self.totals.copy()
        twin.marks, twin._marked = self.marks.copy(), self._marked
        twin.processes, twin.output = self.processes.copy(), self.output.copy()
        twin.printed = self.printed
        twin.entries, twin.sent = self.entries, self.sent
        return twin

    def hear(self, change: Change) -> None:
        """An object changed: the nodes learn what concerns them, and the timeline gets its mark."""
        self.wiring.hear(self.cluster, change)
        for verb in verbs(change):
            self.mark(change.key.kind.partition(".")[0], change.key.name, verb)

    def mark(self, kind: str, name: str, verb: str) -> None:
        """Something that the timeline should tell."""
        self._marked += 1
        self.marks.append(Mark(self._marked, self.cluster.now, kind, name, verb))
        del self.marks[:-MARKS_KEPT]

    def note(self, journey: Journey) -> None:
        """A request was made: keep its journey and count its outcome."""
        self.journeys.append(journey)
        del self.journeys[:-JOURNEYS_KEPT]
        self.totals[journey.outcome] = self.totals.get(journey.outcome, 0) + 1
        if journey.answered_by:
            self.answered[journey.answered_by] = self.answered.get(journey.answered_by, 0) + 1

    @property
    def network(self) -> Network:
        """The nodes' kernels, the Pods' sockets, names and balancers."""
        return self.wiring.network

    @property
    def cloud(self) -> str:
        """Whose controller gives load balancers their address."""
        return self.cluster.cloud

    def rule_count(self, node: str) -> int:
        """How many rules kube-proxy has written on a node."""
        kernel = self.network.kernels.get(node)
        return kernel.rules.size if kernel else 0

    def rule_state(self, node: str) -> str:
        """Whether a node's rules are as new as the objects."""
        waiting = self.cluster.timers.pending(KUBE_PROXY, node)
        return "syncing" if waiting is not None or node in self.wiring.deaf else "synced"

    def endpoint_counts(self, namespace: str, name: str) -> tuple[int, int]:
        """How many endpoints of a Service are ready, and how many there are."""
        service = self.cluster.get(Key("Service", namespace, name))
        pieces = self.cluster.owned(service, _SLICE) if service else []
        if service and not service["spec"].get("selector"):
            pieces = [
                obj
                for obj in self.cluster.of_kind(_SLICE, namespace)
                if (obj["metadata"].get("labels") or {}).get("kubernetes.io/service-name") == name
            ]
        endpoints = [entry for obj in pieces for entry in obj.get("endpoints") or ()]
        ready = sum((entry.get("conditions") or {}).get("ready", True) for entry in endpoints)
        return ready, len(endpoints)

    def balancer_address(self, service: Key) -> tuple[str, str]:
        """The address of a Service's load balancer, and the name it has instead on AWS."""
        balancer = self.cluster.balancers.get(service)
        return (balancer.address, balancer.host) if balancer else ("", "")
