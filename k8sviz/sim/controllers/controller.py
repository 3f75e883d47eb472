"""What a controller is: which changes concern which of its objects, and how it puts one right.

Controllers are level-triggered (kubernetes.io/docs/concepts/architecture/controller): `reconcile` looks at
the cluster as it is and does what is missing; called twice it does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.objects.identity import Key

EVERYTHING = "*"


class Controller(NamedTuple):
    """One reconciler. A subject is "<namespace>/<name>" of an object it is responsible for."""

    name: str
    watches: tuple[str, ...]
    concerns: Callable[[Cluster, Change], Iterable[str]]
    reconcile: Callable[[Cluster, str], None]
    due: Callable[[Cluster, str], None]  # a timer it has set came due


def subject_of(key: Key) -> str:
    """How a controller's queue and its timers name an object."""
    return f"{key.namespace}/{key.name}"


def key_for(kind: str, subject: str) -> Key:
    """The object that a subject means."""
    namespace, _, name = subject.partition("/")
    return Key(kind, namespace, name)


def itself(_cluster: Cluster, change: Change) -> Iterable[str]:
    """A change concerns the object that changed."""
    return (subject_of(change.key),)
