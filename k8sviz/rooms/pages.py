"""The pages: the start, the way in with a code, and the room."""

from __future__ import annotations

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from k8sviz.rooms import access, extras, live, moments
from k8sviz.rooms.models import Room
from k8sviz.rooms.stagewords import page_words, port_remark, stage_words
from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.objects.elements import OUTSIDE, node_id, pod_id
from k8sviz.sim.world import World

SERVICE_TYPES = ("ClusterIP", "NodePort", "LoadBalancer")
FIRST_URL = "http://httpd-svc:8080"
_POD_TOPS = (24, 188, 352)  # of the drawing's nodes


async def start(request: HttpRequest) -> HttpResponse:
    """What this is, and three ways in."""
    return start_page(request)


def start_page(request: HttpRequest, status: int = 200, **said: Any) -> HttpResponse:
    """The start page; `said` may be code and no_such_room, or a problem in words."""
    return render(request, "start.html", {"drawing": _drawing(), **said}, status=status)


async def join(request: HttpRequest) -> HttpResponse:
    """From a code that somebody typed to the room."""
    code = request.GET.get("code", "")
    room = await access.find(code, access.address_of(request))
    if room is None:
        return start_page(request, status=404, code=code, no_such_room=True)
    return HttpResponseRedirect(reverse("room", args=[room.code]))


async def room(request: HttpRequest, code: str) -> HttpResponse:
    """The stage."""
    found = await access.find_or_404(request, code)
    admitted = access.admit(request, found)
    if admitted is not None:
        return admitted
    world = await live.world(found)
    shown = {**_room(request, found), **_cluster(world), **_words(), **extras.page(request, found, world)}
    return render(request, "room.html", shown)


async def beside(request: HttpRequest, rooms: tuple[Room, Room], since: int | None) -> dict[str, Any]:
    """What the page of two rooms shows; answers are counted from `since` (ms) on."""
    first, second = rooms
    world = await live.world(second)
    base = await moments.world(first, 0 if since is None else since)
    codes = [room.code for room in rooms]
    return {
        **_room(request, second),
        **_cluster(world),
        **_words(),
        "can_edit": all(can_edit(request, room) for room in rooms),
        "first": first,
        "base": {"answers": base.answered, "totals": base.totals},
        "send_url": reverse("beside-send", args=codes),
        "traffic_url": reverse("beside-traffic", args=codes),
        "clock_url": reverse("beside-clock", args=codes),
    }


def can_edit(request: HttpRequest, room: Room) -> bool:
    """Whether the reader may change things."""
    return access.role(request, room) is access.Role.EDITOR


def view_only() -> str:
    """Why a control does not move under a viewer's hand."""
    return _("You are watching. Only editors can change this room.")


def _room(request: HttpRequest, room: Room) -> dict[str, Any]:
    url = request.build_absolute_uri(reverse("room", args=[room.code]))
    key = access.edit_key(request, room)
    tutorial = room.kind == Room.TUTORIAL
    return {
        "room": room,
        "kind": room.kind,
        "room_title": _("Lesson 1 · Services") if tutorial else _("Sandbox"),
        "can_edit": bool(key),
        "view_only": view_only(),
        "share_url": url,
        "edit_url": f"{url}?key={key}" if key else "",
        "embed_url": request.build_absolute_uri(reverse("embed", args=[room.code])),
        "share_qr": _qr(url),
        "port_remark": port_remark(),
        "service_types": SERVICE_TYPES,
        "proxy_modes": tuple(MODES),
    }


def _cluster(world: World) -> dict[str, Any]:
    clients = _clients(world)
    return {"draft": world.draft, "clients": clients, "client_id": clients[0]["id"], "url": FIRST_URL}


def _words() -> dict[str, Any]:
    return {"stage_words": stage_words(), "page_words": page_words()}


def _clients(world: World) -> list[dict[str, str]]:
    pods = [pod["metadata"] for pod in world.cluster.of_kind("Pod") if _is_client(pod["metadata"])]
    nodes = [node["metadata"]["name"] for node in world.cluster.of_kind("Node")]
    return [
        *(
            {"id": pod_id(pod["namespace"], pod["name"]), "label": _("Pod %(name)s") % {"name": pod["name"]}}
            for pod in pods
        ),
        {"id": OUTSIDE, "label": _("Client outside")},
        *({"id": node_id(name), "label": _("Node %(name)s") % {"name": name}} for name in nodes),
    ]


def _is_client(metadata: dict[str, Any]) -> bool:
    return (metadata.get("annotations") or {}).get("k8sviz.dev/client") == "true"


def _qr(url: str) -> SafeString:
    svg = segno.make(url, error="m", micro=False).svg_inline(border=0, dark="#15181c", omitsize=True)
    return mark_safe(svg)  # noqa: S308 - drawn by segno from our own address


def _drawing() -> list[dict[str, Any]]:
    return [
        {
            "node": f"node-{number}",
            "address": f"10.244.{number - 1}.2",
            "title": top + 28,
            "block": top + 40,
            "line": top + 70,
            "tag": top + 88,
            "label": top + 106,
            "top": top,
        }
        for number, top in enumerate(_POD_TOPS, 1)
    ]
