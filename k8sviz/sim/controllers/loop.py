"""Running the controllers until the cluster is quiet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers.balancer import BALANCER
from k8sviz.sim.controllers.controller import EVERYTHING, Controller, subject_of
from k8sviz.sim.controllers.cronjob import CRONJOB
from k8sviz.sim.controllers.daemonset import DAEMONSET
from k8sviz.sim.controllers.deployment import DEPLOYMENT
from k8sviz.sim.controllers.disruption import DISRUPTION
from k8sviz.sim.controllers.endpointslice import ENDPOINTSLICE
from k8sviz.sim.controllers.garbage import GARBAGE_COLLECTOR
from k8sviz.sim.controllers.job import JOB
from k8sviz.sim.controllers.kubelet import KUBELET
from k8sviz.sim.controllers.mirroring import MIRRORING
from k8sviz.sim.controllers.namespaces import NAMESPACES
from k8sviz.sim.controllers.nodes import NODE_LIFECYCLE
from k8sviz.sim.controllers.quotas import QUOTAS
from k8sviz.sim.controllers.replicaset import REPLICASET, REPLICATION_CONTROLLER
from k8sviz.sim.controllers.scheduler import SCHEDULER
from k8sviz.sim.controllers.statefulset import STATEFULSET
from k8sviz.sim.controllers.stumbles import attempt
from k8sviz.sim.controllers.taints import TAINT_EVICTION
from k8sviz.sim.timers import Timer

CONTROLLERS = (
    DEPLOYMENT, REPLICASET, REPLICATION_CONTROLLER, STATEFULSET, DAEMONSET, JOB, CRONJOB,
    SCHEDULER, KUBELET, NODE_LIFECYCLE, TAINT_EVICTION,
    ENDPOINTSLICE, MIRRORING, BALANCER, GARBAGE_COLLECTOR, NAMESPACES, DISRUPTION, QUOTAS,
)  # fmt: skip
_BY_NAME = {controller.name: controller for controller in CONTROLLERS}
_KINDS = dict.fromkeys(kind for controller in CONTROLLERS for kind in controller.watches)
_EVERYWHERE = tuple(controller for controller in CONTROLLERS if EVERYTHING in controller.watches)
_BY_KIND = {
    kind: tuple(c for c in CONTROLLERS if kind in c.watches or EVERYTHING in c.watches) for kind in _KINDS
}


Queue = dict[tuple[str, str], None]
NODES = "nodes"  # whoever hears of changes beside the controllers: kube-proxies, networks, processes


def settle(cluster: Cluster, heard: Callable[[Change], object]) -> None:
    """Tell everyone what changed, and let them act, until nothing changes any more."""
    queue: Queue = {}
    while True:
        while cluster.changes:
            change = cluster.changes.popleft()
            subject = subject_of(change.key)
            attempt(cluster, NODES, f"{change.key.kind} {subject}", partial(heard, change))
            for controller in _watching(change):
                add = partial(_add, cluster, queue, controller, change)
                attempt(cluster, controller.name, f"{change.key.kind} {subject}", add)
        if not queue:
            return
        name, subject = next(iter(queue))
        del queue[name, subject]
        controller = _BY_NAME[name]
        act = partial(controller.reconcile, cluster, subject)
        attempt(cluster, name, subject, act, controller.watches)


def _add(cluster: Cluster, queue: Queue, controller: Controller, change: Change) -> None:
    for subject in controller.concerns(cluster, change):
        queue[controller.name, subject] = None


def is_controller(owner: str) -> bool:
    """Whether a timer's owner is one of the controllers."""
    return owner in _BY_NAME


def due(cluster: Cluster, timer: Timer) -> bool:
    """Tell a controller that its timer is due; False if the timer is nobody's here."""
    controller = _BY_NAME.get(timer.owner)
    if controller is not None:
        act = partial(controller.due, cluster, timer.subject)
        attempt(cluster, timer.owner, timer.subject, act, controller.watches)
    return controller is not None


def _watching(change: Change) -> tuple[Controller, ...]:
    return _BY_KIND.get(change.key.kind, _EVERYWHERE)
