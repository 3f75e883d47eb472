"""Stock kubectl on a room: what an apply costs beyond kubectl's own start, and how soon watchers hear."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from typing import Any

from bench.core import TUTORIAL
from bench.figures import percentile, show
from bench.site import Server, site

ROUNDS = 9
WATCHERS, CHANGES, SECONDS = 50, 100, 4.0
_MAPS = "/api/v1/namespaces/default/configmaps"
_SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"


class Api:
    """A room's API: its path with the token, and kubectl's settings for it."""

    def __init__(self, server: Server, folder: Path) -> None:
        room = server.new_room("--instant")
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        opener.open(server.url + room.edit.partition(room.edit.split("/")[2])[2]).read()
        config = opener.open(f"{server.url}/rooms/{room.code}/kubeconfig").read().decode()
        found = re.search(r"server: (\S+)", config)
        assert found is not None
        self.url, self.port, self.folder = found[1], server.port, folder
        self.path = self.url.partition(f":{server.port}")[2]
        (folder / "config").write_text(config)
        (folder / "both.yaml").write_text(TUTORIAL)

    def kubectl(self, *words: str) -> float:
        """Run it; how long it took (ms)."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "KUBECONFIG": str(self.folder / "config"),
        }
        began = time.perf_counter()
        subprocess.run(["kubectl", *words], env=environment, capture_output=True, check=True)
        return (time.perf_counter() - began) * 1000

    def get(self, path: str) -> Any:
        """GET."""
        with urllib.request.urlopen(self.url + path) as response:
            return json.loads(response.read())

    def ready(self) -> int:
        """How many endpoints are ready."""
        slices = [one for one in self.get(_SLICES)["items"] if one["metadata"]["name"] != "kubernetes"]
        return sum(len(one["endpoints"]) for one in slices)


def apply_ms(api: Api) -> list[float]:
    """From the start of kubectl to three ready endpoints; everything is deleted in between."""
    api.kubectl("apply", "-f", str(api.folder / "both.yaml"))
    times = []
    for _ in range(ROUNDS):
        api.kubectl("delete", "-f", str(api.folder / "both.yaml"))
        while api.get("/api/v1/namespaces/default/pods")["items"]:
            time.sleep(0.1)
        began = time.perf_counter()
        api.kubectl("apply", "-f", str(api.folder / "both.yaml"))
        while api.ready() != 3:
            pass
        times.append((time.perf_counter() - began) * 1000)
    return times


async def _watch(api: Api, delays: list[float], ready: asyncio.Event) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port, limit=1 << 20)
    request = (
        f"GET {api.path}{_MAPS}?watch=1&timeoutSeconds=60 HTTP/1.1\r\nHost: 127.0.0.1:{api.port}\r\n\r\n"
    )
    writer.write(request.encode())
    ready.set()
    while line := await reader.readline():
        stamp = re.search(rb'"stamp":"([\d.]+)"', line)
        if stamp is not None:
            delays.append((time.perf_counter() - float(stamp[1])) * 1000)
    writer.close()


async def _change(api: Api) -> None:
    """One client that changes a ConfigMap again and again, without waiting for anything but its turn."""
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port, limit=1 << 20)

    async def send(method: str, path: str, body: str, media: str) -> None:
        head = (
            f"{method} {api.path}{path} HTTP/1.1\r\nHost: 127.0.0.1:{api.port}\r\nContent-Type: {media}\r\n"
        )
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer)
        assert length is not None
        await reader.readexactly(int(length[1]))

    made = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
    await send("POST", _MAPS, json.dumps(made), "application/json")
    began = time.perf_counter()
    for number in range(int(CHANGES * SECONDS)):
        await asyncio.sleep(max(0.0, began + number / CHANGES - time.perf_counter()))
        body = json.dumps({"data": {"stamp": str(time.perf_counter())}})
        await send("PATCH", f"{_MAPS}/a", body, "application/merge-patch+json")
    writer.close()


async def watch_ms(api: Api) -> list[float]:
    """From sending a change to each watcher's hearing of it."""
    delays: list[float] = []
    events = [asyncio.Event() for _ in range(WATCHERS)]
    tasks = [asyncio.create_task(_watch(api, delays, event)) for event in events]
    await asyncio.gather(*(event.wait() for event in events))
    await asyncio.sleep(0.5)
    await _change(api)
    await asyncio.sleep(1.0)
    for task in tasks:
        task.cancel()
    return delays


def run() -> None:
    """Print the figures; without a kubectl only the second."""
    with tempfile.TemporaryDirectory() as folder, site() as server:
        api = Api(server, Path(folder))
        if shutil.which("kubectl"):
            own = median(api.kubectl("version", "--client") for _ in range(ROUNDS))
            whole = median(apply_ms(api))
            text = f"{whole - own:.0f} ms"
            show(
                "kubectl apply → three ready endpoints, beyond its start",
                text,
                "≤ 40 ms",
                f"own start {own:.0f} ms",
            )
        delays = asyncio.run(watch_ms(Api(server, Path(folder))))
        told = f"{len(delays)} events"
        show(
            f"{WATCHERS} watchers, {CHANGES} changes/s: p99",
            f"{percentile(delays, 0.99):.0f} ms",
            "≤ 100 ms",
            told,
        )


if __name__ == "__main__":
    run()
