"""Which rules belong to which kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation import (
    autoscaling,
    batch,
    classes,
    endpoints,
    kept,
    limits,
    metadata,
    names,
    networking,
    node,
    pod,
    policies,
    quotas,
    service,
    workload,
)
from k8sviz.sim.manifests.validation.faults import Faults
from k8sviz.sim.problems import FieldError

Fields = dict[str, Any]


def _named(check: Callable[[str], list[str]]) -> Callable[[Faults, Fields], None]:
    return lambda faults, obj: metadata.check(faults, obj["metadata"], check)


_RULES: dict[str, Callable[[Faults, Fields], None]] = {
    "Service": service.check,
    "Pod": pod.check,
    "Deployment.apps": workload.check_deployment,
    "ReplicaSet.apps": workload.check_replica_set,
    "StatefulSet.apps": workload.check_stateful_set,
    "DaemonSet.apps": workload.check_daemon_set,
    "ReplicationController": workload.check_replication_controller,
    "Job.batch": batch.check_job,
    "CronJob.batch": batch.check_cron_job,
    "Ingress.networking.k8s.io": networking.check_ingress,
    "IngressClass.networking.k8s.io": networking.check_ingress_class,
    "NetworkPolicy.networking.k8s.io": networking.check_network_policy,
    "ConfigMap": kept.check_config_map,
    "Secret": kept.check_secret,
    "PersistentVolumeClaim": kept.check_claim,
    "PersistentVolume": kept.check_volume,
    "PodDisruptionBudget.policy": policies.check_budget,
    "HorizontalPodAutoscaler.autoscaling": autoscaling.check,
    "EndpointSlice.discovery.k8s.io": endpoints.check_slice,
    "Endpoints": endpoints.check_endpoints,
    "Node": node.check,
    "LimitRange": limits.check,
    "ResourceQuota": quotas.check,
    "PriorityClass.scheduling.k8s.io": classes.check_priority_class,
    "RuntimeClass.node.k8s.io": classes.check_runtime_class,
    "StorageClass.storage.k8s.io": classes.check_storage_class,
    "Lease.coordination.k8s.io": classes.check_lease,
    "Namespace": _named(names.label),
    "Role.rbac.authorization.k8s.io": policies.check_role,
    "RoleBinding.rbac.authorization.k8s.io": policies.check_binding,
    "ClusterRole.rbac.authorization.k8s.io": policies.check_role,
    "ClusterRoleBinding.rbac.authorization.k8s.io": policies.check_binding,
}
_CREATED: dict[str, Callable[[Faults, Fields], None]] = {
    "Pod": pod.check_created,
    "CronJob.batch": batch.check_new_cron_job,
    "Ingress.networking.k8s.io": networking.check_new_ingress,
}
_OTHERS = _named(names.subdomain)


def check_new(kind: Kind, obj: Fields) -> list[FieldError]:
    """The same of an object that is not there yet."""
    faults = Faults()
    faults.found += check(kind, obj)
    if kind.name in _CREATED:
        _CREATED[kind.name](faults, obj)
    return faults.found


def check(kind: Kind, obj: Fields) -> list[FieldError]:
    """All field errors of a decoded and defaulted object."""
    faults = Faults()
    _RULES.get(kind.name, _OTHERS)(faults, obj)
    return faults.found
