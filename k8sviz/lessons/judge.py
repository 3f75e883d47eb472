"""Goals are judged by what the cluster does, never by how somebody got there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from k8sviz.lessons.addresses import expand, is_one_of, service_key
from k8sviz.lessons.lesson import Check, Endpoints, Goal, Happened, Object, Pods, Probe, Sent
from k8sviz.sim import engine
from k8sviz.sim.commands import SendRequest
from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.world import World

_TRIES = 8  # requests to each address: enough to meet an endpoint that does not answer
_TRIES_FOR_EACH_POD = 14  # one of three Pods is missed in all of 42 once in ten million


class Seen(NamedTuple):
    """How far it is: met or not, a word for what was seen, and how much of how much."""

    met: bool
    word: str = ""
    have: int = 0
    want: int = 0


class _Tried(NamedTuple):
    """What the requests to one address came to."""

    ends: frozenset[str]
    pods: frozenset[str]
    own_source: bool


class Court:
    """Judges one world as it is now. Probes run on one copy of it, which is made when the first is needed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._copy: World | None = None

    def judge(self, goal: Goal) -> Seen:
        """Whether a goal is met."""
        for name, judged in _JUDGES.items():
            aim = getattr(goal, name)
            if aim is not None:
                return judged(self, aim)
        return Seen(False)  # what the learner looks at is seen in the browser

    @property
    def copy(self) -> World:
        """The world for probes; nobody else has it."""
        if self._copy is None:
            self._copy = self.world.copy()
        return self._copy

    # -- by trying -------------------------------------------------------------------------------

    def request(self, aim: Probe) -> Seen:
        """Try it from every client to every address."""
        clients = [aim.client] if isinstance(aim.client, str) else aim.client
        pairs = [(client, url) for client in clients for url in _addresses(self.world, aim.to)]
        tried = [self._try(client, url, aim.pods) for client, url in pairs]
        good = [one for one in tried if one.ends == {aim.outcome} and (one.own_source or not aim.own_source)]
        met = bool(good) if aim.some else bool(tried) and len(good) == len(tried)
        answering = min((len(one.pods) for one in tried), default=0)
        word = next((sorted(one.ends - {aim.outcome})[0] for one in tried if one.ends - {aim.outcome}), "")
        word = word or ("hidden" if len(good) < len(tried) else "" if tried else "no-address")
        if aim.pods > 1:
            return Seen(met and answering >= aim.pods, word, answering, aim.pods)
        return Seen(met, word, len(good), 1 if aim.some else max(1, len(tried)))

    def _try(self, client: str, url: str, wanted: int) -> _Tried:
        ends, answering, own = set(), set(), True
        address = _address_of(self.world, client)
        for _ in range(max(_TRIES, wanted * _TRIES_FOR_EACH_POD if wanted > 1 else 0)):
            sent = self.copy.sent
            engine.step(self.copy, SendRequest(client, url))
            if self.copy.sent == sent:
                return _Tried(frozenset({"no-client"}), frozenset(), False)
            journey = self.copy.journeys[-1]
            ends.add(journey.outcome)
            answering |= {journey.answered_by} - {""}
            own = own and journey.seen_source == address
        return _Tried(frozenset(ends), frozenset(answering), own)

    # -- by looking ------------------------------------------------------------------------------

    def sent(self, aim: Sent) -> Seen:
        """Count the learner's requests."""
        patterns = _addresses(self.world, aim.to)
        kept = [one for one in self.world.journeys if fnmatchcase(one.client, aim.client)]
        found = [journey for journey in kept[-aim.last :] if self._fits(journey, aim, patterns)]
        counts = Counter(journey.answered_by for journey in found)
        if len(found) < aim.times:
            return Seen(False, "", len(found), aim.times)
        enough = sum(count >= aim.share * len(found) for pod, count in counts.items() if pod)
        if aim.pods > 1:
            return Seen(
                enough >= aim.pods, "uneven" if aim.share and enough < aim.pods else "", enough, aim.pods
            )
        return Seen(True, "", aim.times, aim.times)

    def _fits(self, journey: Journey, aim: Sent, patterns: list[str]) -> bool:
        return (
            fnmatchcase(journey.outcome, aim.outcome)
            and fnmatchcase(journey.answered_by, aim.by)
            and is_one_of(journey.url, patterns)
            and (not aim.own_source or journey.seen_source == _address_of(self.world, journey.client))
        )

    def endpoints(self, aim: Endpoints) -> Seen:
        """Count a Service's ready endpoints."""
        key = service_key(aim.service)
        ready, _ = self.world.endpoint_counts(key.namespace, key.name)
        return Seen(ready >= aim.ready, "", ready, aim.ready)

    def pods(self, aim: Pods) -> Seen:
        """Count ready Pods."""
        views = map(pods.view, self.world.cluster.of_kind("Pod", aim.namespace))
        ready = sum(
            view.ready and not view.terminating and aim.labels.items() <= dict(view.labels).items()
            for view in views
        )
        return Seen(ready >= aim.ready, "", ready, aim.ready)

    def object(self, aim: Object) -> Seen:
        """Look for an object and its fields."""
        kinds = [kind for kind in self.world.cluster.kinds() if kind.partition(".")[0] == aim.kind]
        found = [
            obj
            for kind in kinds
            for obj in self.world.cluster.of_kind(kind)
            if _is_meant(obj, aim) and all(_at(obj, path) == want for path, want in aim.where.items())
        ]
        return Seen(bool(found) != aim.absent, "", 0, 0)

    def happened(self, aim: Happened) -> Seen:
        """Look for marks of the timeline."""
        times = sum(mark.kind == aim.kind and mark.verb == aim.verb for mark in self.world.marks)
        return Seen(times >= aim.times, "", min(times, aim.times), aim.times)

    # -- of several ------------------------------------------------------------------------------

    def one_of(self, goals: list[Goal]) -> Seen:
        """The first that is met, or else the first."""
        seen = [self.judge(goal) for goal in goals]
        return next((one for one in seen if one.met), seen[0])

    def each_of(self, goals: list[Goal]) -> Seen:
        """The first that is not met, or else the last."""
        seen = [self.judge(goal) for goal in goals]
        return next((one for one in seen if not one.met), seen[-1])


_JUDGES: dict[str, Callable[[Court, Any], Seen]] = {
    "request": Court.request,
    "sent": Court.sent,
    "endpoints": Court.endpoints,
    "pods": Court.pods,
    "object": Court.object,
    "happened": Court.happened,
    "any": Court.one_of,
    "all": Court.each_of,
}


def verdicts(world: World, checks: Iterable[tuple[str, Check]]) -> dict[str, Seen]:
    """Every check of a lesson that the world can tell, by its name."""
    court = Court(world)
    return {name: court.judge(check.goal) for name, check in checks if check.goal.looked is None}


def is_probe(goal: Goal) -> bool:
    """Whether judging it means trying requests."""
    return goal.request is not None or any(map(is_probe, [*(goal.any or ()), *(goal.all or ())]))


def _addresses(world: World, to: str | list[str]) -> list[str]:
    return [url for template in ([to] if isinstance(to, str) else to) for url in expand(world, template)]


def _address_of(world: World, client: str) -> str:
    host = world.network.pods.get(client)
    if host is not None:
        return host.address
    kernel = world.network.kernels.get(client.removeprefix("node/"))
    return kernel.address if kernel else world.network.outside


def _is_meant(obj: ApiObject, aim: Object) -> bool:
    metadata = obj["metadata"]
    return fnmatchcase(metadata["name"], aim.name) and metadata.get("namespace", "") in ("", aim.namespace)


def _at(obj: Mapping[str, Any], path: str) -> Any:
    value: Any = obj
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
