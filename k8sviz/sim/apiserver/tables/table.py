"""A Table (meta.k8s.io/v1) of stored objects: KEP-1198's answer to Accept: …;as=Table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from k8sviz.sim.apiserver.presented import presented
from k8sviz.sim.apiserver.routes import stored_as
from k8sviz.sim.apiserver.tables import cluster_wide, networking, pods, workloads
from k8sviz.sim.apiserver.tables.columns import columns
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import ApiObject

Cells = Callable[[ApiObject, int], list[Any]]
_CELLS: dict[str, Cells] = {
    "APIService.apiregistration.k8s.io": cluster_wide.api_service,
    "CSIDriver.storage.k8s.io": cluster_wide.csi_driver,
    "CSINode.storage.k8s.io": cluster_wide.csi_node,
    "ClusterRoleBinding.rbac.authorization.k8s.io": cluster_wide.role_binding,
    "ComponentStatus": cluster_wide.component_status,
    "ConfigMap": cluster_wide.config_map,
    "ControllerRevision.apps": cluster_wide.controller_revision,
    "CronJob.batch": workloads.cron_job,
    "DaemonSet.apps": workloads.daemon_set,
    "Deployment.apps": workloads.deployment,
    "EndpointSlice.discovery.k8s.io": networking.endpoint_slice,
    "Endpoints": networking.endpoints,
    "Event": cluster_wide.event,
    "HorizontalPodAutoscaler.autoscaling": cluster_wide.autoscaler,
    "IPAddress.networking.k8s.io": networking.ip_address,
    "Ingress.networking.k8s.io": networking.ingress,
    "IngressClass.networking.k8s.io": networking.ingress_class,
    "Job.batch": workloads.job,
    "Lease.coordination.k8s.io": cluster_wide.lease,
    "MutatingWebhookConfiguration.admissionregistration.k8s.io": cluster_wide.webhooks,
    "Namespace": cluster_wide.namespace,
    "NetworkPolicy.networking.k8s.io": networking.network_policy,
    "Node": cluster_wide.node,
    "PersistentVolume": cluster_wide.volume,
    "PersistentVolumeClaim": cluster_wide.claim,
    "Pod": pods.cells,
    "PodDisruptionBudget.policy": cluster_wide.disruption_budget,
    "PodTemplate": cluster_wide.pod_template,
    "PriorityClass.scheduling.k8s.io": cluster_wide.priority_class,
    "ReplicaSet.apps": workloads.replica_set,
    "ReplicationController": workloads.replica_set,
    "ResourceQuota": cluster_wide.quota,
    "RoleBinding.rbac.authorization.k8s.io": cluster_wide.role_binding,
    "RuntimeClass.node.k8s.io": cluster_wide.runtime_class,
    "Secret": cluster_wide.secret,
    "Service": networking.service,
    "ServiceAccount": cluster_wide.service_account,
    "ServiceCIDR.networking.k8s.io": networking.service_cidr,
    "StatefulSet.apps": workloads.stateful_set,
    "StorageClass.storage.k8s.io": cluster_wide.storage_class,
    "ValidatingWebhookConfiguration.admissionregistration.k8s.io": cluster_wide.webhooks,
    "VolumeAttachment.storage.k8s.io": cluster_wide.attachment,
}


def table(
    cluster: Cluster, kind: Kind, objects: Iterable[ApiObject], include: str, metadata: dict[str, Any]
) -> dict[str, Any]:
    """The Table of some objects; `include` is the query's includeObject."""
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": metadata,
        "columnDefinitions": columns(stored_as(kind)),
        "rows": [row(cluster, kind, obj, include) for obj in objects],
    }


def row(cluster: Cluster, kind: Kind, obj: ApiObject, include: str = "Metadata") -> dict[str, Any]:
    """One object's row; a watch sends Tables of one."""
    stored = stored_as(kind)
    cells = _CELLS.get(stored, cluster_wide.created)(obj, cluster.now)
    wanted = len(columns(stored))
    cells = [*cells, *[""] * (wanted - len(cells))][:wanted]
    if include == "None":
        return {"cells": cells}
    whole = presented(cluster, kind, obj)
    if include != "Object":
        whole = {
            "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": whole["metadata"],
        }  # fmt: skip
    return {"cells": cells, "object": whole}
