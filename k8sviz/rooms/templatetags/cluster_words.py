"""How names inside the cluster are written on a page."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.problems import Result

register = template.Library()

_ACTING = frozenset(
    {
        "CronJob.batch",
        "DaemonSet.apps",
        "Deployment.apps",
        "EndpointSlice.discovery.k8s.io",
        "Endpoints",
        "Job.batch",
        "LimitRange",
        "Namespace",
        "NetworkPolicy.networking.k8s.io",
        "Node",
        "Pod",
        "PodDisruptionBudget.policy",
        "ReplicaSet.apps",
        "ReplicationController",
        "ResourceQuota",
        "Service",
        "StatefulSet.apps",
    }
)


@register.filter
def kubectl_name(result: Result) -> str:
    """How kubectl writes the object's name: deployment.apps/httpd."""
    return f"{result.kind.lower()}/{result.name}"


@register.filter
def verb(result: Result) -> str:
    """What became of it, as words."""
    return result.verb.replace("_", " ")


@register.filter
def acts(result: Result) -> bool:
    """Whether the simulation does something with objects of this kind, beside keeping them."""
    return not result.kind or result.kind in _ACTING


@register.filter
def place(element: str) -> str:
    """An element id in the reader's words."""
    shape, _slash, rest = element.partition("/")
    name = rest.rpartition("/")[2]
    match shape:
        case "outside":
            return _("Client outside")
        case "pod":
            return _("Pod %(name)s") % {"name": name}
        case "balancer":
            return _("Load balancer of %(name)s") % {"name": name}
        case "nodeport":
            node, _slash, port = rest.partition("/")
            return f"{node}:{port}"
        case _:
            return name


@register.filter
def source(packet: FiveTuple) -> str:
    """A packet's source, as address:port."""
    return _end(packet.src, packet.src_port)


@register.filter
def destination(packet: FiveTuple) -> str:
    """A packet's destination, as address:port."""
    return _end(packet.dst, packet.dst_port)


@register.filter
def hexadecimal(number: int) -> str:
    """A mark, as the tools write it."""
    return f"{number:#x}"


@register.filter
def tokens(command: str) -> SafeString:
    """A command or a rule that wraps between its words only, never inside an option or an address."""
    return format_html_join(" ", '<span class="token">{}</span>', ((word,) for word in command.split(" ")))


@register.filter
def breakable(value: str) -> SafeString:
    """A list that may wrap after its commas."""
    return format_html_join(mark_safe(",<wbr>"), "{}", ((part,) for part in value.split(",")))


def _end(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


class Line(NamedTuple):
    """A line of a difference: sign "+", "-" or " ", with its number in the text it stands in."""

    sign: str
    number: int
    text: str


@register.simple_tag
def difference(before: str, after: str) -> list[Line]:
    """The lines of two texts side by side, changed ones with two lines around them."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(2):
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                lines += [Line(" ", new_start + n + 1, old[start + n]) for n in range(end - start)]
            else:
                lines += [Line("-", n + 1, old[n]) for n in range(start, end)]
                lines += [Line("+", n + 1, new[n]) for n in range(new_start, new_end)]
    return lines
