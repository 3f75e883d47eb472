"""The core alone: a room to three ready endpoints, journeys, memory."""

from __future__ import annotations

import json
import tracemalloc

from bench.figures import cpu_ms, show
from k8sviz.sim import engine
from k8sviz.sim.commands import Apply, Create, SendRequest
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.world import World

TUTORIAL = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: httpd}
spec:
  replicas: 3
  selector: {matchLabels: {run: httpd}}
  template:
    metadata: {labels: {run: httpd}}
    spec:
      containers:
      - {name: httpd, image: httpd, ports: [{containerPort: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: httpd-svc}
spec:
  selector: {run: httpd}
  ports:
  - {protocol: TCP, port: 8080, targetPort: 80}
"""
JOURNEYS = 2_000


def tutorial_room() -> World:
    """A room in which the tutorial's three Pods are ready."""
    world = engine.create(Create(seed=7))
    engine.step(world, Apply(text=TUTORIAL))
    engine.advance(world, 60_000)
    return world


def crowded_room(services: int) -> World:
    """The tutorial's room with many more Services that select the same Pods."""
    world = tutorial_room()
    text = "\n---\n".join(
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: more-{n}}}\n"
        "spec: {selector: {run: httpd}, ports: [{port: 80}]}"
        for n in range(services)
    )
    for start in range(0, services, 200):
        part = "\n---\n".join(text.split("\n---\n")[start : start + 200])
        engine.step(world, Apply(text=part))
    engine.advance(world, world.cluster.now + 60_000)
    return world


def journey_us(world: World, by_name: bool = False) -> float:
    """Microseconds of CPU for one journey, by the Service's address or by its name."""
    service = world.cluster.get(Key("Service", "default", "httpd-svc"))
    host = "httpd-svc" if by_name or service is None else service["spec"]["clusterIP"]
    send = SendRequest(client="pod/default/client", url=f"http://{host}:8080")

    def many() -> None:
        for _ in range(JOURNEYS):
            engine.step(world, send)

    many()
    return cpu_ms(many, 5) * 1000 / JOURNEYS


def run() -> None:
    """Measure and print."""
    tutorial_room()
    yardstick = cpu_ms(lambda: [json.loads(json.dumps(list(range(200)))) for _ in range(100)], 9)
    room = cpu_ms(tutorial_room, 9)
    ratio = f"{room / yardstick:.2f} × 100 JSON trips"
    show("new room to three ready endpoints, CPU", f"{room:.2f} ms", "≤ 5 ms", ratio)
    tracemalloc.start()
    world = tutorial_room()
    size = tracemalloc.get_traced_memory()[0] / 1024
    tracemalloc.stop()
    show("memory of that room's world", f"{size:.0f} KiB", "≤ 1 MiB")
    few = journey_us(world)
    show("journey with 3 endpoints (request, rules, reply)", f"{few:.1f} µs", "≤ 30 µs")
    named = journey_us(tutorial_room(), by_name=True)
    show("the same with the question for its name, as packets", f"{named:.1f} µs", "≤ 80 µs")
    many = journey_us(crowded_room(1_000))
    show("the same with 1,000 Services", f"{many:.1f} µs", "≤ 2 ×", f"{many / few:.2f} × of 3 endpoints")
