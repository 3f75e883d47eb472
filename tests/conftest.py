"""What tests of all kinds share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from serving import NewRoom, Server

from k8sviz.sim.controllers import stumbles

pytest_plugins = ["browsing", "spreading"]


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> Iterator[None]:
    """Pages that tests render in this process need no collected files."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={"staticfiles": plain}):
        yield


@pytest.fixture(scope="session", autouse=True)
def faults_are_raised() -> Iterator[None]:
    """A room forgives a controller that raises; a test does not."""

    def fail(*given: object) -> None:
        error = given[-1]
        assert isinstance(error, Exception)
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stumbles, "forgive", fail)
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The site, running, with an empty SQLite database."""
    site = Server(tmp_path_factory.mktemp("var"))
    site.manage("migrate", "--verbosity", "0")
    site.start()
    yield site
    site.stop()
    print(site.output.read_text())


@pytest.fixture
def tutorial(server: Server) -> NewRoom:
    """A room that opens with the tutorial's text."""
    return server.new_room("--tutorial")


@pytest.fixture
def sandbox(server: Server) -> NewRoom:
    """An empty room."""
    return server.new_room()


@pytest.fixture
def repository() -> Path:
    """The folder of the repository."""
    return Path(__file__).resolve().parent.parent
