"""The clouds' Service controllers: a load balancer gets its address after a while, or never."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8sviz.sim.cluster import Balancer, Cluster
from k8sviz.sim.controllers import events
from k8sviz.sim.controllers.controller import Controller, itself, key_for
from k8sviz.sim.objects.identity import ApiObject, Key

_NAME = "service-balancer"
CLOUDS = ("aws", "gcp", "azure")
_RECORDER = events.Recorder("service-controller")
_FIRST = 10  # of 203.0.113.0/24, which documents may use (RFC 5737)
_LAST = 254


def set_cloud(cluster: Cluster, provider: str) -> None:
    """Another cloud's controller takes over; what the old one gave goes with it."""
    if provider == cluster.cloud:
        return
    cluster.cloud = provider
    for key in list(_balanced(cluster)):
        cluster.balancers.pop(key, None)
        obj = cluster.get(key)
        if obj is not None:
            cluster.put_status({**obj, "status": {**obj["status"], "loadBalancer": {}}})
            cluster.touch(key)


def _balanced(cluster: Cluster) -> Iterable[Key]:
    return [
        Key("Service", obj["metadata"]["namespace"], obj["metadata"]["name"])
        for obj in cluster.of_kind("Service")
        if _wants(obj)
    ]


def _wants(service: ApiObject | None) -> bool:
    """A Service with a class waits for that class's own controller."""
    return (
        service is not None
        and service["spec"].get("type") == "LoadBalancer"
        and not service["spec"].get("loadBalancerClass")
    )


def _reconcile(cluster: Cluster, subject: str) -> None:
    key = key_for("Service", subject)
    service = cluster.get(key)
    if service is None or not _wants(service):
        _release(cluster, key, service)
    elif key in cluster.balancers:
        _publish(cluster, service, cluster.balancers[key])
    elif cluster.cloud in CLOUDS:
        _tell(cluster, service, "EnsuringLoadBalancer", "Ensuring load balancer")
        told = f"{cluster.cloud} {service['metadata']['uid']} {subject}"
        cluster.timers.set(cluster.now + cluster.settings.timings.balancer, _NAME, told)


def _release(cluster: Cluster, key: Key, service: ApiObject | None) -> None:
    if cluster.balancers.pop(key, None) is None or service is None:
        return
    _tell(cluster, service, "DeletingLoadBalancer", "Deleting load balancer")
    _tell(cluster, service, "DeletedLoadBalancer", "Deleted load balancer")
    if service.get("status", {}).get("loadBalancer"):
        cluster.put_status({**service, "status": {**service["status"], "loadBalancer": {}}})


def _due(cluster: Cluster, told: str) -> None:
    cloud, uid, subject = told.split(" ")
    key = key_for("Service", subject)
    service = cluster.get(key)
    if service is None or service["metadata"]["uid"] != uid or not _wants(service):
        return
    if cloud == cluster.cloud and key not in cluster.balancers:
        address = _free_address(cluster)
        if address:
            cluster.balancers[key] = Balancer(cloud, address, _host(cluster, uid) if cloud == "aws" else "")
            _publish(cluster, service, cluster.balancers[key])
            _tell(cluster, service, "EnsuredLoadBalancer", "Ensured load balancer")


def _tell(cluster: Cluster, service: ApiObject, reason: str, message: str) -> None:
    events.normal(cluster, _RECORDER, service, reason, message)


def _publish(cluster: Cluster, service: ApiObject, balancer: Balancer) -> None:
    entry = {"hostname": balancer.host} if balancer.host else {"ip": balancer.address, "ipMode": "VIP"}
    status: dict[str, Any] = {**service.get("status", {}), "loadBalancer": {"ingress": [entry]}}
    cluster.put_status({**service, "status": status})


def _free_address(cluster: Cluster) -> str:
    taken = [balancer.address for balancer in cluster.balancers.values()]
    free = (f"203.0.113.{host}" for host in range(_FIRST, _LAST + 1))
    return next((address for address in free if address not in taken), "")


def _host(cluster: Cluster, uid: str) -> str:
    """The name that AWS's controller makes of the Service's uid."""
    number = cluster.chance.below(10**9)
    return f"a{uid.replace('-', '')[:31]}-{number}.us-east-1.elb.amazonaws.com"


BALANCER = Controller(_NAME, ("Service",), itself, _reconcile, _due)
