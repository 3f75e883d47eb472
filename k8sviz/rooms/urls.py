"""The rooms' addresses."""

from typing import Any

from django.urls import path, re_path

from k8sviz.rooms import (
    actions,
    beside,
    breaking,
    embedding,
    forking,
    health,
    inspect,
    moments,
    opening,
    pages,
    proxying,
    rulespage,
    taking,
    texts,
    why,
)
from k8sviz.rooms.consumer import Viewer

_ROOM = "rooms/<slug:code>/"
_PAIR = _ROOM + "beside/<slug:other>/"

urlpatterns = [
    path("", pages.start, name="start"),
    path("join", pages.join, name="join"),
    path("rooms/new", opening.new, name="room-new"),
    path("rooms/open", taking.open_file, name="room-open"),
    path(_ROOM, pages.room, name="room"),
    path(_ROOM + "embed", embedding.embed, name="embed"),
    path(_ROOM + "cluster.yaml", taking.manifests, name="manifests"),
    path(_ROOM + "room.k8sviz", taking.room_file, name="room-file"),
    path(_ROOM + "apply", actions.apply, name="apply"),
    path(_ROOM + "check", texts.check, name="check"),
    path(_ROOM + "suggest", texts.suggest, name="suggest"),
    path(_ROOM + "explain", texts.explain, name="explain"),
    path(_ROOM + "diff", texts.difference, name="diff"),
    path(_ROOM + "format", texts.tidy, name="format"),
    path(_ROOM + "convert", texts.convert, name="convert"),
    path(_ROOM + "type", texts.service_type, name="type"),
    path(_ROOM + "send", actions.send, name="send"),
    path(_ROOM + "traffic", actions.traffic, name="traffic"),
    path(_ROOM + "scale", actions.scale, name="scale"),
    path(_ROOM + "delete", actions.delete, name="delete"),
    path(_ROOM + "label", actions.label, name="label"),
    path(_ROOM + "break", breaking.deed, name="break"),
    path(_ROOM + "bad-image", breaking.bad_image, name="bad-image"),
    path(_ROOM + "cloud", actions.cloud, name="cloud"),
    path(_ROOM + "nodes/<slug:node>/rules", rulespage.page, name="rules"),
    path(_ROOM + "proxy", proxying.mode, name="proxy"),
    path(_ROOM + "proxy-delay", proxying.delay, name="proxy-delay"),
    path(_ROOM + "clock", actions.clock, name="clock"),
    path(_ROOM + "inspect", inspect.element, name="inspect"),
    path(_ROOM + "text", inspect.text, name="text"),
    path(_ROOM + "journeys/<int:number>", inspect.journey, name="journey"),
    path(_ROOM + "journeys/<int:number>/why", why.chain, name="why"),
    path(_ROOM + "why", why.standing, name="why-of"),
    path(_ROOM + "fix", why.fix, name="fix"),
    path(_ROOM + "overview", moments.overview, name="overview"),
    path(_ROOM + "fork", forking.fork_here, name="fork"),
    path(_ROOM + "what-if", forking.what_if, name="what-if"),
    path(_PAIR, beside.page, name="beside"),
    path(_PAIR + "send", beside.send, name="beside-send"),
    path(_PAIR + "traffic", beside.traffic, name="beside-traffic"),
    path(_PAIR + "clock", beside.clock, name="beside-clock"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

_viewer: Any = Viewer.as_asgi()
websockets: list[Any] = [re_path(r"^rooms/(?P<code>[A-Za-z0-9]{1,16})/ws$", _viewer)]
