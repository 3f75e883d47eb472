"""Names that stand in a Pod's /etc/hosts are not asked for."""

from __future__ import annotations

import pytest
from worlds import Scenario

from k8sviz.sim.commands import SendRequest
from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.explain import explain

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {run: web}}
spec:
  hostname: front
  subdomain: shop
  hostAliases: [{ip: 10.1.2.3, hostnames: [db.example, db]}]
  containers: [{name: web, image: nginx}]
"""


def ask(url: str, client: str = "pod/default/web", family: int = 0) -> Journey:
    world = Scenario().apply(POD).wait()
    world.do(SendRequest(client, url, family))
    return world.world.journeys[-1]


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST.", "front", "front.shop.default.svc.cluster.local"])
def test_localhost_and_the_own_name_are_known_without_a_question(name: str) -> None:
    journey = ask(f"http://{name}")
    assert journey.outcome == "answered"
    assert journey.lookup is not None
    assert (journey.lookup.asked, journey.lookup.queries) == ((), ())


def test_an_alias_leads_to_its_address() -> None:
    journey = ask("http://db")
    assert journey.lookup is not None
    assert journey.lookup.address == "10.1.2.3"
    assert next(iter(explain(journey))).message == "name-in-hosts"


def test_the_file_has_an_address_of_the_other_family_too() -> None:
    journey = ask("http://localhost", family=6)
    assert journey.lookup is not None
    assert journey.lookup.address == "::1"


@pytest.mark.parametrize("client", ["node/node-1", "outside"])
def test_every_machine_is_its_own_localhost(client: str) -> None:
    journey = ask("http://localhost", client)
    assert (journey.outcome, journey.ended) == ("refused", client)


def test_somebody_elses_alias_is_not_known() -> None:
    assert ask("http://db", "pod/default/client").outcome == "nxdomain"
