"""The recorded sessions, played to the terminal's kubectl on a simulated cluster."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

import msgspec
from recorded_sessions import BEGINS_WITH_TUTORIAL, Session, Step, equal, sessions
from simulated import SimulatedApi

from k8sviz.sim import engine
from k8sviz.sim.calls import Request
from k8sviz.sim.commands import Fail
from k8sviz.sim.objects.identity import Key
from k8sviz.terminal.kubectl.api import Files, Reply
from k8sviz.terminal.kubectl.run import run

_NAMED = re.compile(r"\b(?:pod/)?([a-z0-9-]+-[0-9a-f]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5})\b")
_EDITOR = re.compile(r"KUBE_EDITOR=(?P<quote>'?)(?P<script>.*?)(?P=quote) (?=kubectl )")
_SHELL = re.compile(r"[|;&>]|\$\(")
_MADE = ("deployments.apps", "services", "configmaps")
_LONGEST_PAUSE = 60.0
_ON_NODE = re.compile(r"^(\S+-[0-9a-f]{6,10}-\w{5}) .* (node-\d) ", re.MULTILINE)
_ZONES = [
    f"label node node-{n} topology.kubernetes.io/zone=zone-{zone} topology.kubernetes.io/region=r1"
    for n, zone in ((1, "a"), (2, "b"), (3, "c"))
]
_NO_ZONES = [
    f"label node node-{n} topology.kubernetes.io/zone- topology.kubernetes.io/region-" for n in (1, 2, 3)
]
_RESTART = ["rollout restart deployment/httpd"]
_FIRST = {"e04": ["apply -f ../e03-selectors/manual-eps.yaml"], "e05": _ZONES}
_SCALED = [f"scale deployment httpd --replicas={count}" for count in (5, 0, 3)]
_THEN = {"a03": _SCALED, "a04": _RESTART, "e05": _NO_ZONES}
_PROFILES = {"e06": "dual-stack"}
_FAULTS = {("e05", 2): Fail("node", "node/node-3")}  # what happens beside the commands, before which of them


class Compared(NamedTuple):
    """A step, what the terminal answered, and whether that is equal."""

    number: int
    step: Step
    reply: Reply

    @property
    def differs_in(self) -> str:
        parts = (
            ("rc", self.step.rc == self.reply.code),
            ("stdout", equal(self.step.stdout, self.reply.stdout)),
            ("stderr", equal(self.step.stderr, self.reply.stderr)),
        )
        return " ".join(name for name, same in parts if not same)


def is_kubectl(step: Step) -> bool:
    """Whether it is one kubectl command without a shell around it."""
    command = _EDITOR.sub("", step.cmd)
    if not command.startswith("kubectl "):
        return False
    return not _SHELL.search(re.sub(r"'[^']*'|\"[^\"]*\"", "", command))


def editor_of(step: Step) -> Callable[[str], str] | None:
    """What KUBE_EDITOR='sed -i s/…/…/' does to a text."""
    found = _EDITOR.match(step.cmd)
    if found is None:
        return None
    parts = found["script"].removeprefix("sed -i s/").replace("\\ ", " ").split("/")
    return (lambda text: re.sub(parts[0], parts[1], text)) if len(parts) > 2 else (lambda text: text)


async def raw(api: SimulatedApi, step: Step) -> None:
    """A request that the session makes with curl; its answer is the API server's affair."""
    method, url = re.search(r"-X (\w+)", step.cmd), re.search(r"'https://[^/]+(/[^'?]*)\??([^']*)'", step.cmd)
    media = re.search(r"Content-Type: ([\w/+.-]+)", step.cmd)
    if method and url and method[1] in ("PATCH", "DELETE"):
        query = dict(pair.partition("=")[::2] for pair in url[2].split("&") if pair)
        kind = media[1] if media else "application/json"
        await api.request(Request(method[1], url[1], query, kind, step.stdin))


def files_of(name: str) -> Files:
    """The manifests as the session's folder sees them."""
    found = {}
    for other, session in sessions().items():
        for path, text in session.files.items():
            if other == name:
                found[path] = text
            found[f"../{other}/{path}"] = text
    return found


async def replay(name: str, session: Session) -> list[Compared]:
    """Run a session's kubectl commands one after another."""
    api, files = SimulatedApi(profile=_PROFILES.get(name[:3], "instant")), files_of(name)
    for command in before(name):
        await run(command, api, "", files)
        await api.sleep(2)
    names = Names(api, session)
    compared = []
    for number, step in enumerate(session.steps):
        await api.sleep(0.1 + min(step.pause, _LONGEST_PAUSE))
        if getattr(step, "fresh", False):
            await _clear(api)
        if step.cmd.startswith("curl "):
            await raw(api, step)
        if (name[:3], number) in _FAULTS:
            engine.step(api.world, _FAULTS[name[:3], number])
            await api.sleep(60)
        if not is_kubectl(step):
            continue
        command = _NAMED.sub(lambda match: match[0].replace(match[1], names.of(match[1])), step.cmd)
        argv = shlex.split(_EDITOR.sub("", command))
        reply = await run(argv, api, step.stdin, files, editor_of(step))
        names.learn(step.stdout, reply.stdout)
        compared.append(Compared(number, names.renamed(step), reply))
    return compared


def before(name: str) -> list[str]:
    """What earlier sessions have left behind and the answers of this one show."""
    tutorial = ["apply -f ../a01-tutorial/both.yaml"] if name.startswith(BEGINS_WITH_TUTORIAL) else []
    return [*_FIRST.get(name[:3], []), *tutorial, *_THEN.get(name[:3], [])]


class Names:
    """Which of our Pods stands for which of the recorded ones: the one on the same node, if there is one."""

    def __init__(self, api: SimulatedApi, session: Session) -> None:
        self._api = api
        self._ours: dict[str, str] = {}
        self._hashes: dict[str, str] = {}
        wide = [step.stdout for step in session.steps if step.cmd.startswith("kubectl get pods -o wide")]
        self._nodes = dict(_ON_NODE.findall("\n".join(reversed(wide))))

    def of(self, recorded: str) -> str:
        return self._ours.get(recorded, recorded)

    def learn(self, recorded: str, ours: str) -> None:
        theirs = [one for one in dict.fromkeys(_NAMED.findall(recorded)) if one not in self._ours]
        mine = [one for one in dict.fromkeys(_NAMED.findall(ours)) if one not in self._ours.values()]
        for name in theirs[: len(mine)]:
            chosen = next((one for one in mine if self._node(one) == self._nodes.get(name)), mine[0])
            mine.remove(chosen)
            self._ours[name] = chosen
            self._hashes[name.split("-")[-2]] = chosen.split("-")[-2]

    def _node(self, name: str) -> str | None:
        pod = self._api.cluster.get(Key("Pod", "default", name))
        return str(pod["spec"].get("nodeName")) if pod else None

    def renamed(self, step: Step) -> Step:
        """The recorded answer with our pod-template-hashes: some depend on the hour of a restart."""
        texts = {"stdout": step.stdout, "stderr": step.stderr}
        for theirs, mine in self._hashes.items():
            texts = {name: text.replace(theirs, mine) for name, text in texts.items()}
        return msgspec.structs.replace(step, **texts)


async def _clear(api: SimulatedApi) -> None:
    for kind in _MADE:
        for line in (await run(f"get {kind} -o name", api)).stdout.splitlines():
            if PurePosixPath(line).name not in ("kubernetes", "kube-root-ca.crt"):
                await run(f"delete {line}", api)
    await api.sleep(2)


def told(one: Compared) -> str:
    """A difference as text, for people."""
    return (
        f"[{one.number}] $ {one.step.cmd}  differs in: {one.differs_in}\n"
        f"--- recorded rc={one.step.rc}\n{one.step.stdout}{one.step.stderr}"
        f"+++ got rc={one.reply.code}\n{one.reply.stdout}{one.reply.stderr}"
    )


def kubectl_sessions() -> Iterator[str]:
    """The names of all sessions."""
    yield from sorted(sessions())
