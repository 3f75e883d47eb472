"""One viewer's own moment of a room: sought, stepped through, played at the viewer's own speed."""

from __future__ import annotations

import asyncio
import logging
import time

from k8sviz.rooms.frames import Frames
from k8sviz.rooms.liveroom import TICK, LiveRoom
from k8sviz.rooms.outbox import Outbox
from k8sviz.rooms.replay import FAR, UNITS, Replay

_NEAR = 10_000  # ms: so far ahead it is as quick to go on as to begin at a checkpoint
_logger = logging.getLogger(__name__)


class Past:
    """Frames with an epoch of their own, for as long as the viewer is away from the live edge."""

    def __init__(self, room: LiveRoom, viewer: Outbox) -> None:
        self.room = room
        self.viewer = viewer
        self._replay: Replay | None = None
        self._frames: Frames | None = None
        self._rate = 0.0
        self._set = (0, 0.0)  # simulated ms, and the monotonic clock's seconds at which it was so
        self._player: asyncio.Task[None] | None = None

    @property
    def away(self) -> bool:
        """Whether the viewer has left the live edge."""
        return self._replay is not None

    async def seek(self, at: int) -> None:
        """Stand still at this moment (ms); one that has not come yet is the live edge."""
        self._stand()
        edge = self.room.timeline.position()
        if at >= edge:
            return await self.live()
        self._replay = await self._at(max(0, at))
        self.room.audience.turn_away(self.viewer)
        self._show()
        return None

    async def step(self, unit: str, back: bool) -> None:
        """Stand at the next packet or event, or at the one before."""
        replay = await self._at(self._now())
        if back:
            return await self.seek(UNITS[unit].before(replay))
        self._stand()
        edge = self.room.timeline.position()
        if not await replay.find(UNITS[unit].seen, min(edge, replay.now + FAR)) and replay.now >= edge:
            return await self.live()
        self._replay = replay
        self.room.audience.turn_away(self.viewer)
        self._show()
        return None

    def play(self, rate: float) -> None:
        """Let time pass from here, at the viewer's own speed; 0 stands still."""
        if self._replay is None or self._frames is None:
            return
        self._set = (self._now(), time.monotonic())
        self._rate = rate
        self._tell()
        if rate and (self._player is None or self._player.done()):
            self._player = asyncio.create_task(self._play())

    async def live(self) -> None:
        """Back to the live edge."""
        self._stand()
        self._replay = self._frames = None
        await self.room.show_live(self.viewer)

    def again(self) -> bool:
        """A snapshot for a viewer who has lost count; False at the live edge."""
        if self._replay is None or self._frames is None:
            return False
        self.viewer.restart(self._frames.snapshot(self._now(), self.room.edge()))
        return True

    def close(self) -> None:
        """The viewer has gone."""
        if self._player is not None:
            self._player.cancel()

    def _now(self) -> int:
        if self._replay is None:
            return self.room.timeline.position()
        at, since = self._set
        return max(self._replay.now, at + int((time.monotonic() - since) * 1000 * self._rate))

    def _stand(self) -> None:
        self._rate = 0.0
        self.close()

    async def _at(self, at: int) -> Replay:
        history, replay = self.room.timeline.history, self._replay
        near = replay is not None and replay.now <= at < replay.now + _NEAR and replay.holds(history)
        replay = replay if near and replay is not None else Replay(history, at)
        await replay.go(at)
        return replay

    def _show(self) -> None:
        assert self._replay is not None
        world = self._replay.world
        self._set = (world.cluster.now, time.monotonic())
        if self._frames is None:
            self._frames = Frames(world, 0.0)
        else:
            self._frames.restart(world, 0.0)
        self.again()

    def _tell(self) -> None:
        assert self._replay is not None
        assert self._frames is not None
        text = self._frames.next(self._replay.world, self._rate)
        if text is not None:
            self.viewer.put(text)

    async def _play(self) -> None:
        try:
            while self._rate and self._replay is not None:
                await asyncio.sleep(TICK)
                if self._now() >= self.room.timeline.position():
                    self._player = None
                    return await self.live()
                self._replay = await self._at(self._now())
                self._tell()
        except Exception:
            _logger.exception("the past of room %s cannot be played", self.room.room_id)
            self.viewer.close("the simulation of this room failed; the server's log says how")
