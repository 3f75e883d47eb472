"""What if: rooms that go on from a moment of another one, alone or two in step."""

from __future__ import annotations

import re

from people import WORKLOAD, Browser, Editor, Watcher, digest
from serving import Server
from test_past import SEND, ask, busy

LOCAL = """\
apiVersion: v1
kind: Service
metadata: {name: more}
spec: {selector: {run: httpd}, ports: [{port: 80}]}
"""


async def forked(server: Server, room: Editor, what: str, at: str = "") -> tuple[Editor, str]:
    """Somebody who has never been there forks the room; who that is, and where it led."""
    guest = Editor(server)
    answer = await guest.post(f"/rooms/{room.code}/{what}", {"at": at})
    assert answer.status == 302, answer
    codes = re.findall(r"[A-Z0-9]{8}", answer.headers["Location"], re.IGNORECASE)
    guest.code = codes[-1]
    return guest, codes[0]


async def test_a_fork_goes_on_from_the_moment_and_the_room_stays_as_it_is(server: Server) -> None:
    room = await busy(server)
    async with Watcher(server, room.code) as before:
        first = min(journey[0] for journey in before.scene["journeys"].values())
        await ask(before, seek=first + 1)
        guest, _ = await forked(server, room, "fork", str(first + 1))
        async with Watcher(server, guest.code) as fork:
            assert fork.rate == 0
            assert fork.position[2] == first + 1
            assert {**fork.scene, "room": {}} == {**before.scene, "room": {}}
            await guest.do("clock", playing="1", speed="4")
            await fork.until(lambda: len(fork.scene["journeys"]) > 3)
        await ask(before, live=True)
        assert before.rate == 0


async def test_a_fork_is_whose_who_made_it(server: Server) -> None:
    room = await busy(server)
    guest, _ = await forked(server, room, "fork")
    assert (await guest.do("apply", text=WORKLOAD)).status == 200
    room.code, own = guest.code, room.code
    assert (await room.do("apply", text=WORKLOAD)).status == 403
    guest.code = own
    assert (await guest.do("apply", text=WORKLOAD)).status == 403


async def test_two_forks_in_step_differ_only_by_what_is_changed(server: Server) -> None:
    room = await busy(server)
    guest, first = await forked(server, room, "what-if")
    pair = f"/rooms/{first}/beside/{guest.code}/"
    page = await guest.get(pair + "?from=100")
    assert page.status == 200
    async with Watcher(server, first) as one, Watcher(server, guest.code) as two:
        await guest.post(pair + "send", SEND)
        for viewer in (one, two):
            await viewer.until(lambda viewer=viewer: "answered" in viewer.scene["totals"])  # type: ignore[misc]
        assert digest(one.scene) == digest(two.scene)
        await guest.apply(LOCAL)
        await two.until(lambda: "service/default/more" in two.scene["elements"])
        await guest.post(pair + "clock", {"playing": "1", "speed": "5"})
        for viewer in (one, two):
            await viewer.until(lambda viewer=viewer: viewer.rate == 5)  # type: ignore[misc]
        await guest.post(pair + "clock", {"playing": "0", "speed": "5"})
        for viewer in (one, two):
            await viewer.until(lambda viewer=viewer: viewer.rate == 0)  # type: ignore[misc]
        assert one.position[2] == two.position[2]
        await guest.post(pair + "clock", {"forward": "600"})
        for viewer in (one, two):
            at = viewer.position[2]
            await viewer.until(lambda viewer=viewer, at=at: viewer.position[2] == at + 600)  # type: ignore[misc]
        assert "service/default/more" not in one.scene["elements"]


async def test_who_may_only_look_changes_neither(server: Server) -> None:
    room = await busy(server)
    guest, first = await forked(server, room, "what-if")
    stranger = Browser(server)
    pair = f"/rooms/{first}/beside/{guest.code}/"
    assert (await stranger.get(pair)).status == 200
    assert (await stranger.post(pair + "send", SEND)).status == 403
    assert (await stranger.get(f"/rooms/{first}/beside/{first}/")).status == 404
