"""A real server process for tests: its own port, its own database, the real entry point."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 60.0  # seconds
_FIRST_PORT = 10_000 + os.getpid() % 220 * 100
_PORTS = iter(range(_FIRST_PORT, _FIRST_PORT + 100))  # below those that Linux gives to clients (32768 and up)


class NewRoom(NamedTuple):
    """What `manage.py room new` prints."""

    code: str
    edit: str
    view: str


class Server:
    """`manage.py serve` with a database of its own under `var`."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = var / f"server-{self.port}.log"
        self._environment = os.environ | {
            "K8SVIZ_VAR": str(var),
            "PORT": str(self.port),
            "STATIC_FILES": "plain",
            "SECRET_KEY": "tests",
            "K8SVIZ_LIMITS": '{"new_rooms": {"burst": 10000, "per_second": 1}}',
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._desk: subprocess.Popen[str] | None = None

    def manage(self, *arguments: str) -> str:
        """Run one of manage.py's commands against the same database."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self._environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def desk(self, *arguments: str) -> str:
        """The same, by one process that stays: a test needs a new room, not a new Python."""
        if self._desk is None:
            self._desk = subprocess.Popen(
                [sys.executable, "tests/desk.py"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._desk.stdin is not None and self._desk.stdout is not None
        print(json.dumps(arguments), file=self._desk.stdin, flush=True)
        printed: str = json.loads(self._desk.stdout.readline())
        return printed

    def start(self) -> Server:
        """Start, and wait until it answers."""
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=output,
            )
        until = time.monotonic() + _PATIENCE
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server did not start:\n{self.output.read_text()}")
            time.sleep(0.05)
        return self

    def answers(self) -> bool:
        """Whether /healthz says so."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self) -> None:
        """Ask it to stop."""
        if self._desk is not None:
            self._desk.communicate()
            self._desk = None
        if self._process is not None:
            self._process.terminate()
            self._process.wait(_PATIENCE)

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_PATIENCE)

    def cpu_seconds(self) -> float:
        """What the process has used of the processor (Linux)."""
        assert self._process is not None
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def new_room(self, *options: str) -> NewRoom:
        """A new room: `--tutorial`, `--instant`."""
        printed = self.desk("room", "new", *options)
        return NewRoom(*(_word(printed, name) for name in ("code", "edit", "view")))


def free_port() -> int:
    """A port that nobody listens on, and that neither another worker nor an outgoing connection will take."""
    for port in _PORTS:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("every port of this process is taken")


def _word(printed: str, name: str) -> str:
    found = re.search(rf"^{name}\s+(\S+)$", printed, re.MULTILINE)
    assert found, printed
    return found[1]
