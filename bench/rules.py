"""kube-proxy's work: a large cluster's rules in a process of its own, and after one slice changed."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from bench.figures import show
from k8sviz.sim.dataplane.cases import Case, proxy, view
from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.service import Service

SERVICES, ENDPOINTS = 1_000, 10
GOALS = {"iptables": "≤ 1.1 s", "nftables": "≤ 3.3 s", "ipvs": ""}
THEIRS = {
    "iptables": 2.3,
    "nftables": 6.6,
}  # s; kube-proxy's own code under its own fakes, on the same machine
ROOT = Path(__file__).parent.parent


def large_case() -> Case:
    """A cluster as a conformance case without packets."""
    return {
        "name": "large",
        "nodes": [{"name": "node-1", "ips": ["192.168.0.11"], "labels": {}}],
        "podCIDR": "10.244.0.0/14",
        "serviceCIDR": "10.96.0.0/12",
        "services": [_service(number) for number in range(SERVICES)],
        "endpointSlices": [_slice(number) for number in range(SERVICES)],
    }


def _service(number: int) -> dict[str, Any]:
    address = f"10.96.{number // 250}.{number % 250 + 1}"
    return {
        "metadata": {"namespace": "default", "name": f"svc-{number}"},
        "spec": {
            "clusterIP": address,
            "clusterIPs": [address],
            "ports": [{"name": "http", "port": 80, "targetPort": 8080}],
        },
    }


def _slice(number: int) -> dict[str, Any]:
    name = f"svc-{number}"
    pods = range(number * ENDPOINTS, (number + 1) * ENDPOINTS)
    return {
        "metadata": {
            "namespace": "default",
            "name": f"{name}-x",
            "labels": {"kubernetes.io/service-name": name},
        },
        "addressType": "IPv4",
        "endpoints": [
            {"addresses": [f"10.244.{pod // 250}.{pod % 250 + 1}"], "nodeName": f"node-{pod % 3 + 1}"}
            for pod in pods
        ],
        "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
    }


def process(file: Path, mode: str) -> tuple[float, float]:
    """Seconds on the clock and of CPU for `manage.py dataplane`."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, str(ROOT / "manage.py"), "dataplane", str(file), "--mode", mode]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    spent, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def one_change_ms(case: Case, mode: str) -> float:
    """Milliseconds of CPU to go on from the rules before, when one slice has lost or got an endpoint."""
    services = [Service.of(obj) for obj in case["services"]]
    slices = [EndpointSlice.of(obj) for obj in case["endpointSlices"]]
    middle = slices[SERVICES // 2]
    shorter = slices.copy()
    shorter[SERVICES // 2] = msgspec.structs.replace(middle, endpoints=middle.endpoints[:-1])
    node, asked = view(case["nodes"][0], "IPv4"), proxy(case, "IPv4")
    rules = MODES[mode](node, services, slices, asked)
    spent = []
    for number in range(60):
        start = time.thread_time_ns()
        rules = MODES[mode](node, services, slices if number % 2 else shorter, asked, rules)
        spent.append((time.thread_time_ns() - start) / 1e6)
    return median(spent)


def run() -> None:
    """Measure and print."""
    case = large_case()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.jsonl"
        file.write_text(json.dumps(case))
        for mode, goal in GOALS.items():
            taken = [process(file, mode) for _ in range(3)]
            clock, cpu = median(one[0] for one in taken), median(one[1] for one in taken)
            theirs = f"; {cpu / THEIRS[mode]:.2f} × of kube-proxy's own" if mode in THEIRS else ""
            name = f"{mode} rules of 1,000 Services × 10, whole process"
            show(name, f"{clock:.2f} s", goal, f"CPU {cpu:.2f} s{theirs}")
    for mode in GOALS:
        show(f"{mode} rules after one slice changed, CPU", f"{one_change_ms(case, mode):.2f} ms", "≤ 2 ms")
