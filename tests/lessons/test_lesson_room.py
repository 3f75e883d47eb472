"""A lesson in a room: how it begins, how its checks are told, how it begins again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from people import Editor, Watcher
from serving import Server

CATALOGUE = Path(__file__).resolve().parents[2] / "k8sviz/lessons/catalogue"
CORRECTED = (CATALOGUE / "services/corrected.yaml").read_text()


class Pupil(Editor):
    """Somebody who begins a lesson from the catalogue."""

    @classmethod
    async def begin(cls, server: Server, slug: str) -> Pupil:
        pupil = cls(server)
        answer = await pupil.post(f"/lessons/{slug}/begin", {})
        assert answer.status == 302, answer
        pupil.code = answer.headers["Location"].strip("/").split("/")[-1]
        return pupil


def checks(viewer: Watcher) -> dict[str, Any]:
    tables = [message["checks"] for message in viewer.told if "checks" in message]
    return tables[-1] if tables else {}


def met(viewer: Watcher, name: str) -> bool:
    return bool(checks(viewer).get(name, [0])[0])


async def test_checks_turn_green_by_themselves(server: Server) -> None:
    pupil = await Pupil.begin(server, "services")
    async with Watcher(server, pupil.code) as viewer:
        await viewer.until(lambda: bool(checks(viewer)))
        assert checks(viewer)["deployment.1"] == [0, "", 0, 3]
        assert checks(viewer)["service.2"] == [0, "nxdomain", 0, 3]
        await pupil.apply(CORRECTED)
        await viewer.until(lambda: met(viewer, "deployment.1") and met(viewer, "service.2"))
        assert checks(viewer)["service.1"] == [1, "", 3, 3]


async def test_who_comes_later_is_told_the_checks_with_the_snapshot(server: Server) -> None:
    pupil = await Pupil.begin(server, "services")
    await pupil.apply(CORRECTED)
    async with Watcher(server, pupil.code) as viewer:
        await viewer.until(lambda: met(viewer, "service.2"))
        async with Watcher(server, pupil.code) as other:
            await other.until(lambda: met(other, "service.2"))


async def test_a_room_without_a_lesson_hears_nothing_of_checks(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as viewer:
        await editor.apply(CORRECTED)
        await viewer.until(lambda: len(viewer.shapes("pod", state="ready")) == 3)
        assert checks(viewer) == {}
    assert 'id="lesson"' not in (await editor.get(f"/rooms/{editor.code}/")).text


async def test_a_lesson_begins_again_in_the_same_room(server: Server) -> None:
    pupil = await Pupil.begin(server, "services")
    async with Watcher(server, pupil.code) as viewer:
        await pupil.apply(CORRECTED)
        await viewer.until(lambda: met(viewer, "deployment.1"))
        answer = await pupil.do("lesson/reset")
        assert "k8sviz:lesson-reset" in answer.headers["HX-Trigger"]
        await viewer.until(lambda: not viewer.shapes("pod") and not met(viewer, "deployment.1"))
        assert viewer.snapshots > 1, "time was set back"
        await pupil.apply(CORRECTED)
        await viewer.until(lambda: met(viewer, "deployment.1"))


async def test_undo_takes_back_the_last_change_and_its_time(server: Server) -> None:
    pupil = await Pupil.begin(server, "services")
    async with Watcher(server, pupil.code) as viewer:
        await pupil.apply(CORRECTED)
        await viewer.until(lambda: met(viewer, "service.2"))
        await pupil.do("send", client="pod/default/client", url="http://httpd-svc:8080")
        await pupil.do("delete", kind="Service", name="httpd-svc")
        await viewer.until(lambda: not viewer.shapes("service"))
        answer = await pupil.do("lesson/undo")
        assert "Undone" in answer.text
        await viewer.until(lambda: bool(viewer.shapes("service")))
        assert viewer.scene["totals"] == {"answered": 1}, "what came before it is still there"
        await pupil.do("lesson/undo")
        assert "nothing to undo" in (await pupil.do("lesson/undo")).text


async def test_a_solution_is_shown_as_a_difference_and_done_on_demand(server: Server) -> None:
    pupil = await Pupil.begin(server, "services")
    shown = await pupil.do("lesson/solution", step="service", which="0", text="kind: Service\n")
    assert re.search(r'class="added".*?port: 8080', shown.text, re.DOTALL)
    async with Watcher(server, pupil.code) as viewer:
        done = await pupil.do("lesson/solve", step="service", which="0")
        assert "service/httpd-svc created" in done.text
        assert "port: 8080" in done.headers["HX-Trigger"]
        await viewer.until(lambda: met(viewer, "service.2"))


async def test_only_editors_change_a_lessons_room(server: Server) -> None:
    pupil = await Pupil.begin(server, "services")
    stranger = Editor(server, pupil.code)
    for action in ("reset", "undo", "solve"):
        assert (await stranger.do(f"lesson/{action}", step="why", which="0")).status == 403


async def test_a_lesson_that_is_not_there_is_not_found(server: Server) -> None:
    answer = await Editor(server).post("/lessons/nothing/begin", {})
    assert answer.status == 404


async def test_the_catalogue_tells_what_each_lesson_teaches(server: Server) -> None:
    page = await Editor(server).get("/lessons/")
    assert "What a Service is, how a ClusterIP becomes" in page.text
    assert "25 minutes" in page.text
    assert 'action="/lessons/services/begin"' in page.text
    chinese = await Editor(server).get("/lessons/", **{"Accept-Language": "zh-CN"})
    assert "Service：一组 Pod，一个地址" in chinese.text


async def test_a_lessons_room_can_be_made_from_the_command_line(server: Server) -> None:
    room = server.new_room("--lesson", "local-drops")
    async with Watcher(server, room.code) as viewer:
        await viewer.until(lambda: bool(checks(viewer)))
        assert checks(viewer)["fix.1"] == [0, "timeout", 2, 3]
