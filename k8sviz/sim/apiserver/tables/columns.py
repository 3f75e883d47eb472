"""The columns of every kind, in order. A * marks those of -o wide, a # whole numbers."""

from __future__ import annotations

from typing import Any

_WORKLOAD = "Age Containers* Images* Selector*"
_COLUMNS: dict[str, str] = {
    "APIService.apiregistration.k8s.io": "Name Service Available Age",
    "CSIDriver.storage.k8s.io": (
        "Name AttachRequired PodInfoOnMount StorageCapacity TokenRequests RequiresRepublish Modes Age"
    ),
    "CSINode.storage.k8s.io": "Name Drivers# Age",
    "CertificateSigningRequest.certificates.k8s.io": (
        "Name Age SignerName Requestor RequestedDuration Condition"
    ),
    "ClusterRole.rbac.authorization.k8s.io": "Name Created_At",
    "ClusterRoleBinding.rbac.authorization.k8s.io": "Name Role Age Users* Groups* ServiceAccounts*",
    "ComponentStatus": "Name Status Message Error",
    "ConfigMap": "Name Data Age",
    "ControllerRevision.apps": "Name Controller Revision Age",
    "CronJob.batch": "Name Schedule Timezone Suspend Active# Last_Schedule " + _WORKLOAD,
    "CustomResourceDefinition.apiextensions.k8s.io": "Name Created_At",
    "DaemonSet.apps": "Name Desired# Current# Ready# Up-to-date# Available# Node_Selector " + _WORKLOAD,
    "Deployment.apps": "Name Ready Up-to-date Available " + _WORKLOAD,
    "EndpointSlice.discovery.k8s.io": "Name AddressType Ports Endpoints Age",
    "Endpoints": "Name Endpoints Age",
    "Event": "Last_Seen Type Reason Object Subobject* Source* Message First_Seen* Count* Name*",
    "FlowSchema.flowcontrol.apiserver.k8s.io": (
        "Name PriorityLevel MatchingPrecedence DistinguisherMethod Age MissingPL"
    ),
    "HorizontalPodAutoscaler.autoscaling": "Name Reference Targets MinPods MaxPods Replicas Age",
    "IPAddress.networking.k8s.io": "Name ParentRef",
    "Ingress.networking.k8s.io": "Name Class Hosts Address Ports Age",
    "IngressClass.networking.k8s.io": "Name Controller Parameters Age",
    "Job.batch": "Name Status Completions Duration " + _WORKLOAD,
    "Lease.coordination.k8s.io": "Name Holder Age",
    "LimitRange": "Name Created_At",
    "MutatingWebhookConfiguration.admissionregistration.k8s.io": "Name Webhooks# Age",
    "Namespace": "Name Status Age",
    "NetworkPolicy.networking.k8s.io": "Name Pod-Selector Age",
    "Node": (
        "Name Status Roles Age Version Internal-IP* External-IP* OS-Image* Kernel-Version* Container-Runtime*"
    ),
    "PersistentVolume": (
        "Name Capacity Access_Modes Reclaim_Policy Status Claim StorageClass VolumeAttributesClass Reason "
        "Age VolumeMode*"
    ),
    "PersistentVolumeClaim": (
        "Name Status Volume Capacity Access_Modes StorageClass VolumeAttributesClass Age VolumeMode*"
    ),
    "Pod": "Name Ready Status Restarts Age IP* Node* Nominated_Node* Readiness_Gates*",
    "PodDisruptionBudget.policy": "Name Min_Available Max_Unavailable Allowed_Disruptions# Age",
    "PodTemplate": "Name Containers Images Pod_Labels",
    "PriorityClass.scheduling.k8s.io": "Name Value# Global-Default Age PreemptionPolicy",
    "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io": (
        "Name Type NominalConcurrencyShares Queues HandSize QueueLengthLimit Age"
    ),
    "ReplicaSet.apps": "Name Desired# Current# Ready# " + _WORKLOAD,
    "ReplicationController": "Name Desired# Current# Ready# " + _WORKLOAD,
    "ResourceQuota": "Name Request Limit Age",
    "Role.rbac.authorization.k8s.io": "Name Created_At",
    "RoleBinding.rbac.authorization.k8s.io": "Name Role Age Users* Groups* ServiceAccounts*",
    "RuntimeClass.node.k8s.io": "Name Handler Age",
    "Scale.autoscaling": "Name Desired# Available# Age",
    "Secret": "Name Type Data# Age",
    "Service": "Name Type Cluster-IP External-IP Port(s) Age Selector*",
    "ServiceAccount": "Name Secrets# Age",
    "ServiceCIDR.networking.k8s.io": "Name CIDRs Age",
    "StatefulSet.apps": "Name Ready Age Containers* Images*",
    "StorageClass.storage.k8s.io": (
        "Name Provisioner ReclaimPolicy VolumeBindingMode AllowVolumeExpansion Age"
    ),
    "ValidatingAdmissionPolicy.admissionregistration.k8s.io": "Name Validations# ParamKind Age",
    "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io": "Name PolicyName ParamRef Age",
    "ValidatingWebhookConfiguration.admissionregistration.k8s.io": "Name Webhooks# Age",
    "VolumeAttachment.storage.k8s.io": "Name Attacher PV Node Attached Age",
}
_OTHERS = "Name Created_At"  # the default table convertor


def columns(stored: str) -> list[dict[str, Any]]:
    """The columnDefinitions of a group kind's Table."""
    return [_column(text) for text in _COLUMNS.get(stored, _OTHERS).split()]


def _column(text: str) -> dict[str, Any]:
    name = text.rstrip("*#").replace("_", " ")
    kind = "integer" if "#" in text else "string"
    return {
        "name": name,
        "type": kind,
        "format": "name" if name == "Name" else "",
        "description": "",
        "priority": int("*" in text),
    }
