"""docs/protocol.md shows what is really sent: the examples have the shapes of a lesson played here."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from people import Editor, Watcher
from serving import NewRoom, Server

from bench.core import TUTORIAL
from k8sviz.rooms.audience import Audience
from k8sviz.rooms.outbox import Outbox
from k8sviz.sim import engine
from k8sviz.sim.commands import AnyCommand, Apply, Create, SendRequest, SetClock, StartTraffic, StopTraffic
from k8sviz.sim.scene import draw

PAGE = Path(__file__).resolve().parents[2] / "docs" / "protocol.md"
CLIENT, URL = "pod/default/client", "http://httpd-svc:8080"
BALANCED = TUTORIAL.replace(
    "spec:\n  selector: {run: httpd}\n  ports",
    "spec:\n  type: LoadBalancer\n  selector: {run: httpd}\n  ports",
)


class Reader(Outbox):
    """A viewer who reads at once."""

    def __init__(self) -> None:
        super().__init__(limit=8)
        self.heard: list[dict[str, Any]] = []

    def put(self, text: str) -> None:
        self.heard.append(json.loads(text))


async def sent(outbox: Outbox) -> list[dict[str, Any]]:
    """What goes over a viewer's connection until it is closed."""
    texts: list[dict[str, Any]] = []

    async def take(message: dict[str, Any]) -> None:
        texts.append(json.loads(message["text"]))

    await outbox.drain(take)
    return texts


@cache
def lesson() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The messages that one viewer is sent in a small lesson, and the scene just before its end."""
    world, reader, audience = engine.create(Create(seed=7, nodes=1)), Reader(), Audience()
    audience.enter(reader, world, 1.0, 0)

    def do(command: AnyCommand, wait: int = 0, rate: float = 1.0) -> None:
        engine.step(world, command)
        engine.advance(world, world.cluster.now + wait)
        audience.show(world, rate)

    do(Apply(text=BALANCED), wait=60_000)
    do(SendRequest(client=CLIENT, url=URL))
    do(StartTraffic(client=CLIENT, url=URL, rate=5))
    scene: dict[str, Any] = json.loads(json.dumps(draw(world)))
    engine.step(world, StopTraffic(client=CLIENT))
    do(SetClock(playing=False, speed=1.0, wall=0.0), rate=0.0)
    return reader.heard, scene


def examples() -> dict[str, list[dict[str, Any]]]:
    """The JSON blocks of the page, by the heading above them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for section in re.split(r"^#{2,4} ", PAGE.read_text(), flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"```json\n(.*?)```", section, re.DOTALL)
        found[section.splitlines()[0].strip()] = [json.loads(block) for block in blocks]
    return found


def form(value: Any) -> Any:
    """The keys of objects and the types of what they hold."""
    if isinstance(value, dict):
        return {key: form(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [form(inner) for inner in value]
    return (
        "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
    )


def table_form(rows: dict[str, Any]) -> list[Any]:
    """The forms that the values of a table have: a list of equals counts as one."""
    forms: list[Any] = []
    for value in rows.values():
        short = form(
            {key: _first(inner) for key, inner in value.items()} if isinstance(value, dict) else value
        )
        if short not in forms:
            forms.append(short)
    return forms


def _first(value: Any) -> Any:
    return value[:1] if isinstance(value, list) else value


def test_the_snapshot_has_the_form_of_a_real_one() -> None:
    (example,) = examples()["snapshot"]
    real = lesson()[0][0]
    assert list(example) == list(real)
    assert form(example["snapshot"]) == form(real["snapshot"])
    assert list(example["scene"]) == list(real["scene"])
    for table, rows in real["scene"].items():
        assert table_form(example["scene"][table]) == table_form(rows), table


def test_frames_have_the_form_of_real_ones() -> None:
    request, pause = examples()["frame"]
    frames = [message for message in lesson()[0] if "frame" in message]
    for example, real in ((request, frames[1]), (pause, frames[-1])):
        assert list(example) == list(real)
        assert form(example["frame"]) == form(real["frame"])
        assert {table: sorted(change) for table, change in example["delta"].items()} == {
            table: sorted(change) for table, change in real["delta"].items()
        }
    assert frames[-1]["rate"] == pause["rate"] == 0


def test_viewers_are_counted_as_the_page_says() -> None:
    (example,) = examples()["viewers"]
    assert form(example) == form(next(message for message in lesson()[0] if "viewers" in message))


async def test_resync_and_closed_are_said_as_the_page_says() -> None:
    outbox = Outbox(limit=1)
    outbox.put("{}")
    outbox.put("{}")
    outbox.close("because")
    resync, closed = await sent(outbox)
    assert examples()["resync"] == [resync]
    assert form(examples()["closed"][0]) == form(closed)


async def test_what_the_browser_may_say_is_answered(server: Server, tutorial: NewRoom) -> None:
    *moments, play = examples()["From the browser"]
    async with Watcher(server, tutorial.code) as viewer:
        for number, example in enumerate(moments, 2):
            await viewer.say(json.dumps(example))
            await viewer.until(lambda number=number: viewer.snapshots == number)  # type: ignore[misc]
        await viewer.say(json.dumps({"seek": 0}))
        await viewer.until(lambda: viewer.position[2] == 0)
        await viewer.say(json.dumps(play))
        await viewer.until(lambda: viewer.rate == play["play"])


async def test_those_in_the_past_are_told_of_the_edge_as_the_page_says(server: Server) -> None:
    (example,) = examples()["edge"]
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as viewer:
        await viewer.say(json.dumps({"seek": 0}))
        await viewer.until(lambda: "edge" in viewer.told[-1])
        assert form(viewer.told[-1]["edge"]) == form(example["edge"])
        await editor.do("clock", playing="0")
        await viewer.until(lambda: list(viewer.told[-1]) == list(example))


def tables() -> list[str]:
    return list(draw(engine.create(Create(seed=7))))


@pytest.mark.parametrize("table", tables())
def test_every_table_of_a_scene_is_on_the_page(table: str) -> None:
    (example,) = examples()[f"Table {table}"]
    real = lesson()[1][table]
    assert real, "the lesson has to fill every table"
    documented, drawn = table_form(example), table_form(real)
    assert all(one in drawn for one in documented)
    assert all(one in documented for one in drawn)


def test_every_shape_of_element_is_on_the_page() -> None:
    (example,) = examples()["Table elements"]
    shapes = {element["shape"]: list(element) for element in example.values()}
    assert shapes == {element["shape"]: list(element) for element in lesson()[1]["elements"].values()}


def test_every_kind_of_edge_is_on_the_page() -> None:
    (example,) = examples()["Table edges"]
    kinds = {edge["kind"] for edge in lesson()[1]["edges"].values()}
    assert {edge["kind"] for edge in example.values()} == kinds


def test_every_action_is_on_the_page() -> None:
    from k8sviz.rooms.urls import urlpatterns

    text = PAGE.read_text()
    for pattern in urlpatterns:
        route = str(pattern.pattern).replace("<slug:", "<").replace("<int:number>", "<number>")
        assert f"`/{route}`" in text or f"`/{route}?" in text, route
