"""Stock kubectl as a subprocess, with the kubeconfig of a room."""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from serving import NewRoom, Server

_PATIENCE = 60.0  # seconds


class Done(NamedTuple):
    """A command's answer."""

    rc: int
    stdout: str
    stderr: str


def found_kubectl() -> str:
    """The kubectl of this machine; skips the test where there is none, except in CI."""
    path = shutil.which("kubectl")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no kubectl on this machine, and CI has to have one")
        pytest.skip("there is no kubectl on this machine: the tests with it are skipped")
    return path


class Page:
    """An editor's browser."""

    def __init__(self, server: Server, room: NewRoom) -> None:
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies))
        self._room = f"{server.url}/rooms/{room.code}/"
        self._opener.open(self._room + "?" + room.edit.partition("?")[2]).read()

    def get(self, path: str) -> str:
        """A page of the room."""
        text: bytes = self._opener.open(self._room + path).read()
        return text.decode()

    def post(self, path: str, **form: str) -> str:
        """An action, and what the page says of it."""
        token = next(str(cookie.value) for cookie in self._cookies if cookie.name == "csrftoken")
        data, headers = urllib.parse.urlencode(form).encode(), {"X-CSRFToken": token}
        text: bytes = self._opener.open(urllib.request.Request(self._room + path, data, headers)).read()
        return text.decode()


def kubeconfig(server: Server, room: NewRoom) -> str:
    """What an editor downloads."""
    return Page(server, room).get("kubeconfig")


def token_of(server: Server, room: NewRoom) -> str:
    """The token in it."""
    found = re.search(r"/~(\S+)", kubeconfig(server, room))
    assert found is not None
    return found[1]


class Kubectl:
    """A shell with kubectl in it, working on one room."""

    def __init__(self, server: Server, room: NewRoom, folder: Path) -> None:
        found_kubectl()
        self.folder, self.page = folder, Page(server, room)
        config = kubeconfig(server, room)
        (folder / ".kubeconfig").write_text(config)
        self.token = token_of(server, room)
        self.base = f"{server.url}/rooms/{room.code}/k8s"
        self.prefix = f"/rooms/{room.code}/k8s/~{self.token}"
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "KUBECONFIG": str(folder / ".kubeconfig"),
            "KUBECACHEDIR": str(folder / ".cache"),
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
        }

    def run(self, command: str, stdin: str = "", below: str = "") -> Done:
        """Run a line of shell in the folder, or in one below it."""
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder / below,
            env=self._environment,
            input=stdin.encode("utf-8", "surrogateescape"),
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        out, err = (text.decode("utf-8", "surrogateescape") for text in (done.stdout, done.stderr))
        return Done(done.returncode, out, err)

    def start(
        self,
        command: str,
        stdin: int = subprocess.PIPE,
        stdout: int = subprocess.PIPE,
        stderr: int = subprocess.PIPE,
    ) -> subprocess.Popen[str]:
        """Start a line of shell, to talk with it while it runs."""
        return subprocess.Popen(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=self._environment,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            text=True,
        )

    def ask(self, method: str, path: str) -> dict[str, Any]:
        """The same server, asked without kubectl."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        request = urllib.request.Request(self.base + path, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=_PATIENCE) as response:
            found: dict[str, Any] = json.loads(response.read())
        return found

    def names(self, path: str) -> list[str]:
        """The names in a collection."""
        return [item["metadata"]["name"] for item in self.ask("GET", path)["items"]]


def first_line(listening: subprocess.Popen[str], ask: Callable[[], Done]) -> str:
    """Ask again until the process writes of it: nothing else tells that it has begun to listen."""
    assert listening.stdout is not None
    until = time.monotonic() + _PATIENCE
    while not select.select([listening.stdout], [], [], 0.1)[0]:
        assert time.monotonic() < until, "it never told of what was asked"
        assert ask().rc == 0
    return listening.stdout.readline()
