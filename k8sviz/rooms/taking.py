"""What people take away: the cluster as YAML, the room as a file; and the door for such files."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from k8sviz.rooms import access, founding, live
from k8sviz.rooms.carrying import UnreadableFileError, packed, unpacked
from k8sviz.rooms.limits import limits
from k8sviz.rooms.log import Entry
from k8sviz.rooms.pages import start_page
from k8sviz.rooms.problems import too_many_rooms
from k8sviz.rooms.rates import buckets
from k8sviz.rooms.recording import made_by_people
from k8sviz.sim.admission.apply import LAST_APPLIED
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.commands import SetClock
from k8sviz.sim.manifests import dump


async def manifests(request: HttpRequest, code: str) -> HttpResponse:
    """The objects that people made, as they are now."""
    room = await access.find_or_404(request, code)
    world = await live.world(room)
    text = "---\n".join(dump.write(obj) for obj in _portable(world.cluster))
    return _file(text.encode(), "application/yaml; charset=utf-8", f"{room.code}.yaml")


def _portable(cluster: Cluster) -> Iterator[dict[str, Any]]:
    """Without the addresses that another cluster would allocate anew."""
    for obj in made_by_people(cluster):
        metadata = dict(obj["metadata"])
        annotations = {k: v for k, v in (metadata.pop("annotations", None) or {}).items() if k not in _OURS}
        if annotations:
            metadata["annotations"] = annotations
        portable = {**obj, "metadata": metadata}
        if obj["kind"] == "Service" and obj["spec"].get("clusterIP") != "None":
            portable["spec"] = {k: v for k, v in obj["spec"].items() if k not in ("clusterIP", "clusterIPs")}
        yield portable


_OURS = (LAST_APPLIED, "deployment.kubernetes.io/revision")


async def room_file(request: HttpRequest, code: str) -> HttpResponse:
    """The whole room, to be opened elsewhere: it goes on from this moment."""
    room = await access.find_or_404(request, code)
    world = await live.world(room)
    timeline = (await live.live.enter(room.pk)).timeline
    clock = world.clock
    end = Entry(timeline.number + 1, timeline.history.now, SetClock(clock.playing, clock.speed, time.time()))
    data = packed(room, [*timeline.history.entries, end], world.cluster)
    return _file(data, "application/gzip", f"{room.code}.k8sviz")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
async def open_file(request: HttpRequest) -> HttpResponse:
    """A new room from a file."""
    if not buckets.take(f"new {access.address_of(request)}", limits().new_rooms):
        return too_many_rooms(request)
    upload = request.FILES.get("file")
    try:
        carried = unpacked(upload.read() if upload else b"")
    except UnreadableFileError as problem:
        return start_page(request, 400, problem=str(problem))
    room, key = await founding.refound(carried)
    response = HttpResponseRedirect(reverse("room", args=[room.code]))
    access.grant(response, room, key)
    return response
