"""What somebody has broken on purpose: kept beside the objects, for no API object says so."""

from __future__ import annotations

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.elements import node_id, pod_id
from k8sviz.sim.objects.identity import ApiObject, Key, key_of

READINESS, PROCESS, NODE, RULES = "readiness", "process", "node", "rules"
FAULTS = {  # what each is about
    READINESS: "Pod",  # the readiness probe fails
    PROCESS: "Pod",  # nobody listens on the Pod's ports; the container goes on
    NODE: "Node",  # kubelet, kube-proxy and network of a node are cut off
    RULES: "Node",  # kube-proxy of a node stands still: its rules stay as they are
}


def failing(cluster: Cluster, fault: str, obj: ApiObject) -> bool:
    """Whether this very object (not a later one of the same name) has the fault."""
    uid: str = obj["metadata"]["uid"]
    return cluster.faults.get((fault, _element(obj))) == uid


def node_is_cut(cluster: Cluster, name: str) -> bool:
    """Whether nothing is heard of a node."""
    node = cluster.get(Key("Node", "", name))
    return node is not None and failing(cluster, NODE, node)


def break_(cluster: Cluster, fault: str, obj: ApiObject) -> None:
    """From now on the fault is there."""
    cluster.faults[fault, _element(obj)] = obj["metadata"]["uid"]
    _noticed(cluster, obj)


def mend(cluster: Cluster, fault: str, obj: ApiObject) -> None:
    """From now on it is not."""
    if cluster.faults.pop((fault, _element(obj)), None) is not None:
        _noticed(cluster, obj)


def _noticed(cluster: Cluster, obj: ApiObject) -> None:
    cluster.touch(key_of(obj))
    if obj["kind"] == "Node":
        for pod in cluster.of_kind("Pod"):
            if pod["spec"].get("nodeName") == obj["metadata"]["name"]:
                cluster.touch(key_of(pod))


def _element(obj: ApiObject) -> str:
    metadata = obj["metadata"]
    if obj["kind"] == "Node":
        return node_id(metadata["name"])
    return pod_id(metadata.get("namespace", ""), metadata["name"])
