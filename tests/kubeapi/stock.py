"""Stock kubectl as a subprocess, with the kubeconfig of a room."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import urllib.request
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


def kubeconfig(server: Server, room: NewRoom) -> str:
    """What an editor downloads."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    opener.open(room.edit.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")).read()
    text: bytes = opener.open(f"{server.url}/rooms/{room.code}/kubeconfig").read()
    return text.decode()


def token_of(server: Server, room: NewRoom) -> str:
    """The token in it."""
    found = re.search(r"/~(\S+)", kubeconfig(server, room))
    assert found is not None
    return found[1]


class Kubectl:
    """A shell with kubectl in it, working on one room."""

    def __init__(self, server: Server, room: NewRoom, folder: Path) -> None:
        found_kubectl()
        self.folder = folder
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
