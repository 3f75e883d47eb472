"""Breaking things by hand: each deed is one command, and so undone by going back in time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from k8sviz.rooms import live
from k8sviz.rooms.editing import UnreadableError, answer, editing, field
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import perform
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.commands import AnyCommand, Cordon, Drain, Fail, Kill, Patch
from k8sviz.sim.controllers import faults
from k8sviz.sim.objects.identity import ApiObject, Key

Deed = Callable[[str, bool], AnyCommand]
_BAD_TAG = "nonexistent"
_DEEDS: dict[str, Deed] = {
    **{fault: partial(Fail, fault) for fault in faults.FAULTS},
    "kill": lambda subject, _on: Kill(subject),
    "cordon": lambda subject, on: Cordon(subject.removeprefix("node/"), on),
    "drain": lambda subject, _on: Drain(subject.removeprefix("node/")),
}


@editing
async def deed(request: HttpRequest, room: Room) -> HttpResponse:
    """Break something, or mend it (`on` is 0)."""
    make = _DEEDS.get(field(request, "deed"))
    if make is None:
        raise UnreadableError(_("There is no such way to break something."))
    command = make(field(request, "subject"), request.POST.get("on") != "0")
    return answer(request, room, await perform(room, command))


@editing
async def bad_image(request: HttpRequest, room: Room) -> HttpResponse:
    """Roll out an image that nobody can pull."""
    key = Key("Deployment.apps", request.POST.get("namespace") or "default", field(request, "name"))
    deployment = (await live.world(room)).cluster.get(key)
    if deployment is None:
        raise UnreadableError(_("There is no Deployment %(name)s any more.") % {"name": key.name})
    patch = {"spec": {"template": {"spec": {"containers": _with_bad_image(deployment)}}}}
    return answer(request, room, await perform(room, Patch(key.kind, key.name, patch, key.namespace)))


def _with_bad_image(deployment: ApiObject) -> list[dict[str, Any]]:
    first, *rest = deployment["spec"]["template"]["spec"]["containers"]
    name = str(first["image"]).partition("@")[0]
    head, slash, tail = name.rpartition("/")
    return [{**first, "image": f"{head}{slash}{tail.partition(':')[0]}:{_BAD_TAG}"}, *rest]


def deeds(cluster: Cluster, obj: ApiObject) -> list[dict[str, Any]]:
    """What may be done to a Pod or a node, and what has been done already."""
    kind = obj["kind"]
    words = _words()
    found = [
        {"deed": fault, "on": not broken, "word": words[fault][broken], "broken": broken}
        for fault, about in faults.FAULTS.items()
        if about == kind
        for broken in (faults.failing(cluster, fault, obj),)
    ]
    if kind == "Pod":
        return [*found, {"deed": "kill", "on": True, "word": words["kill"][0], "broken": False}]
    cordoned = bool(obj["spec"].get("unschedulable"))
    return [
        *found,
        {"deed": "cordon", "on": not cordoned, "word": words["cordon"][cordoned], "broken": cordoned},
        {"deed": "drain", "on": True, "word": words["drain"][0], "broken": False},
    ]


def _words() -> dict[str, tuple[str, str]]:
    """To break, and to mend."""
    return {
        faults.READINESS: (_("Let its readiness probe fail"), _("Let its readiness probe succeed")),
        faults.PROCESS: (_("Stop its process: the port closes"), _("Start its process again")),
        faults.NODE: (_("Cut the node off"), _("Connect the node again")),
        faults.RULES: (_("Stop its kube-proxy: the rules no longer change"), _("Start its kube-proxy again")),
        "kill": (_("Kill its containers"), ""),
        "cordon": (_("Cordon: no new Pods here"), _("Uncordon: Pods may come again")),
        "drain": (_("Drain: move its Pods elsewhere"), ""),
    }
