"""A real Chromium: the one that scripts/chromium found, or any on the path."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from learners import PATIENCE, Learner, Newcomers
from playwright.async_api import Browser
from serving import Server

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    path = os.environ.get("K8SVIZ_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail("the browser tests need a Chromium: `make test` finds or installs one")
    quiet = [
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    return {"executable_path": path, "args": ["--no-sandbox", "--disable-gpu", *quiet]}


@pytest.fixture
async def newcomers(browser: Browser, server: Server) -> AsyncIterator[Newcomers]:
    """Opens pages as people who were never here; whatever a page complains of fails the test."""
    people: list[Learner] = []

    async def arrive(**settings: Any) -> Learner:
        settings.setdefault("viewport", {"width": 1280, "height": 720})
        settings.setdefault("locale", "en-US")
        context = await browser.new_context(base_url=server.url, **settings)
        context.set_default_timeout(PATIENCE)
        learner = Learner(await context.new_page())
        people.append(learner)
        return learner

    yield arrive
    for learner in people:
        await learner.page.context.close()
    assert [complaint for learner in people for complaint in learner.complaints] == []
