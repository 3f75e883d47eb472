"""What is in a cluster before anyone touches it: nodes, namespaces, the API server's Service, a client."""

from __future__ import annotations

from hashlib import md5
from ipaddress import ip_network

from k8sviz.sim import coredns
from k8sviz.sim.admission.pods import admitted
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import events, nodes
from k8sviz.sim.controllers.kubelet import running
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.pod import CLIENT_ANNOTATION

_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
_RECORDED_PORT = 16443  # where the recorded API server listened
_ZONES = "abcdefgh"


def furnish(cluster: Cluster, client: bool) -> None:
    """Put it all in; for a lesson as kubeadm does, with the cluster's DNS on the first node."""
    for name in _NAMESPACES:
        cluster.put(_namespace(name))
    _register(cluster, 1)
    if cluster.settings.stand_in:
        join(cluster)
    cluster.put(_api_service(_RECORDED_PORT if cluster.settings.stand_in else cluster.settings.api_server[1]))
    if not cluster.settings.stand_in:
        cluster.put(_api_slice(*cluster.settings.api_server))
        cluster.put(_api_endpoints(*cluster.settings.api_server))
        cluster.put(coredns.service())
        cluster.put(coredns.deployment())
    if client:
        cluster.put(running(cluster, admitted(cluster, _client())))


def join(cluster: Cluster) -> None:
    """The other nodes join."""
    for number in range(2, cluster.settings.nodes + 1):
        if cluster.get(Key("Node", "", f"node-{number}")) is None:
            _register(cluster, number)


def _register(cluster: Cluster, number: int) -> None:
    node = cluster.put(_node(cluster, number))
    name = node["metadata"]["name"]
    told = f"Node {name} event: Registered Node {name} in Controller"
    events.normal(cluster, nodes.RECORDER, node, "RegisteredNode", told)


def _namespace(name: str) -> ApiObject:
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"labels": {"kubernetes.io/metadata.name": name}, "name": name},
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Active"},
    }


def _node(cluster: Cluster, number: int) -> ApiObject:
    name, cidr = f"node-{number}", f"10.244.{number - 1}.0/24"
    cidr6 = str(ip_network(f"fd00:10:244:{number - 1:x}::/64"))
    cidrs = [cidr, cidr6][: len(cluster.settings.service_cidrs)]
    machine = md5(name.encode(), usedforsecurity=False).hexdigest()
    size = {
        "cpu": "4", "ephemeral-storage": "40Gi", "hugepages-2Mi": "0", "memory": "8148708Ki", "pods": "110",
    }  # fmt: skip
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "annotations": {"node.alpha.kubernetes.io/ttl": "0"},
            "labels": {
                "beta.kubernetes.io/arch": "amd64",
                "beta.kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                **({} if cluster.settings.stand_in else _place(number)),
            },
            "name": name,
        },
        "spec": {"podCIDR": cidr, "podCIDRs": cidrs},
        "status": {
            "addresses": [
                {"address": f"192.168.0.{10 + number}", "type": "InternalIP"},
                {"address": name, "type": "Hostname"},
            ],
            "allocatable": size,
            "capacity": size,
            "conditions": nodes.well(cluster.settings.timestamp(cluster.now)),
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {
                "architecture": "amd64",
                "bootID": "11111111-2222-3333-4444-555555555555",
                "containerRuntimeVersion": "containerd://1.7.24",
                "kernelVersion": "6.1.0-18-amd64",
                "kubeProxyVersion": "",
                "kubeletVersion": "v1.36.2",
                "machineID": machine,
                "operatingSystem": "linux",
                "osImage": "Debian GNU/Linux 12 (bookworm)",
                "systemUUID": machine,
            },
        },
    }


def _place(number: int) -> dict[str, str]:
    return {
        "topology.kubernetes.io/region": "region-1",
        "topology.kubernetes.io/zone": f"zone-{_ZONES[(number - 1) % len(_ZONES)]}",
    }


def _api_service(port: int) -> ApiObject:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "labels": {"component": "apiserver", "provider": "kubernetes"},
            "name": "kubernetes",
            "namespace": "default",
        },
        "spec": {
            "clusterIP": "10.96.0.1",  # the first address of the Service CIDR, always
            "clusterIPs": ["10.96.0.1"],
            "internalTrafficPolicy": "Cluster",
            "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
            "ports": [
                {
                    "name": "https",
                    "port": 443,
                    "protocol": "TCP",
                    "targetPort": port,
                }
            ],
            "sessionAffinity": "None",
            "type": "ClusterIP",
        },
        "status": {"loadBalancer": {}},
    }


def _api_slice(address: str, port: int) -> ApiObject:
    return {
        "addressType": "IPv4",
        "apiVersion": "discovery.k8s.io/v1",
        "endpoints": [{"addresses": [address], "conditions": {"ready": True}}],
        "kind": "EndpointSlice",
        "metadata": {
            "labels": {"kubernetes.io/service-name": "kubernetes"},
            "name": "kubernetes",
            "namespace": "default",
        },
        "ports": [{"name": "https", "port": port, "protocol": "TCP"}],
    }  # fmt: skip


def _api_endpoints(address: str, port: int) -> ApiObject:
    return {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {
            "labels": {"endpointslice.kubernetes.io/skip-mirror": "true"},
            "name": "kubernetes",
            "namespace": "default",
        },
        "subsets": [
            {
                "addresses": [{"ip": address}],
                "ports": [{"name": "https", "port": port, "protocol": "TCP"}],
            }
        ],
    }


def _client() -> ApiObject:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "annotations": {CLIENT_ANNOTATION: "true"},
            "labels": {"run": "client"},
            "name": "client",
            "namespace": "default",
        },
        "spec": {
            "containers": [
                {
                    "args": ["sleep", "infinity"],
                    "image": "curlimages/curl",
                    "imagePullPolicy": "Always",
                    "name": "client",
                    "resources": {},
                    "terminationMessagePath": "/dev/termination-log",
                    "terminationMessagePolicy": "File",
                }
            ],
            "dnsPolicy": "ClusterFirst",
            "enableServiceLinks": True,
            "nodeName": "node-1",
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "terminationGracePeriodSeconds": 30,
        },
    }
