"""The garbage collector and the namespace controller: what belonged to an owner goes with it.

https://kubernetes.io/docs/concepts/architecture/garbage-collection/
"""

from __future__ import annotations

from collections.abc import Iterable

from k8sviz.sim.admission.delete import FOREGROUND, Wish, blockers_gone, delete_object, emptied
from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers.controller import EVERYTHING, Controller
from k8sviz.sim.controllers.deletion import delete
from k8sviz.sim.manifests import schema
from k8sviz.sim.objects.identity import ApiObject, Key, key_of


def _concerns(_cluster: Cluster, change: Change) -> Iterable[str]:
    if change.after is None and change.before is not None:
        yield f"owner/{change.before['metadata']['uid']}"
        if change.key.kind == "Namespace":
            yield f"namespace/{change.key.name}"
        yield f"emptied/{change.key.namespace}"
        for ref in change.before["metadata"].get("ownerReferences") or ():
            group = ref["apiVersion"].rpartition("/")[0]
            kind = f"{ref['kind']}.{group}" if group else ref["kind"]
            yield f"blocked/{kind}/{change.key.namespace}/{ref['name']}"
    elif change.after is not None and _waits(change.after):
        yield f"foreground/{change.after['metadata']['uid']}"


def _waits(obj: ApiObject) -> bool:
    return FOREGROUND in (obj["metadata"].get("finalizers") or ()) and "deletionTimestamp" in obj["metadata"]


def _reconcile(cluster: Cluster, subject: str) -> None:
    what, _, name = subject.partition("/")
    if what == "emptied":
        emptied(cluster, name)
    elif what == "blocked":
        parts = name.split("/")
        owner = cluster.get(Key(*parts)) if len(parts) == len(Key._fields) else None
        if owner and _waits(owner):
            blockers_gone(cluster, owner)
    elif what == "foreground":
        for obj in cluster.owned_by(name):
            kind = schema.named(key_of(obj).kind)
            if kind and "deletionTimestamp" not in obj["metadata"]:
                delete_object(cluster, kind, key_of(obj), Wish(propagation="Foreground"))
    else:
        orphans = cluster.owned_by(name) if what == "owner" else cluster.in_namespace(name)
        for obj in orphans:
            delete(cluster, obj)


GARBAGE_COLLECTOR = Controller("garbage-collector", (EVERYTHING,), _concerns, _reconcile, due=_reconcile)
