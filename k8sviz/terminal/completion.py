"""What Tab offers: commands, kinds, names, flags and their values."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from k8sviz.rooms.models import Room
from k8sviz.sim.calls import Request
from k8sviz.sim.shell import commands as tools
from k8sviz.terminal.kubectl import grammar
from k8sviz.terminal.kubectl.api import KubectlError, Object
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.commandline import Call
from k8sviz.terminal.kubectl.grammar import Command
from k8sviz.terminal.kubectl.mapping import Resource
from k8sviz.terminal.kubectl.printing import GET_FORMATS
from k8sviz.terminal.places import HOME
from k8sviz.terminal.roomapi import RoomApi
from k8sviz.terminal.session import KUBECTL

MOST = 60
_OF_PODS = ("exec", "logs", "attach", "port-forward", "cp")
_OF_NODES = ("cordon", "uncordon", "drain")
_NAMESPACE = ("-n", "--namespace")
_LABELS = ("-l", "--selector")
_OUTPUT = ("-o", "--output")


class Line(NamedTuple):
    """A line up to the cursor: the words that are finished, and the one that is being typed."""

    words: list[str]
    partial: str


def read(text: str) -> Line:
    """The words of an unfinished line."""
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    if not text or text[-1].isspace():
        return Line(words, "")
    return Line(words[:-1], words[-1] if words else "")


async def offered(room: Room, at: str, text: str) -> list[str]:
    """The words that may stand where the last one is being typed."""
    line = read(text)
    if not line.words:
        own = sorted({"help", "clear", "exit", *tools(True)}) if at != HOME else ["help", "clear"]
        found = ["kubectl", *own]
    elif line.words[0] in KUBECTL:
        try:
            found = await _Offer(room, line).words()
        except KubectlError:
            found = []
    else:
        found = []
    return [word for word in found if word.startswith(line.partial)][:MOST]


class _Offer:
    def __init__(self, room: Room, line: Line) -> None:
        self._line = line
        self._path: tuple[str, ...] = ()
        self._args: list[str] = []
        self._command = Command(commands=grammar.commands())
        self._flag = ""  # whose value is being typed
        self._walk(line.words[1:])
        call = Call(self._path, self._command)
        if self._namespace:
            call.given["namespace"] = [self._namespace]
        self._kubectl = Kubectl(RoomApi(room), call, "", {})

    def _walk(self, words: list[str]) -> None:
        self._namespace = ""
        for word in words:
            if self._flag:
                self._namespace = word if self._flag in _NAMESPACE else self._namespace
                self._flag = ""
            elif word.startswith("-"):
                self._flag = word if self._takes_value(word) else ""
            elif word in self._command.commands and not self._args:
                self._path, self._command = (*self._path, word), self._command.commands[word]
            else:
                self._args.append(word)

    def _takes_value(self, word: str) -> bool:
        if "=" in word:
            return False
        for name, flag in {**grammar.everywhere(), **self._command.flags}.items():
            if word in (f"--{name}", f"-{flag.short}" if flag.short else ""):
                return not flag.is_bool
        return False

    async def words(self) -> list[str]:
        """What may come next."""
        partial = self._line.partial
        if self._flag:
            return await self._values()
        if partial.startswith("-"):
            flags = {**grammar.everywhere(), **self._command.flags} if self._path else grammar.everywhere()
            return sorted(f"--{name}" for name in flags)
        if self._command.commands and not self._args:
            return sorted(self._command.commands)
        return await self._arguments(partial)

    async def _values(self) -> list[str]:
        if self._flag in _NAMESPACE:
            return await self._names(await self._kubectl.builtin("", "Namespace"))
        if self._flag in _OUTPUT:
            return [one for one in GET_FORMATS if "file" not in one]
        if self._flag in _LABELS and self._args:
            return await self._labels(await self._kubectl.resource(self._args[0]))
        if self._flag == "--dry-run":
            return ["client", "none", "server"]
        return []

    async def _arguments(self, partial: str) -> list[str]:
        verb = self._path[0] if self._path else ""
        if verb in _OF_NODES:
            return await self._names(await self._kubectl.builtin("", "Node"))
        if verb == "debug":
            return [f"node/{name}" for name in await self._names(await self._kubectl.builtin("", "Node"))]
        if "/" in partial:
            kind = partial.partition("/")[0]
            names = await self._names(await self._kubectl.resource(kind))
            return [f"{kind}/{name}" for name in names]
        if verb in _OF_PODS:
            return [] if self._args else await self._names(await self._kubectl.builtin("", "Pod"))
        if self._args and "/" not in self._args[0]:
            return await self._names(await self._kubectl.resource(self._args[0].split(",")[-1]))
        return [] if self._args else await self._kinds(partial)

    async def _kinds(self, partial: str) -> list[str]:
        found = [one for one in (await self._kubectl.mapper()).resources if "list" in one.verbs]
        names = {one.plural for one in found}
        names |= {short for one in found for short in one.short_names if short == partial}
        if self._path[:1] in (("rollout",), ("scale",), ("set",), ("autoscale",)):
            wanted = [one for one in found if "scale" in one.subresources or one.kind == "DaemonSet"]
            named = [f"{one.singular}/{name}" for one in wanted for name in await self._names(one)]
            return sorted(set(named))
        return sorted(names)

    async def _objects(self, resource: Resource) -> list[Object]:
        namespace = self._kubectl.namespace if resource.namespaced else ""
        answer = await self._kubectl.api.request(Request("GET", resource.path(namespace)))
        items: list[Object] = answer.body.get("items") or []
        return items

    async def _names(self, resource: Resource) -> list[str]:
        return [item["metadata"]["name"] for item in await self._objects(resource)]

    async def _labels(self, resource: Resource) -> list[str]:
        pairs = {
            f"{key}={value}"
            for item in await self._objects(resource)
            for key, value in (item["metadata"].get("labels") or {}).items()
        }
        return sorted(pairs)
