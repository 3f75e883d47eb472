"""A room's watcher at work: it looks after every change, but at most once a second."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from k8sviz.rooms.extras import Watcher
from k8sviz.sim.world import World

PAUSE = 1.0  # seconds between two looks
_logger = logging.getLogger(__name__)


class Watch:
    """`tell` gets the watcher's table when it is another one than before."""

    def __init__(
        self,
        watcher: Watcher | None,
        lock: asyncio.Lock,
        world: Callable[[], World],
        tell: Callable[[dict[str, object]], None],
    ) -> None:
        self._watcher, self._lock, self._world, self._tell = watcher, lock, world, tell
        self._stale = False
        self._told: dict[str, object] | None = None
        self._task: asyncio.Task[None] | None = None

    def poke(self) -> None:
        """Something has changed."""
        self._stale = self._watcher is not None
        if self._stale and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._look())

    async def _look(self) -> None:
        assert self._watcher is not None
        while self._stale:
            async with self._lock:
                self._stale = False
                try:
                    table = self._watcher.look(self._world())
                except Exception:
                    _logger.exception("a lesson could not be judged")
                    return
            if table != self._told:
                self._told = table
                self._tell(table)
            await asyncio.sleep(PAUSE)
