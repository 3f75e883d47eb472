"""Many Pods at once: counted once, and never more than the cluster may hold."""

from __future__ import annotations

import pytest
from worlds import Scenario, deployment, service

from k8sviz.sim.controllers import loop, replicaset


def test_pods_that_start_together_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = 0
    real = replicaset.REPLICASET

    def reconcile(*arguments: object) -> None:
        nonlocal counted
        counted += 1
        real.reconcile(*arguments)  # type: ignore[arg-type]  # a spy passes on what it gets

    monkeypatch.setitem(loop._BY_NAME, real.name, real._replace(reconcile=reconcile))
    scenario = Scenario("instant").apply(deployment(60), service())
    assert len(scenario.ready_endpoints()) == 60
    assert counted < 15


def test_a_cluster_takes_no_more_pods_than_it_may_hold() -> None:
    scenario = Scenario("lesson").apply(deployment(1_000_000))
    assert len(scenario.names) < scenario.world.cluster.settings.most_pods
    assert scenario.get("Deployment.apps", "httpd")["spec"]["replicas"] == 1_000_000
