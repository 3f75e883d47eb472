"""Builders: a world with the tutorial in it, and short ways to ask what it shows."""

from __future__ import annotations

from typing import Any

from k8sviz.sim import engine
from k8sviz.sim.commands import Apply, Command, Create, Delete, Patch
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.problems import Outcome
from k8sviz.sim.world import World

SLICE = "EndpointSlice.discovery.k8s.io"
HTTPD_SVC = Key("Service", "default", "httpd-svc")


def deployment(replicas: int = 3, image: str = "httpd", strategy: str = "") -> str:
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: httpd}}
spec:
  replicas: {replicas}
  {strategy}
  selector: {{matchLabels: {{run: httpd}}}}
  template:
    metadata: {{labels: {{run: httpd}}}}
    spec:
      containers:
      - {{name: httpd, image: "{image}", ports: [{{containerPort: 80}}]}}
"""


def service(
    kind: str = "ClusterIP", more: str = "", selector: str = "{run: httpd}", name: str = "httpd-svc"
) -> str:
    return f"""\
---
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec:
  type: {kind}
  selector: {selector}
  ports: [{{port: 8080, targetPort: 80}}]
  {more}
"""


class Scenario:
    """A world and what a test does to it."""

    def __init__(self, profile: str = "lesson", seed: int = 7, nodes: int = 3) -> None:
        self.world: World = engine.create(Create(seed=seed, profile=profile, nodes=nodes))

    def do(self, command: Command) -> Outcome:
        outcome = engine.step(self.world, command)
        assert not outcome.refused, outcome
        return outcome

    def apply(self, *texts: str) -> Scenario:
        self.do(Apply(text="\n---\n".join(texts)))
        return self

    def wait(self, ms: int = 60_000) -> Scenario:
        engine.advance(self.world, self.world.cluster.now + ms)
        return self

    def scale(self, replicas: int) -> None:
        self.do(Patch("Deployment.apps", "httpd", {"spec": {"replicas": replicas}}))

    def annotate(self, name: str, key: str, value: str | None) -> None:
        self.do(Patch("Pod", name, {"metadata": {"annotations": {key: value}}}))

    def label(self, name: str, key: str, value: str | None) -> None:
        self.do(Patch("Pod", name, {"metadata": {"labels": {key: value}}}))

    def delete(self, kind: str, name: str, grace: int | None = None) -> None:
        self.do(Delete(kind, name, grace_seconds=grace))

    def get(self, kind: str, name: str, namespace: str = "default") -> ApiObject:
        obj = self.world.cluster.get(Key(kind, namespace, name))
        assert obj is not None, (kind, name)
        return obj

    def all(self, kind: str) -> list[ApiObject]:
        return list(self.world.cluster.of_kind(kind, "default"))

    @property
    def pods(self) -> list[pods.Pod]:
        """Those that the manifests made, not the client."""
        return [seen for obj in self.all("Pod") if (seen := pods.view(obj)).name != "client"]

    @property
    def names(self) -> list[str]:
        return [seen.name for seen in self.pods]

    def slices(self, service: str = "httpd-svc") -> list[ApiObject]:
        label = "kubernetes.io/service-name"
        return [obj for obj in self.all(SLICE) if obj["metadata"]["labels"].get(label) == service]

    def endpoints(self, service: str = "httpd-svc") -> dict[str, dict[str, bool]]:
        """Each endpoint's conditions, by Pod name."""
        return {
            entry["targetRef"]["name"]: entry["conditions"]
            for obj in self.slices(service)
            for entry in obj["endpoints"] or ()
        }

    def ready_endpoints(self, service: str = "httpd-svc") -> list[str]:
        return [name for name, told in self.endpoints(service).items() if told["ready"]]


def tutorial(profile: str = "lesson", replicas: int = 3, kind: str = "ClusterIP") -> Scenario:
    """Three Pods are ready behind one Service."""
    return Scenario(profile).apply(deployment(replicas), service(kind)).wait()


def dump(world: World) -> dict[str, Any]:
    """Everything that a log decides, as plain values."""
    cluster = world.cluster
    return {
        "now": cluster.now,
        "chance": cluster.chance.state,
        "revision": cluster.revision,
        "objects": [obj for kind in sorted(cluster.kinds()) for obj in cluster.of_kind(kind)],
        "timers": [tuple(timer) for timer in cluster.timers],
        "counters": cluster.counters,
        "balancers": {str(key): tuple(value) for key, value in cluster.balancers.items()},
        "journeys": [repr(journey) for journey in world.journeys],
        "answered": world.answered,
        "totals": world.totals,
        "traffic": {client: repr(source) for client, source in world.traffic.items()},
        "marks": [tuple(mark) for mark in world.marks],
        "kernels": {
            name: [
                [repr(entry) for entry in kernel.conntrack.entries()],
                [
                    rule.text
                    for table in kernel.rules.tables.values()
                    for c in table.values()
                    for rule in c.rules
                ],
            ]
            for name, kernel in world.network.kernels.items()
        },
        "entries": world.entries,
        "draft": world.draft,
    }
