"""The legacy Endpoints object, mirrored slices, trigger times and hints by zone."""

from __future__ import annotations

from typing import Any

from worlds import SLICE, Scenario, deployment, service, tutorial

from k8sviz.sim.commands import Patch
from k8sviz.sim.objects.identity import Key

TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time"


def subsets(room: Scenario, name: str = "httpd-svc") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = room.get("Endpoints", name).get("subsets", [])
    return found


def addresses(subset: dict[str, Any], field: str = "addresses") -> list[str]:
    return [entry["ip"] for entry in subset.get(field, ())]


def test_a_service_with_a_selector_has_an_endpoints_object_of_its_name() -> None:
    room = tutorial("instant")
    obj = room.get("Endpoints", "httpd-svc")
    assert obj["metadata"]["labels"] == {"endpoints.kubernetes.io/managed-by": "endpoint-controller"}
    [subset] = subsets(room)
    assert addresses(subset) == ["10.244.0.2", "10.244.1.2", "10.244.2.2"]
    assert subset["ports"] == [{"port": 80, "protocol": "TCP"}]
    assert sorted(subset["addresses"][0]) == ["ip", "nodeName", "targetRef"]


def test_pods_that_are_not_ready_are_not_ready_addresses_and_those_that_end_are_none() -> None:
    room = tutorial("instant")
    first, second, _ = room.names
    room.annotate(first, "k8sviz.dev/ready", "false")
    room.delete("Pod", second)
    [subset] = subsets(room)
    assert addresses(subset, "notReadyAddresses") == ["10.244.0.2"]
    assert "10.244.1.2" not in addresses(subset)


def test_an_endpoints_object_without_pods_has_no_subsets_and_goes_with_its_service() -> None:
    room = Scenario("instant").apply(service())
    assert "subsets" not in room.get("Endpoints", "httpd-svc")
    room.delete("Service", "httpd-svc")
    assert room.world.cluster.get(Key("Endpoints", "default", "httpd-svc")) is None


def test_pods_that_offer_different_ports_are_in_different_subsets() -> None:
    def pod(name: str, port: int) -> str:
        ports = f"ports: [{{name: http, containerPort: {port}}}]"
        return (
            f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: web}}}}\n"
            f"spec: {{containers: [{{name: c, image: i, {ports}}}]}}"
        )

    ports = "[{name: http, port: 80, targetPort: http}, {name: num, port: 81, targetPort: 8081}]"
    named = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: named}\n"
        f"spec: {{selector: {{app: web}}, ports: {ports}}}"
    )
    room = Scenario("instant").apply(pod("n0", 8080), pod("n1", 8080), pod("n2", 9090), named)
    shown = [
        (len(subset["addresses"]), [(port["name"], port["port"]) for port in subset["ports"]])
        for subset in subsets(room, "named")
    ]
    assert shown == [(2, [("http", 8080)]), (1, [("http", 9090)]), (3, [("num", 8081)])]


def test_the_trigger_time_is_that_of_the_first_change_and_is_gone_when_none_was() -> None:
    room = tutorial("instant")
    made = room.get("Service", "httpd-svc")["metadata"]["creationTimestamp"]
    assert room.get("Endpoints", "httpd-svc")["metadata"]["annotations"] == {TRIGGER: made}
    assert room.slices()[0]["metadata"]["annotations"] == {TRIGGER: made}
    name = room.names[0]
    room.annotate(name, "k8sviz.dev/ready", "false")
    later = room.slices()[0]["metadata"]["annotations"][TRIGGER]
    assert later > made
    room.do(Patch("Service", "httpd-svc", {"spec": {"publishNotReadyAddresses": True}}))
    assert "annotations" not in room.slices()[0]["metadata"]
    assert "annotations" not in room.get("Endpoints", "httpd-svc")["metadata"]


MANUAL = """\
apiVersion: v1
kind: Service
metadata: {name: nosel}
spec: {ports: [{port: 80, targetPort: 9376}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: nosel}
subsets: [{addresses: [{ip: 192.0.2.42}], ports: [{port: 9376}]}]
"""


def test_endpoints_written_by_hand_are_mirrored_in_a_slice() -> None:
    room = Scenario("instant").apply(MANUAL)
    [piece] = room.slices("nosel")
    assert piece["metadata"]["labels"] == {
        "endpointslice.kubernetes.io/managed-by": "endpointslicemirroring-controller.k8s.io",
        "kubernetes.io/service-name": "nosel",
    }
    assert piece["endpoints"] == [{"addresses": ["192.0.2.42"], "conditions": {"ready": True}}]
    assert piece["ports"] == [{"name": "", "port": 9376, "protocol": "TCP"}]
    assert piece["metadata"]["ownerReferences"][0]["kind"] == "Endpoints"
    room.delete("Endpoints", "nosel")
    assert room.slices("nosel") == []


def auto(room: Scenario, wanted: str | None = "Auto") -> None:
    annotations = {"service.kubernetes.io/topology-mode": wanted}
    room.do(Patch("Service", "httpd-svc", {"metadata": {"annotations": annotations}}))
    room.wait(1_000)


def hinted(room: Scenario) -> dict[str, list[str]]:
    return {
        entry["zone"]: [zone["name"] for zone in entry.get("hints", {}).get("forZones", ())]
        for entry in room.slices()[0]["endpoints"]
        if "zone" in entry
    }


def reasons(room: Scenario) -> list[str]:
    return [e["message"] for e in room.all("Event") if e["involvedObject"]["kind"] == "Service"]


def test_automatic_hints_keep_each_zone_to_itself_where_the_shares_allow_it() -> None:
    room = tutorial()
    auto(room)
    assert hinted(room) == {f"zone-{letter}": [f"zone-{letter}"] for letter in "abc"}
    assert reasons(room) == ["Topology Aware Hints has been enabled, addressType: IPv4"]


def test_automatic_hints_need_enough_endpoints_and_zones() -> None:
    few = tutorial(replicas=2)
    auto(few)
    assert not any(hinted(few).values())
    assert "Insufficient number of endpoints (2 endpoints, 3 zones)" in reasons(few)[0]
    nowhere = tutorial("instant")
    auto(nowhere)
    assert reasons(nowhere)[0].startswith("Insufficient Node information")


def test_a_zone_with_too_many_endpoints_gives_some_away() -> None:
    room = tutorial(replicas=7)
    auto(room)
    shares = [
        zone for entry in room.slices()[0]["endpoints"] for zone in [entry["hints"]["forZones"][0]["name"]]
    ]
    assert sorted(shares.count(f"zone-{letter}") for letter in "abc") == [2, 2, 3]


def test_a_slice_belongs_to_its_service_alone() -> None:
    room = Scenario("instant").apply(deployment(), service(), service(name="other"))
    assert {obj["metadata"]["generateName"] for obj in room.all(SLICE)} == {"httpd-svc-", "other-"}
