"""Containers' own scripts: each runs in the cluster's time, sends its requests, and ends as it says.

Images whose process is not such a script serve for ever, or end when `controllers/processes.py` guesses.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from itertools import accumulate
from typing import Any

from k8sviz.sim import requests, shell
from k8sviz.sim.cluster import Change
from k8sviz.sim.commands import Exit, SendRequest
from k8sviz.sim.controllers import faults, kubelet
from k8sviz.sim.controllers.processes import ending
from k8sviz.sim.dataplane.journey import TIMEOUT
from k8sviz.sim.objects import program, steps
from k8sviz.sim.objects.elements import key_of_element, pod_id
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.pod import container_of
from k8sviz.sim.problems import Outcome, Refusal, Result
from k8sviz.sim.shell import SCRIPTED, Budget, Place, Reply, Sent
from k8sviz.sim.world import Printed, Process, World

PROCESS = "process"
_PACE = 20  # ms at least that a command takes: a loop without a pause is no faster
_CROWD = 4  # long scripts of a world that keep that pace; more of them share it
_PIECES, _SAID = 500, 64 * 1024  # pieces of text and characters that are kept of one container
_AGAIN = 1_000  # ms: how often a node that is cut off is asked again
_STATUSES = ("containerStatuses", "ephemeralContainerStatuses", "initContainerStatuses")
_FOREVER = 1e9  # seconds: sleep infinity


def hear(world: World, change: Change) -> None:
    """A container has been started, or is no more."""
    if change.key.kind != "Pod":
        return
    before, after = dict(_running(change.before)), dict(_running(change.after))
    for gone in before.keys() - after.keys():
        world.processes.pop(gone, None)
    for container_id in sorted(after.keys() - before.keys()):
        _begin(world, container_id, change, after[container_id])
    if change.after is None:
        for container_id in _ids(change.before):
            world.output.pop(container_id, None)


def _running(obj: ApiObject | None) -> Iterator[tuple[str, str]]:
    """The ids and the names of its containers that run."""
    status = (obj or {}).get("status") or {}
    for kind in _STATUSES:
        for entry in status.get(kind) or ():
            if "running" in (entry.get("state") or {}) and entry.get("containerID"):
                yield entry["containerID"], entry["name"]


def _ids(obj: ApiObject | None) -> Iterator[str]:
    """The ids of its containers, and of those that ran in their place before."""
    status = (obj or {}).get("status") or {}
    for kind in _STATUSES:
        for entry in status.get(kind) or ():
            yield entry.get("containerID", "")
            yield ((entry.get("lastState") or {}).get("terminated") or {}).get("containerID", "")


def _begin(world: World, container_id: str, change: Change, name: str) -> None:
    """The recorded reference's kubelets run nothing, unless somebody is attached (`kubectl run -i`)."""
    container = container_of(change.after, name) if change.after else {}
    script = program.of_container(container) or _guessed(change.after, container)
    if script is not None and (container.get("stdin") or not world.cluster.settings.stand_in):
        element = pod_id(change.key.namespace, change.key.name)
        world.processes[container_id] = Process(element, name, script, steps.Spot())
        world.cluster.timers.set(world.cluster.now, PROCESS, container_id)


def _guessed(obj: ApiObject | None, container: dict[str, Any]) -> steps.Program | None:
    """Of ephemeral containers nobody else knows when they end."""
    debugging = (obj or {"spec": {}})["spec"].get("ephemeralContainers") or ()
    end = ending(container) if any(one["name"] == container.get("name") for one in debugging) else None
    if end is None:
        return None
    slept, told = f"{end.after / 1000:f}", str(end.code)
    return steps.Step(steps.Call(("sleep", slept))), steps.Step(steps.Call(("exit", told)))


def go_on(world: World, container_id: str) -> None:
    """A process's next command is due."""
    process = world.processes.get(container_id)
    obj = _pod(world, process.pod) if process is not None else None
    if process is None or obj is None:
        return
    command, spot = steps.upcoming(process.steps, process.spot)
    if command is None:
        _end(world, container_id, process, obj)
        return
    place = _Here(world, process.pod, obj)
    reply = _at_once(shell.step(place.seen(), command, spot.code))
    _print(world, container_id, reply.stdout + reply.stderr)
    spot = steps.after(process.steps, spot, reply.code)
    world.processes[container_id] = process._replace(spot=spot)
    wait = max(place.took, _pace(world) * place.budget.turns)
    if not place.took and steps.upcoming(process.steps, spot)[0] is None:
        wait = 0
    world.cluster.timers.set(world.cluster.now + wait, PROCESS, container_id)


def _pace(world: World) -> int:
    long = sum(process.is_long for process in world.processes.values())
    return _PACE * max(1, -(-long // _CROWD))


class _Here:
    """Where a process runs: its requests are made at once, and what they take is added up."""

    def __init__(self, world: World, pod: str, obj: ApiObject) -> None:
        self._world, self._pod, self._obj = world, pod, obj
        self.budget = Budget(SCRIPTED)
        self.took = 0  # ms

    def seen(self) -> Place:
        """As its commands see it."""
        return Place(self._pod, self._obj, self._world, self._send, self._pause, self.budget)

    async def _send(self, command: SendRequest) -> Sent:
        world = self._world
        outcome = requests.send(world, command)
        refusal = next((result.refusal for result in outcome.results if result.refusal), None)
        if refusal is not None:
            return Sent(None, refusal)
        if world.journeys[-1].outcome == TIMEOUT:
            self.took += world.cluster.settings.timings.client_timeout
        return Sent(world.journeys[-1])

    async def _pause(self, seconds: float) -> None:
        self.took += int(min(seconds, _FOREVER) * 1000)


def _at_once(command: Coroutine[Any, Any, Reply]) -> Reply:
    """Run what waits for nothing: here every request has its answer at the same instant."""
    try:
        command.send(None)
    except StopIteration as done:
        reply: Reply = done.value
        return reply
    raise AssertionError("a command has waited for something outside the world")


def _end(world: World, container_id: str, process: Process, obj: ApiObject) -> None:
    if faults.node_is_cut(world.cluster, obj["spec"]["nodeName"]):  # nobody there to be told
        world.cluster.timers.set(world.cluster.now + _AGAIN, PROCESS, container_id)
        return
    world.cluster.put_status(kubelet.exit_(world.cluster, obj, process.container, process.spot.code))


def exit_(world: World, command: Exit) -> Outcome:
    """The command Exit: whoever was attached has ended the container's shell."""
    obj = _pod(world, command.pod)
    found = [key for key, name in _running(obj) if name == command.container]
    if obj is None or not found:
        words = f"no container {command.container} of {command.pod} is running"
        refusal = Refusal(409, "Conflict", words)
        return Outcome((Result("Process", "", command.container, "refused", refusal=refusal),))
    _print(world, found[0], command.said)
    world.cluster.put_status(kubelet.exit_(world.cluster, obj, command.container, command.code))
    return Outcome((Result("Process", "", command.container, "ended"),))


def _print(world: World, container_id: str, text: str) -> None:
    if text:
        world.printed += 1
        piece = Printed(world.printed, world.cluster.now, text[-_SAID:])
        pieces = (*world.output.get(container_id, ()), piece)[-_PIECES:]
        kept = accumulate(len(one.text) for one in reversed(pieces))
        world.output[container_id] = pieces[-sum(1 for length in kept if length <= _SAID) :]


def _pod(world: World, element: str) -> ApiObject | None:
    key = key_of_element(element)
    return world.cluster.get(key) if key is not None else None
