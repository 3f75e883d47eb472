"""Law 1's last sentence: an engine of another version does not replay an old log differently in silence.

The objects of a room are recorded when its last viewer leaves. An engine that finds a log by another
version appends a new beginning: an empty world, the recorded objects, and what was done to objects since.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import msgspec
from channels.db import database_sync_to_async

from k8sviz.rooms import log
from k8sviz.rooms.log import Entry
from k8sviz.rooms.models import Recording, Room
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.commands import AnyCommand, Apply, Create, Delete, Patch, SetCloud, SetProxy, SetProxyDelay
from k8sviz.sim.objects.identity import ApiObject

_GIVEN_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
_GIVEN = (("default", "kubernetes"), ("kube-system", "kube-dns"), ("kube-system", "coredns"))
_GIVEN_TO_NAMESPACES = ("kube-root-ca.crt", "default")
_CLIENT = "k8sviz.dev/client"
_SERVERS_OWN = ("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink")
_logger = logging.getLogger(__name__)


@database_sync_to_async
def keep(room_id: int, number: int, cluster: Cluster) -> None:
    """Record the objects that people have made."""
    text = msgspec.json.encode(list(made_by_people(cluster))).decode()
    Recording.objects.update_or_create(room_id=room_id, defaults={"number": number, "objects_json": text})


def made_by_people(cluster: Cluster) -> Iterator[ApiObject]:
    """The objects that neither a controller nor the cluster itself has made, without the server's stamps."""
    kinds = sorted(cluster.kinds(), key=lambda kind: kind != "Namespace")
    for kind in kinds:
        for obj in cluster.of_kind(kind):
            metadata = obj["metadata"]
            if metadata.get("ownerReferences") or "deletionTimestamp" in metadata or _is_given(obj):
                continue
            own = {name: value for name, value in metadata.items() if name not in _SERVERS_OWN}
            yield {name: value for name, value in obj.items() if name != "status"} | {"metadata": own}


def _is_given(obj: ApiObject) -> bool:
    metadata = obj["metadata"]
    match obj["kind"]:
        case "Node" | "Event" | "Lease" | "ServiceCIDR" | "IPAddress":
            return True
        case "Namespace":
            return metadata["name"] in _GIVEN_NAMESPACES
        case "Pod":
            return _CLIENT in (metadata.get("annotations") or {})
        case "ConfigMap" | "ServiceAccount":
            return metadata["name"] in _GIVEN_TO_NAMESPACES
        case "Service" | "EndpointSlice" | "Endpoints" | "Deployment":
            by_controller = "endpoints.kubernetes.io/managed-by" in (metadata.get("labels") or {})
            return by_controller or (metadata["namespace"], metadata["name"]) in _GIVEN
    return False


async def go_on(room_id: int, old: list[Entry]) -> list[Entry]:
    """Append a new beginning to a log that another version wrote; what is to be replayed from now on."""
    recording = await Recording.objects.filter(room_id=room_id).afirst()
    number = old[-1].number + 1
    for command in _beginning(old, recording):
        if not await log.append(room_id, Entry(number, 0, command)):
            break  # another process is at it
        number += 1
    await Room.objects.filter(pk=room_id).aupdate(continued_at=old[-1].number + 1)
    _logger.warning("room %s was written by another version: it goes on from its recorded objects", room_id)
    return (await log.current(room_id))[0]


def _beginning(old: list[Entry], recording: Recording | None) -> Iterator[AnyCommand]:
    first = old[0].command
    assert isinstance(first, Create)
    texts = [entry.command.text for entry in old if isinstance(entry.command, Apply)]
    yield Create(first.seed, first.profile, texts[-1] if texts else first.draft, first.nodes, first.mode)
    known = recording is not None and recording.number >= old[0].number
    if recording is not None and known:
        for obj in msgspec.json.decode(recording.objects_json):
            yield Apply(msgspec.json.encode(obj).decode())
    for entry in old:
        after = not known or (recording is not None and entry.number > recording.number)
        setting = isinstance(entry.command, SetProxy | SetProxyDelay)  # no object tells of them
        if setting or (after and isinstance(entry.command, Apply | Patch | Delete | SetCloud)):
            yield entry.command
