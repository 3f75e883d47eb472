"""How the suite is spread over the workers of pytest-xdist (`make test`; without `-n` nothing of this acts).

A file stays in one worker, because its tests may share a server, a room or an order. Those of the files below
share only what every worker has of its own, so that each of their tests goes where there is room.
"""

from __future__ import annotations

import os

import pytest
from xdist.scheduler import LoadScopeScheduling

_SINGLY = (
    "tests/browser/",
    "tests/kubeapi/test_sessions.py",
    "tests/terminal/test_beside_kubectl.py",
    "tests/terminal/test_terminal_sessions.py",
)
_FIRST = ("tests/terminal/test_beside_kubectl.py", "tests/kubeapi/", "tests/browser/", "tests/rooms/")
"""What waits most begins first; what only calculates fills the gaps at the end."""


class Spread(LoadScopeScheduling):  # type: ignore[misc]
    """Files, or single tests, to whichever worker is free."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith(_SINGLY) else nodeid.partition("::")[0]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.option.loadscopereorder = False  # the order is the one below, not that of the numbers of tests


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Spread:
    return Spread(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: _place(item.nodeid))


def _place(nodeid: str) -> int:
    return next((n for n, begins in enumerate(_FIRST) if nodeid.startswith(begins)), len(_FIRST))
