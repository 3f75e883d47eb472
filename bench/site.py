"""The real server, in a process of its own with an empty database, and people who use it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(_ROOT / "tests"), str(_ROOT / "tests" / "rooms")]

from people import Editor, Watcher  # noqa: E402
from serving import Server, free_port  # noqa: E402

__all__ = ["Editor", "Server", "Watcher", "free_port", "site"]
_NO_LIMITS = (
    '{"actions": {"burst": 1000000, "per_second": 1000000}, "new_rooms": {"burst": 10000, "per_second": 1}}'
)


@contextmanager
def site(**environment: str) -> Iterator[Server]:
    """A running server; nothing of it stays."""
    with tempfile.TemporaryDirectory() as var:
        server = Server(Path(var), K8SVIZ_LIMITS=_NO_LIMITS, **environment)
        server.manage("migrate", "--verbosity", "0")
        server.start()
        try:
            yield server
        finally:
            server.stop()
