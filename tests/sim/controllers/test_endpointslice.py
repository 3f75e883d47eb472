"""Which Pods stand behind a Service, and how the slices say it."""

from __future__ import annotations

from worlds import Scenario, deployment, service, tutorial

from k8sviz.sim.commands import Patch


def pod(name: str, labels: str = "{app: web}", more: str = "", ports: str = "[]") -> str:
    return f"""\
apiVersion: v1
kind: Pod
metadata: {{name: {name}, labels: {labels}}}
spec:
  {more}
  containers:
  - {{name: c, image: example/web, ports: {ports}}}
"""


def web(ports: str = "[{port: 80}]", more: str = "") -> str:
    return f"""\
apiVersion: v1
kind: Service
metadata: {{name: web, labels: {{team: blue}}}}
spec: {{selector: {{app: web}}, ports: {ports}{more}}}
"""


def test_a_slice_looks_like_the_real_controllers() -> None:
    [obj] = tutorial().slices()
    metadata = obj["metadata"]
    assert obj["addressType"] == "IPv4"
    assert obj["ports"] == [{"name": "", "port": 80, "protocol": "TCP"}]
    assert metadata["generateName"] == "httpd-svc-"
    assert metadata["name"].startswith("httpd-svc-")
    assert metadata["labels"] == {
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        "kubernetes.io/service-name": "httpd-svc",
    }
    [owner] = metadata["ownerReferences"]
    assert (owner["kind"], owner["name"], owner["controller"]) == ("Service", "httpd-svc", True)


def test_an_endpoint_says_where_it_is_and_whose_it_is() -> None:
    room = tutorial()
    [obj] = room.slices()
    for entry, seen in zip(obj["endpoints"], room.pods, strict=True):
        assert entry["addresses"] == [seen.address]
        assert entry["nodeName"] == seen.node
        assert entry["zone"] == {"node-1": "zone-a", "node-2": "zone-b", "node-3": "zone-c"}[seen.node]
        assert entry["targetRef"] == {
            "kind": "Pod", "name": seen.name, "namespace": "default", "uid": seen.uid,
        }  # fmt: skip


def test_a_service_that_selects_nothing_owns_one_empty_slice() -> None:
    room = Scenario().apply(service(selector="{run: nobody}")).wait()
    assert [(obj["endpoints"], obj["ports"]) for obj in room.slices()] == [(None, None)]


def test_the_empty_slice_is_filled_when_pods_come() -> None:
    room = Scenario().apply(service()).wait()
    [before] = room.slices()
    room.apply(deployment()).wait()
    [after] = room.slices()
    assert before["metadata"]["name"] == after["metadata"]["name"]
    assert len(after["endpoints"]) == 3


def test_a_service_without_selector_gets_no_slice() -> None:
    room = Scenario().apply(service(selector="{}")).wait()
    assert room.slices() == []


def test_a_named_target_port_is_looked_up_in_each_pod() -> None:
    room = (
        Scenario()
        .apply(
            web("[{port: 80, targetPort: http}]"),
            pod("a", ports="[{name: http, containerPort: 8080}]"),
            pod("b", ports="[{name: http, containerPort: 9090}]"),
            pod("c", ports="[{name: http, containerPort: 8080}]"),
        )
        .wait()
    )
    found = {
        obj["ports"][0]["port"]: [entry["targetRef"]["name"] for entry in obj["endpoints"]]
        for obj in room.slices("web")
    }
    assert found == {8080: ["a", "c"], 9090: ["b"]}


def test_a_pod_that_lacks_the_named_port_is_left_out_for_that_port() -> None:
    ports = "[{name: http, port: 80, targetPort: http}, {name: raw, port: 81}]"
    room = Scenario().apply(web(ports), pod("a")).wait()
    [obj] = room.slices("web")
    assert [port["name"] for port in obj["ports"]] == ["raw"]


def test_publish_not_ready_addresses_calls_every_endpoint_ready() -> None:
    room = tutorial()
    held = room.names[0]
    room.annotate(held, "oracle/ready", "false")
    room.do(Patch("Service", "httpd-svc", {"spec": {"publishNotReadyAddresses": True}}))
    room.wait()
    assert room.endpoints()[held] == {"ready": True, "serving": False, "terminating": False}


def test_a_headless_service_says_so_on_its_slices() -> None:
    room = Scenario().apply(web(more=", clusterIP: None"), pod("a")).wait()
    labels = room.slices("web")[0]["metadata"]["labels"]
    assert labels["service.kubernetes.io/headless"] == ""
    assert labels["team"] == "blue"


def test_a_host_name_is_published_where_the_subdomain_is_the_service() -> None:
    room = (
        Scenario()
        .apply(
            web(more=", clusterIP: None"),
            pod("a", more="hostname: web-0\n  subdomain: web"),
            pod("b", more="hostname: web-1\n  subdomain: other"),
        )
        .wait()
    )
    [obj] = room.slices("web")
    assert [entry.get("hostname") for entry in obj["endpoints"]] == ["web-0", None]


def test_a_host_network_pod_appears_with_its_nodes_address() -> None:
    room = Scenario().apply(web(), pod("a", more="hostNetwork: true\n  nodeName: node-2")).wait()
    assert room.slices("web")[0]["endpoints"][0]["addresses"] == ["192.168.0.12"]


def test_same_zone_distribution_hints_each_endpoint_with_its_own_zone() -> None:
    room = Scenario().apply(web(more=", trafficDistribution: PreferSameZone"), pod("a")).wait()
    [entry] = room.slices("web")[0]["endpoints"]
    assert entry["hints"] == {"forZones": [{"name": entry["zone"]}]}


def test_more_than_a_hundred_endpoints_need_a_second_slice() -> None:
    room = Scenario("instant").apply(deployment(120), service())
    assert sorted(len(obj["endpoints"]) for obj in room.slices()) == [20, 100]


def test_becoming_external_name_leaves_the_slice_as_it_was() -> None:
    room = tutorial()
    change = {"type": "ExternalName", "externalName": "example.org"}
    room.do(Patch("Service", "httpd-svc", {"spec": {**change, "clusterIP": None, "clusterIPs": None}}))
    room.wait()
    assert len(room.endpoints()) == 3
