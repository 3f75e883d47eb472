"""One line typed at a prompt of the page: on the learner's own machine (~), or on a node."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from django.utils.translation import gettext as _

from k8sviz.rooms.models import Room
from k8sviz.sim.shell.budget import Budget
from k8sviz.sim.shell.pipes import PipeError, piped, split
from k8sviz.sim.shell.reply import Reply as Output
from k8sviz.sim.shell.run import commands
from k8sviz.terminal.gotext.tabwriter import DESCRIPTION, align
from k8sviz.terminal.kubectl.api import KubectlError, Reply, told
from k8sviz.terminal.kubectl.run import run
from k8sviz.terminal.places import HOME, shell_at
from k8sviz.terminal.roomapi import RoomApi
from k8sviz.terminal.shells import typed_in

KUBECTL = ("kubectl", "k")
_KUBECTL = [[word] for word in KUBECTL]
_OPERATORS = "();<>|&"


class Typed(NamedTuple):
    """What was typed: where, the line, and the text that it gets as standard input."""

    at: str  # ~, a node's name, or a shell of a container
    line: str
    stdin: str = ""


async def typed(room: Room, what: Typed) -> Reply:
    """Carry out one line."""
    api = RoomApi(room)
    shell = shell_at(what.at)
    if shell is not None and what.line.split()[:1] not in _KUBECTL:
        return await typed_in(shell, api, what.line)
    try:
        line, filters = split(what.line)
        words = _words(line)
    except (KubectlError, PipeError) as error:
        return Reply("", told(KubectlError(str(error))), 2)
    reply = await _carried_out(api, what, words)
    if not filters:
        return reply
    sent = piped(Output(reply.stdout, reply.stderr, reply.code), filters, Budget())
    return reply._replace(stdout=sent.stdout, stderr=sent.stderr, code=sent.code)


async def _carried_out(api: RoomApi, what: Typed, words: list[str]) -> Reply:
    if words and words[0] in KUBECTL:
        return await run(words, api, what.stdin)
    return await _own(api, what.at, words)


async def _own(api: RoomApi, at: str, words: list[str]) -> Reply:
    """What is no kubectl."""
    match words:
        case []:
            return Reply("", "", 0)
        case ["exit", *_]:
            return Reply("", "", 0, prompt=HOME)
        case ["help", *_]:
            return Reply(_help(), "", 0)
    return await api.on_node(at, words) if at != HOME else Reply("", not_here(words[0]), 127)


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


def not_here(name: str) -> str:
    """Where a command is to be found; own machines have kubectl and nothing else."""
    values = {"name": name}
    if name in commands(on_node=False):
        words = _("%(name)s: not on your own machine. Run it in a Pod: kubectl exec client -- %(name)s …")
    elif name in commands(on_node=True):
        words = _("%(name)s: not on your own machine. Run it on a node: kubectl debug node/node-1 -it")
    else:
        words = _("%(name)s: there is no such command here. Type help to see what there is.")
    return words % values + "\n"


def _help() -> str:
    lines = (
        ("kubectl, k", _("the cluster of this room")),
        ("kubectl exec POD -- curl URL", _("a tool in a Pod: curl, wget, nslookup, dig, ping, cat, env")),
        ("kubectl debug node/NODE -it", _("a prompt on a node: iptables-save, ipvsadm, nft, conntrack")),
        (
            "kubectl run tmp --rm -it --image=busybox -- sh",
            _("a Pod for a moment, and its prompt; also exec -it, attach, debug"),
        ),
        ("kubectl get pods | grep web", _("grep, head, tail, wc, sort, uniq, cut, tr, awk, base64")),
        ("exit", _("back from the node or the Pod")),
        ("clear, Ctrl-L", _("an empty page")),
        ("Tab, ↑, ↓, Ctrl-C", _("complete; earlier lines; stop waiting")),
        ("kubectl apply -f - <<EOF", _("lines of YAML follow, then EOF; several lines may be pasted")),
    )
    return align("".join(f"{line}\t{meaning}\n" for line, meaning in lines), DESCRIPTION)
