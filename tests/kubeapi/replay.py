"""Replaying recorded sessions with stock kubectl against a running room."""

from __future__ import annotations

import re
import time
from typing import NamedTuple

from recorded_sessions import BEGINS_RESTARTED, BEGINS_WITH_SLICES, BEGINS_WITH_TUTORIAL, Session, Step, equal
from stock import Done, Kubectl

_NAMED = re.compile(r"\b(?:pod/)?([a-z0-9-]+-[0-9a-f]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5})\b")
_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_VERSION = re.compile(r'"resourceVersion": ?"\d+"')
_RECORDED_SERVER = "https://127.0.0.1:16443"
_MADE = (
    "/apis/apps/v1/namespaces/default/deployments",
    "/api/v1/namespaces/default/services",
    "/api/v1/namespaces/default/configmaps",
)
_GIVEN = ("kubernetes", "kube-root-ca.crt")
_PATIENCE = 10.0  # seconds until what was deleted is gone
_LONGEST_PAUSE = 3.0  # seconds; everything has settled by then


class Compared(NamedTuple):
    """A step, what the room answered, and whether that is equal."""

    number: int
    step: Step
    done: Done

    @property
    def differs_in(self) -> str:
        """rc, stdout, stderr: those that differ."""
        parts = (
            ("rc", self.step.rc == self.done.rc),
            ("stdout", equal(self.step.stdout, self.done.stdout)),
            ("stderr", equal(self.step.stderr, self.done.stderr)),
        )
        return " ".join(name for name, same in parts if not same)


class Names:
    """Which of our Pods stands for which of the recorded ones."""

    def __init__(self) -> None:
        self._ours: dict[str, str] = {}
        self._stamps: dict[str, str] = {}

    def learn(self, recorded: str, ours: str) -> None:
        """Two answers to the same command: names at the same place belong together."""
        for theirs, mine in zip(_NAMED.findall(recorded), _NAMED.findall(ours), strict=False):
            if theirs not in self._ours and mine not in self._ours.values():
                self._ours[theirs] = mine
        for stamp in (_UID, _VERSION):
            theirs_all, ours_all = stamp.findall(recorded), stamp.findall(ours)
            if len(theirs_all) == len(ours_all):
                self._stamps |= dict(zip(theirs_all, ours_all, strict=True))

    def put_in_body(self, body: str) -> str:
        """A recorded body with our uids and versions."""
        for stamp in (_UID, _VERSION):
            body = stamp.sub(lambda match: self._stamps.get(match[0].replace('":"', '": "'), match[0]), body)
        return body

    def _of(self, recorded: str) -> str:
        return self._ours.get(recorded, recorded)

    def put_in(self, command: str) -> str:
        """A recorded command with our names."""
        return _NAMED.sub(lambda match: match[0].replace(match[1], self._of(match[1])), command)


def profile(name: str) -> str:
    """What a session's room is made with: the recorded cluster had one family of addresses, or two."""
    return "--dual-stack" if name.startswith("e06") else "--instant"


def replay(kubectl: Kubectl, name: str, session: Session) -> list[Compared]:
    """Run a session's commands one after another."""
    if name.startswith(BEGINS_WITH_TUTORIAL):
        kubectl.run("kubectl apply -f a01-tutorial/both.yaml")
        if name.startswith(BEGINS_RESTARTED):
            kubectl.run("kubectl rollout restart deployment/httpd")
        kubectl.run("kubectl rollout status deployment/httpd")
        time.sleep(1.0)
    if name.startswith(BEGINS_WITH_SLICES):
        kubectl.run("kubectl apply -f e03-selectors/manual-eps.yaml")
    names, compared = Names(), []
    for number, step in enumerate(session.steps):
        if name.startswith("e05") and step.pause > _LONGEST_PAUSE:
            lose_a_node(kubectl, step.pause)
        else:
            time.sleep(min(step.pause, _LONGEST_PAUSE))
        if step.fresh:
            clear(kubectl)
        command = names.put_in(step.cmd).replace(_RECORDED_SERVER, kubectl.base)
        command = command.replace("Bearer TOKEN", f"Bearer {kubectl.token}").replace("WORK/", "")
        command = command.replace("--raw /", f"--raw {kubectl.prefix}/")
        done = kubectl.run(command, names.put_in_body(step.stdin), name)
        names.learn(step.stdout, done.stdout)
        compared.append(Compared(number, step, done))
    return compared


def lose_a_node(kubectl: Kubectl, seconds: float) -> None:
    """Cut node-3 off, and let time pass ten times as fast."""
    kubectl.page.post("break", deed="node", subject="node/node-3")
    kubectl.page.post("clock", playing="1", speed="10")
    time.sleep(seconds / 10 + 1)
    kubectl.page.post("clock", playing="1", speed="1")


def clear(kubectl: Kubectl) -> None:
    """Delete what the sessions make, and wait until it is gone."""
    for path in _MADE:
        for name in kubectl.names(path):
            if name not in _GIVEN:
                kubectl.ask("DELETE", f"{path}/{name}")
    until = time.monotonic() + _PATIENCE
    while kubectl.names("/api/v1/namespaces/default/pods") and time.monotonic() < until:
        time.sleep(0.1)


def told(one: Compared) -> str:
    """A difference as text, for people."""
    return (
        f"[{one.number}] $ {one.step.cmd}  differs in: {one.differs_in}\n"
        f"--- recorded rc={one.step.rc}\n{one.step.stdout}{one.step.stderr}"
        f"+++ got rc={one.done.rc}\n{one.done.stdout}{one.done.stderr}"
    )
