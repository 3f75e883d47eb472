"""What a Pod's processes listen on, as far as images, commands, ports and probes tell.

`containerPort` is informational (API reference, ContainerPort): a known image decides by itself, and an image
of which nothing at all is known is taken to listen wherever it is asked.
"""

from __future__ import annotations

from typing import Any

from k8sviz.sim.objects.identity import ApiObject

Socket = tuple[str, int]
"""A protocol and a port."""

ANYWHERE: Socket = ("tcp", 0)  # every TCP port: nobody can tell which it is
_KNOWN = {  # what well-known images listen on, by their repository
    "caddy": 80, "cassandra": 9042, "consul": 8500, "couchdb": 5984, "elasticsearch": 9200, "etcd": 2379,
    "ghost": 2368, "haproxy": 80, "httpd": 80, "influxdb": 8086, "jenkins": 8080, "kibana": 5601,
    "mariadb": 3306, "memcached": 11211, "mongo": 27017, "mysql": 3306, "nats": 4222, "nginx": 80,
    "postgres": 5432, "rabbitmq": 5672, "redis": 6379, "registry": 5000, "solr": 8983, "tomcat": 8080,
    "traefik": 80, "vault": 8200, "wordpress": 80, "zookeeper": 2181,
    "bitnami/nginx": 8080, "containous/whoami": 80, "docker/getting-started": 80, "echoserver": 8080,
    "gcr.io/google-samples/hello-app": 8080, "grafana/grafana": 3000, "hashicorp/http-echo": 5678,
    "jmalloc/echo-server": 8080, "jpetazzo/color": 80, "jpetazzo/httpenv": 8888, "kennethreitz/httpbin": 80,
    "kong/httpbin": 80, "nginxdemos/hello": 80, "nginxinc/nginx-unprivileged": 8080,
    "paulbouwer/hello-kubernetes": 8080, "prom/prometheus": 9090, "traefik/whoami": 80,
}  # fmt: skip
_CLIENTS = (  # images that are there to be worked in, and listen on nothing
    "alpine", "amazonlinux", "bash", "busybox", "centos", "debian", "fedora", "ubuntu",
    "alpine/curl", "appropriate/curl", "bitnami/kubectl", "curlimages/curl", "dnsutils",
    "jessie-dnsutils", "netshoot", "nicolaka/netshoot", "pause", "radial/busyboxplus",
)  # fmt: skip
_ERRANDS = (  # programs that serve nobody
    "ash", "bash", "bc", "cat", "cp", "curl", "date", "dig", "echo", "env", "expr", "false", "host", "ls",
    "mkdir", "nslookup", "perl", "ping", "printenv", "printf", "seq", "sh", "sleep", "tail", "tar", "test",
    "touch", "true", "watch", "wget", "yes",
)  # fmt: skip
_REGISTRIES = (  # that everyone means
    "docker.io/", "index.docker.io/", "library/", "registry.k8s.io/", "k8s.gcr.io/",
    "gcr.io/google_containers/",
)  # fmt: skip


def listening(obj: ApiObject) -> tuple[Socket, ...]:
    """The sockets of a Pod's processes; ANYWHERE if nothing is known of any of its containers."""
    containers = obj["spec"].get("containers") or ()
    sockets = [socket for container in containers for socket in _of_container(container)]
    if not sockets and any(_is_opaque(container) for container in containers):
        return (ANYWHERE,)
    return tuple(dict.fromkeys(sockets))


def hears(sockets: tuple[Socket, ...], protocol: str, port: int) -> bool:
    """Whether one of them takes a packet for that port."""
    return (protocol, port) in sockets or (protocol == "tcp" and ANYWHERE in sockets)


def _of_container(container: dict[str, Any]) -> list[Socket]:
    known = _KNOWN.get(_repository(container))
    if known is not None and not container.get("command") and not container.get("args"):
        return [("tcp", known)]
    declared = [
        (port.get("protocol", "TCP").lower(), port["containerPort"]) for port in container.get("ports") or ()
    ]
    if declared:
        return declared if known is not None else [*declared, *_probed(container)]
    return [("tcp", known)] if known is not None and not _runs_errand(container) else []


def _probed(container: dict[str, Any]) -> list[Socket]:
    """Who wrote the probe of an unknown image knew that it listens there."""
    probes = [container.get(f"{kind}Probe") or {} for kind in ("readiness", "liveness", "startup")]
    ports = [(probe.get("httpGet") or probe.get("tcpSocket") or {}).get("port") for probe in probes]
    return [("tcp", port) for port in ports if isinstance(port, int)]


def _is_opaque(container: dict[str, Any]) -> bool:
    return _repository(container) not in _CLIENTS and not _runs_errand(container)


def _runs_errand(container: dict[str, Any]) -> bool:
    words = [*(container.get("command") or ()), *(container.get("args") or ())]
    return bool(words) and words[0].rpartition("/")[2] in _ERRANDS


def _repository(container: dict[str, Any]) -> str:
    """The image's name without its tag, its digest and the registries that everyone means."""
    name: str = (container.get("image") or "").partition("@")[0]
    for registry in _REGISTRIES:
        name = name.removeprefix(registry)
    head, slash, last = name.rpartition("/")
    return f"{head}{slash}{last.partition(':')[0]}"
