"""What each command does to a world."""

from __future__ import annotations

from k8sviz.sim import admission, apiserver, breaking, processes, proxies, requests
from k8sviz.sim.commands import (
    ApiRequest,
    Apply,
    Command,
    Cordon,
    Delete,
    Drain,
    Exit,
    Fail,
    Kill,
    Patch,
    SendRequest,
    SetClock,
    SetCloud,
    SetProxy,
    SetProxyDelay,
    StartTraffic,
    StopTraffic,
)
from k8sviz.sim.controllers.balancer import CLOUDS, set_cloud
from k8sviz.sim.manifests import schema
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.problems import Outcome, Refusal, Result
from k8sviz.sim.world import Clock, World


def perform(world: World, command: Command) -> Outcome:
    """Carry out one command; a refusal is an outcome like any other."""
    match command:
        case SendRequest():  # by far the most frequent
            return requests.send(world, command)
        case ApiRequest(request=request):
            return apiserver.write(world.cluster, request)
        case Apply() | Patch() | Delete():
            return _kubectl(world, command)
        case SetProxy() | SetProxyDelay():
            return proxies.change(world, command)
        case Fail() | Kill() | Exit() | Cordon() | Drain():
            return _break(world, command)
        case _:
            return _beside(world, command)


def _kubectl(world: World, command: Apply | Patch | Delete) -> Outcome:
    """What the page asks for in kubectl's way."""
    match command:
        case Apply(text=text, namespace=namespace):
            world.draft = text
            return admission.apply(world.cluster, text, namespace)
        case Patch(patch=changes):
            return admission.patch(world.cluster, _key(command), changes)
        case Delete(grace_seconds=grace):
            return admission.delete(world.cluster, _key(command), grace)


def _beside(world: World, command: Command) -> Outcome:
    """Commands that are not requests to the API server."""
    match command:
        case StartTraffic():
            return requests.start(world, command)
        case StopTraffic(client=client):
            return requests.stop(world, client)
        case SetCloud(provider=provider):
            return _set_cloud(world, provider)
        case SetClock(playing=playing, speed=speed):
            world.clock = Clock(playing, speed)
            return Outcome((Result("Clock", "", "", "set"),))
        case _:
            return Outcome((_refused("Command", f"a world cannot {type(command).__name__} twice"),))


def _break(world: World, command: Fail | Kill | Exit | Cordon | Drain) -> Outcome:
    match command:
        case Fail(fault=fault, subject=subject, failing=failing):
            return breaking.fail(world, fault, subject, failing)
        case Kill(pod=pod):
            return breaking.kill(world, pod)
        case Exit():
            return processes.exit_(world, command)
        case Cordon(node=node, cordoned=cordoned):
            return breaking.cordon(world, node, cordoned)
        case Drain(node=node):
            return breaking.drain(world, node)


def _set_cloud(world: World, provider: str) -> Outcome:
    if provider not in (*CLOUDS, "none"):
        return Outcome((_refused("Cloud", f'there is no cloud "{provider}"'),))
    set_cloud(world.cluster, provider)
    return Outcome((Result("Cloud", "", provider, "set"),))


def _refused(kind: str, message: str) -> Result:
    return Result(kind, "", "", "refused", refusal=Refusal(400, "BadRequest", message))


def _key(command: Patch | Delete) -> Key:
    kind = schema.named(command.kind)
    namespaced = kind is None or kind.namespaced
    return Key(command.kind, command.namespace if namespaced else "", command.name)
