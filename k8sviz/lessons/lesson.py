"""What a lesson is made of. docs/lessons.md says what each field is for; `load` reads it from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in both languages."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The words for a reader; every Chinese reads the simplified ones."""
        return self.zh if language.startswith("zh") else self.en


class Probe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Requests that are tried on a copy of the world: all of them have to end like this."""

    client: str | list[str] = msgspec.field(name="from")
    to: str | list[str]
    outcome: str = "answered"
    pods: int = 1  # at least so many different Pods answer
    own_source: bool = False  # the Pod sees the client's own address
    some: bool = False  # one of the addresses is enough


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Requests that the learner has sent, however they did it."""

    to: str | list[str] = "*"
    client: str = msgspec.field(name="from", default="*")
    outcome: str = "*"
    times: int = 1
    pods: int = 1  # answered by at least so many different Pods
    last: int = 0  # only so many of the newest count; 0: all that are remembered
    share: float = 0.0  # each of these Pods answered at least this part of them
    by: str = "*"  # the element of the Pod that answered
    own_source: bool = False


class Endpoints(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Service has at least so many ready endpoints."""

    service: str
    ready: int = 1


class Pods(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At least so many Pods with these labels are ready."""

    labels: dict[str, str]
    ready: int = 1
    namespace: str = "default"


class Object(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An object is there, or is not; fields are compared by their path."""

    kind: str
    name: str = "*"
    namespace: str = "default"
    where: dict[str, Any] = {}
    absent: bool = False


class Happened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mark of the timeline: a Pod was deleted, a Deployment scaled."""

    kind: str
    verb: str
    times: int = 1


class Looked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The learner has opened something to read: a packet, or an element of the stage by its id."""

    at: str
    times: int = 1


class Goal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one of these."""

    request: Probe | None = None
    sent: Sent | None = None
    endpoints: Endpoints | None = None
    pods: Pods | None = None
    object: Object | None = None
    happened: Happened | None = None
    looked: Looked | None = None
    any: list[Goal] | None = None  # one of them is enough
    all: list[Goal] | None = None

    @property
    def deed(self) -> bool:
        """Whether it is something done once, which nothing undoes, and not how the cluster is now."""
        if self.sent is not None:
            return not self.sent.last
        return self.happened is not None or self.looked is not None


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A goal and what it is called."""

    say: Text
    goal: Goal


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to a prediction, and when it is right."""

    say: Text
    when: dict[str, str]


class Prediction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What do you think will happen? Compared with what does, never in the way of it."""

    ask: Text
    on: dict[str, str]  # the request that decides: its client, and what its address begins with
    choices: list[Choice]
    then: Text  # what there is to see in it


class Callout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number beside a line of YAML, and what the line says."""

    line: str  # how the line begins, without its indent
    say: Text
    stage: Literal["", "kind", "name", "selector", "ports"] = ""  # the part of a Service's face that shows it


class Snippet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that the step shows, and can put into the editor."""

    file: str
    callouts: list[Callout] = []


class Solution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One right way. Each action is a command of a room's log, or {do: look, at: …}."""

    say: Text
    actions: list[dict[str, Any]]


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do, and how it is seen that it was done."""

    id: str
    title: Text
    text: Text
    checks: list[Check]
    snippet: Snippet | None = None
    predict: Prediction | None = None
    hints: list[Text] = []
    solutions: list[Solution] = []
    after: Text | None = None  # said when all checks are green


class AtWork(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to type on a real cluster, and what it tells."""

    type: str
    say: Text


class Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The world a learner finds: applied, settled, then what is done to it."""

    draft: str = ""  # the file that the editor opens with, if not the last one applied
    apply: list[str] = []
    actions: list[dict[str, Any]] = []
    settle: int = 15  # seconds of simulated time between the two
    ask: str = ""  # the address in the request bar
    nodes: int = 3


class Lesson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One folder of the catalogue."""

    order: int
    minutes: int
    title: Text
    teaches: Text
    steps: list[Step]
    story: Text | None = None  # of a broken world: two sentences
    before: list[str] = []
    start: Start = Start()
    at_work: list[AtWork] = []


class Loaded(msgspec.Struct, frozen=True):
    """A lesson with the folder that its files are in."""

    slug: str
    folder: Path
    lesson: Lesson

    def read(self, name: str) -> str:
        """One of its files."""
        return (self.folder / name).read_text(encoding="utf-8")

    def step(self, step_id: str) -> Step | None:
        """A step by its id."""
        return next((step for step in self.lesson.steps if step.id == step_id), None)

    def checks(self) -> Iterator[tuple[str, Check]]:
        """All checks by their names: the step's id and their number in it, from 1."""
        for step in self.lesson.steps:
            for number, check in enumerate(step.checks, 1):
                yield f"{step.id}.{number}", check
