"""A cluster with addresses of both families."""

from worlds import deployment, service

from k8sviz.sim import engine
from k8sviz.sim.commands import Apply, Create
from k8sviz.sim.objects.identity import Key


def test_nodes_pods_and_services_have_addresses_of_both_families() -> None:
    world = engine.create(Create(seed=7, profile="dual-stack"))
    engine.step(world, Apply(text=deployment(1) + service(more="ipFamilyPolicy: RequireDualStack")))
    cluster = world.cluster
    node = cluster.get(Key("Node", "", "node-2"))
    [pod] = cluster.of_kind("Pod", "default")
    web = cluster.get(Key("Service", "default", "httpd-svc"))
    assert node is not None
    assert web is not None
    assert node["spec"]["podCIDRs"] == ["10.244.1.0/24", "fd00:10:244:1::/64"]
    assert [entry["ip"].count(":") > 0 for entry in pod["status"]["podIPs"]] == [False, True]
    assert web["spec"]["clusterIPs"][1].startswith("fd00:10:96::")
    kinds = {obj["addressType"] for obj in cluster.owned(web, "EndpointSlice.discovery.k8s.io")}
    assert kinds == {"IPv4", "IPv6"}
