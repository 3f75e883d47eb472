"""Finding the Pod and the container that a request for logs or a command means, as the kubelet would."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.kubeapi import statuses
from k8sviz.kubeapi.exchange import Answer
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.elements import pod_id
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.pod import container_status, view, waiting_reason


class Running(NamedTuple):
    """A Pod whose container runs."""

    pod: ApiObject
    container: str

    @property
    def subject(self) -> str:
        """Its element id."""
        return pod_id(self.pod["metadata"]["namespace"], self.pod["metadata"]["name"])


def named(cluster: Cluster, path: str) -> ApiObject | Answer:
    """The Pod of /api/v1/namespaces/<namespace>/pods/<name>/…; or the refusal."""
    parts = path.strip("/").split("/")
    namespace, name = (parts[3], parts[5]) if len(parts) > 5 else ("", "")  # noqa: PLR2004
    pod = cluster.get(Key("Pod", namespace, name))
    return pod if pod is not None else statuses.no_such_object("pods", name)


def bound(cluster: Cluster, path: str) -> ApiObject | Answer:
    """The same, if it is on a node."""
    pod = named(cluster, path)
    return pod if isinstance(pod, Answer) else _with_host(pod)


def _with_host(pod: ApiObject) -> ApiObject | Answer:
    if pod["spec"].get("nodeName"):
        return pod
    return statuses.bad_request(f"pod {pod['metadata']['name']} does not have a host assigned")


def is_same(cluster: Cluster, pod: ApiObject) -> bool:
    """Whether this very Pod is still there, and not over."""
    metadata = pod["metadata"]
    now = cluster.get(Key("Pod", metadata["namespace"], metadata["name"]))
    return now is not None and now["metadata"]["uid"] == metadata["uid"] and not view(now).over


def is_running(cluster: Cluster, found: Running) -> bool:
    """Whether this very container still runs."""
    metadata = found.pod["metadata"]
    now = cluster.get(Key("Pod", metadata["namespace"], metadata["name"]))
    entry = container_status(now, found.container) if now is not None else {}
    same = entry.get("containerID") == container_status(found.pod, found.container).get("containerID")
    return same and "running" in (entry.get("state") or {})


def running(cluster: Cluster, path: str, container: str) -> Running | Answer:
    """That Pod and the container, if it has been started; or the refusal."""
    pod = named(cluster, path)
    if isinstance(pod, Answer):
        return pod
    name = pod["metadata"]["name"]
    names = [one["name"] for one in pod["spec"]["containers"]]
    kinds = ("ephemeralContainers", "initContainers")
    others = [one["name"] for kind in kinds for one in pod["spec"].get(kind) or ()]
    chosen = container or (names[0] if len(names) == 1 else "")
    if not chosen:
        listed = " ".join(names)
        words = f"a container name must be specified for pod {name}, choose one of: [{listed}]"
        return statuses.bad_request(words)
    if chosen not in (*names, *others):
        return statuses.bad_request(f"container {chosen} is not valid for pod {name}")
    hosted = _with_host(pod)
    return hosted if isinstance(hosted, Answer) else _started(hosted, chosen)


def _started(pod: ApiObject, container: str) -> Running | Answer:
    name = pod["metadata"]["name"]
    state = container_status(pod, container).get("state") or {}
    if (pod.get("status") or {}).get("phase") == "Pending" and not state.keys() & {"running", "terminated"}:
        reason = waiting_reason(pod) or "ContainerCreating"
        missing = ("ErrImagePull", "ImagePullBackOff")
        told = "trying and failing to pull image" if reason in missing else reason
        return statuses.bad_request(f'container "{container}" in pod "{name}" is waiting to start: {told}')
    return Running(pod, container)
