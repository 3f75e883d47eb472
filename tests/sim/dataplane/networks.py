"""Builders: three nodes, a client Pod on the first, one Service; each test names only what matters to it."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.asked import read
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.journey import Journey, Step
from k8sviz.sim.dataplane.modes import IPTABLES, MODES
from k8sviz.sim.dataplane.network import Balancer, Host, Kernel, Network
from k8sviz.sim.dataplane.request import send
from k8sviz.sim.dataplane.zone import Named, Port
from k8sviz.sim.objects.endpointslice import SERVICE_NAME, EndpointSlice
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.resolv import cluster_first
from k8sviz.sim.objects.service import Service

NODES = {f"node-{n}": f"192.168.0.1{n}" for n in (1, 2, 3)}
CLIENT, CLIENT_ADDRESS = "pod/default/client", "10.244.0.2"
OUTSIDE, OUTSIDE_ADDRESS = "outside", "198.51.100.7"
CLUSTER_IP, PORT, NODE_PORT, BALANCER = "10.96.10.10", 8080, 30_080, "203.0.113.10"
URL = f"http://{CLUSTER_IP}:{PORT}"
EVERYWHERE = ("node-1", "node-2", "node-3")
TIMEOUT_MS = 5_000


class Lab:
    """A network whose rules are programmed already."""

    def __init__(
        self, pods_on: tuple[str, ...] = EVERYWHERE, seed: int = 7, mode: str = IPTABLES, **spec: Any
    ) -> None:
        self.mode, self.protocol = mode, "TCP"
        self.network = Network("cluster.local", OUTSIDE_ADDRESS)
        self.chance, self.now, self.number = Chance(seed), 0, 0
        self.nodes = [Node(name, ip, "", f"10.244.{n}.0/24") for n, (name, ip) in enumerate(NODES.items())]
        for node in self.nodes:
            self.network.kernels[node.name] = Kernel(node.name, node.address, node.pod_cidr)
        self.network.set_pod(
            Host(CLIENT, "default", "node-1", CLIENT_ADDRESS, (), cluster_first("default", "cluster.local"))
        )
        self.pods = [self._pod(number, node) for number, node in enumerate(pods_on)]
        self.network.zone.namespaces["default"] = None
        ports = (Port("", "tcp", PORT),)
        self.network.zone.services[Key("Service", "default", "web")] = Named((CLUSTER_IP,), ports=ports)
        self.labels: dict[str, str] = {}
        self.program(**spec)

    def _pod(self, number: int, node: str) -> Host:
        address = f"10.244.{int(node[-1]) - 1}.{number + 3}"
        host = Host(f"pod/default/web-{number}", "default", node, address, (("tcp", 80),))
        self.network.set_pod(host)
        return host

    def program(self, **spec: Any) -> None:
        service, piece = Service.of(self._service(spec)), EndpointSlice.of(self._slice())
        for node in self.nodes:
            rules = MODES[self.mode](node, [service], [piece], Proxy("10.244.0.0/16"))
            self.network.kernels[node.name].rules = rules

    def _service(self, spec: dict[str, Any]) -> dict[str, Any]:
        port = {"port": PORT, "protocol": self.protocol, "targetPort": 80}
        kind = spec.get("type", "ClusterIP")
        if kind != "ClusterIP":
            port["nodePort"] = NODE_PORT
        ingress = [{"ip": BALANCER, "ipMode": "VIP"}] if kind == "LoadBalancer" else []
        return {
            "metadata": {"namespace": "default", "name": "web", "labels": self.labels},
            "spec": {"clusterIP": CLUSTER_IP, "ports": [port], **spec},
            "status": {"loadBalancer": {"ingress": ingress}},
        }

    def _slice(self) -> dict[str, Any]:
        return {
            "metadata": {"namespace": "default", "name": "web-abcde", "labels": {SERVICE_NAME: "web"}},
            "addressType": "IPv4",
            "endpoints": [{"addresses": [pod.address], "nodeName": pod.node} for pod in self.pods],
            "ports": [{"name": "", "port": 80, "protocol": self.protocol}],
        }

    def balancer(self, proxies: bool) -> None:
        """A cloud's load balancer in front of the Service."""
        made = Balancer("balancer/default/web", BALANCER, proxies, {PORT: NODE_PORT})
        self.network.balancers[BALANCER] = made

    def send(self, client: str = CLIENT, url: str = URL, family: int = 0, keep: bool = False) -> Journey:
        self.number += 1
        asked = read(url, family, keep)
        return send(self.network, self.number, self.now, client, asked, self.chance, TIMEOUT_MS)


def node_port(node: str) -> str:
    return f"http://{NODES[node]}:{NODE_PORT}"


def step(journey: Journey, where: str, hook: str) -> Step:
    """The only step of that kind."""
    [found] = [step for step in journey.steps if (step.where, step.hook) == (where, hook)]
    return found
