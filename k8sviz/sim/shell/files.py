"""What a container can read about itself: its name, its environment, the resolver's and the hosts' file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from k8sviz.sim.objects.hosts import aliases_of, hosts_of
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.objects.resolv import NDOTS
from k8sviz.sim.shell.reply import Command, Place, Reply

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_DNS = "10.96.0.10"  # the address that the kubelet is told of (--cluster-dns)
_OPENED = 100  # steps that a file takes, however short
_ROOT = "bin   dev   etc   home  lib   mnt   opt   proc  root  run   sbin  srv   sys   tmp   usr   var"


async def _hostname(place: Place, arguments: list[str]) -> Reply:
    if arguments[:1] in (["-i"], ["-I"]):
        return Reply(f"{_address(place)}\n")
    return Reply(f"{_name(place)}\n")


async def _env(place: Place, arguments: list[str]) -> Reply:
    return Reply("".join(f"{name}={value}\n" for name, value in environment(place)))


async def _cat(place: Place, arguments: list[str]) -> Reply:
    out, err, code = "", "", 0
    for path in arguments:
        text = content(place, path)
        if text is None:
            err, code = f"{err}cat: can't open '{path}': No such file or directory\n", 1
        else:
            out += text
        place.budget.work(_OPENED + len(text or ""))
        place.budget.fits(len(out) + len(err))
    return Reply(out, err, code)


async def _ls(place: Place, arguments: list[str]) -> Reply:
    paths = [word for word in arguments if not word.startswith("-")]
    if paths in ([], ["/"]):
        return Reply("\n".join(_ROOT.split()) + "\n")
    if paths == ["/etc"]:
        return Reply("hostname\nhosts\nresolv.conf\n")
    if content(place, paths[0]) is not None:
        return Reply(f"{paths[0]}\n")
    return Reply("", f"ls: {paths[0]}: No such file or directory\n", 1)


def content(place: Place, path: str) -> str | None:
    """What a file says; None if it is not there."""
    reader = _FILES.get(path)
    return reader(place) if reader is not None else None


def resolv_conf(place: Place) -> str:
    """What the kubelet says (pkg/kubelet/network/dns/dns.go), in containerd's order."""
    policy = place.obj["spec"].get("dnsPolicy", "ClusterFirst")
    own = place.on_node or (place.obj["spec"].get("hostNetwork") and policy == "ClusterFirst")
    if own or policy == "Default":
        return "nameserver 192.168.0.1\n"
    domain, config = place.world.network.domain, place.obj["spec"].get("dnsConfig") or {}
    namespace = place.obj["metadata"]["namespace"]
    given = policy != "None"
    servers = [*([place.world.network.nameserver or _DNS] if given else []), *config.get("nameservers", ())]
    search = [f"{namespace}.svc.{domain}", f"svc.{domain}", domain] if given else []
    search += [one for one in config.get("searches", ()) if one not in search]
    options = {"ndots": str(NDOTS)} if given else {}
    options |= {one["name"]: one.get("value", "") for one in config.get("options", ())}
    lines = [f"search {' '.join(search)}"] if search else []
    lines += [f"nameserver {server}" for server in servers]
    told = " ".join(f"{name}:{value}" if value else name for name, value in options.items())
    return "\n".join([*lines, *([f"options {told}"] if told else [])]) + "\n"


def hosts(place: Place) -> str:
    """The kubelet's hosts file (pkg/kubelet/kubelet_pods.go)."""
    if place.on_node:
        return f"127.0.0.1\tlocalhost\n{_address(place)}\t{_name(place)}\n"
    own, more = hosts_of(place.obj, place.world.network.domain), aliases_of(place.obj)
    lines = ["# Kubernetes-managed hosts file.", *(entry.line for entry in own[: len(own) - len(more)])]
    if more:
        lines += ["", "# Entries added by HostAliases.", *(entry.line for entry in more)]
    return "\n".join(lines) + "\n"


def environment(place: Place) -> Iterator[tuple[str, str]]:
    """A process's variables: the container's own, and one set for each Service that was there before the Pod.

    https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
    Raises: Spent.
    """
    for name, value in _environment(place):
        place.budget.work(len(name) + len(value))
        yield name, value


def _environment(place: Place) -> Iterator[tuple[str, str]]:
    yield "PATH", _PATH
    yield "HOSTNAME", _name(place)
    yield "HOME", "/root"
    if place.on_node:
        return
    spec = place.obj["spec"]
    for variable in spec["containers"][0].get("env") or ():
        if "value" in variable:
            yield variable["name"], variable["value"]
    links = spec.get("enableServiceLinks", True)
    for service in _services_before(place, links):
        yield from _service_variables(service)


def _services_before(place: Place, links: bool) -> list[dict[str, Any]]:
    cluster, metadata = place.world.cluster, place.obj["metadata"]
    api = cluster.get(Key("Service", "default", "kubernetes"))
    found = [api] if api is not None else []
    for service in cluster.of_kind("Service", metadata["namespace"]) if links else ():
        older = int(service["metadata"]["resourceVersion"]) < _born(place)
        if older and service is not api and service["spec"].get("clusterIP") not in (None, "", "None"):
            found.append(service)
    return sorted(found, key=lambda one: str(one["metadata"]["name"]))


def _born(place: Place) -> int:
    """The revision at which the Pod was running: its own, for what matters here."""
    return int(place.obj["metadata"]["resourceVersion"])


def _service_variables(service: dict[str, Any]) -> Iterator[tuple[str, str]]:
    prefix = service["metadata"]["name"].upper().replace("-", "_")
    address, ports = service["spec"]["clusterIP"], service["spec"].get("ports") or ()
    yield f"{prefix}_SERVICE_HOST", address
    for number, port in enumerate(ports):
        if number == 0:
            yield f"{prefix}_SERVICE_PORT", str(port["port"])
        if port.get("name"):
            yield f"{prefix}_SERVICE_PORT_{port['name'].upper().replace('-', '_')}", str(port["port"])
    for number, port in enumerate(ports):
        protocol = port.get("protocol", "TCP")
        url = f"{protocol.lower()}://{address}:{port['port']}"
        if number == 0:
            yield f"{prefix}_PORT", url
        stem = f"{prefix}_PORT_{port['port']}_{protocol}"
        yield stem, url
        yield f"{stem}_PROTO", protocol.lower()
        yield f"{stem}_PORT", str(port["port"])
        yield f"{stem}_ADDR", address


def _name(place: Place) -> str:
    spec = place.obj["spec"]
    name: str = spec.get("hostname") or place.obj["metadata"]["name"]
    return str(spec["nodeName"]) if spec.get("hostNetwork") and not place.on_node else name


def _address(place: Place) -> str:
    status = place.obj.get("status") or {}
    if not place.on_node:
        return str(status.get("podIP", ""))
    told = (one["address"] for one in status.get("addresses", ()) if one["type"] == "InternalIP")
    return next(told, "")


_FILES: dict[str, Callable[[Place], str]] = {
    "/etc/resolv.conf": resolv_conf,
    "/etc/hostname": lambda place: f"{_name(place)}\n",
    "/etc/hosts": hosts,
}
COMMANDS: dict[str, Command] = {
    "hostname": _hostname, "env": _env, "printenv": _env, "cat": _cat, "ls": _ls,
}  # fmt: skip
