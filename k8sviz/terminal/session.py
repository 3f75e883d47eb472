"""One line typed at a prompt of the page: on the learner's own machine (~), or on a node."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from django.utils.translation import gettext as _

from k8sviz.rooms.models import Room
from k8sviz.terminal.gotext.tabwriter import DESCRIPTION, align
from k8sviz.terminal.kubectl.api import KubectlError, Reply, told
from k8sviz.terminal.kubectl.run import run
from k8sviz.terminal.roomapi import RoomApi

HOME = "~"
KUBECTL = ("kubectl", "k")
_OPERATORS = "();<>|&"


class Typed(NamedTuple):
    """What was typed: where, the line, and the text that it gets as standard input."""

    at: str  # ~ or a node's name
    line: str
    stdin: str = ""


async def typed(room: Room, what: Typed) -> Reply:
    """Carry out one line."""
    try:
        words = _words(what.line)
    except KubectlError as error:
        return Reply("", told(error), 2)
    if not words:
        return Reply("", "", 0)
    if words[0] in KUBECTL:
        return await run(words, RoomApi(room), what.stdin)
    own = {"exit": Reply("", "", 0, prompt=HOME), "help": Reply(_help(), "", 0)}
    if words[0] in own:
        return own[words[0]]
    if what.at != HOME:
        return await RoomApi(room).on_node(what.at, words)
    return Reply("", _not_here(words[0]), 127)


def _words(line: str) -> list[str]:
    """The words of a line; what a shell would do with several commands is refused by name."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=_OPERATORS)
    lexer.whitespace_split = True
    try:
        for word in lexer:
            if word and not word.strip(_OPERATORS):
                raise KubectlError(f"not available in this classroom's terminal: {word} (one command a line)")
        return shlex.split(line, comments=True)
    except ValueError as error:
        raise KubectlError(f"cannot read this line: {str(error).lower()}") from error


def _not_here(name: str) -> str:
    words = _(
        "%(name)s: not found on your own machine. Run it in a Pod (kubectl exec client -- %(name)s …) or on "
        "a node (kubectl debug node/node-1 -it, or choose the prompt)."
    )
    return words % {"name": name} + "\n"


def _help() -> str:
    lines = (
        ("kubectl, k", _("the cluster of this room")),
        ("kubectl exec POD -- curl URL", _("a tool in a Pod: curl, wget, nslookup, dig, ping, cat, env")),
        ("kubectl debug node/NODE -it", _("a prompt on a node: iptables-save, ipvsadm, nft, conntrack")),
        ("exit", _("back from the node")),
        ("clear, Ctrl-L", _("an empty page")),
        ("Tab, ↑, ↓, Ctrl-C", _("complete; earlier lines; stop waiting")),
        ("kubectl apply -f - <<EOF", _("lines of YAML follow, then EOF; several lines may be pasted")),
    )
    return align("".join(f"{line}\t{meaning}\n" for line, meaning in lines), DESCRIPTION)
