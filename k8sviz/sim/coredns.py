"""The cluster's DNS as kubeadm installs it: Deployment coredns and Service kube-dns in kube-system."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.objects.identity import ApiObject

DNS_ADDRESS = "10.96.0.10"  # by custom the tenth of the Service CIDR
NAMESPACE = "kube-system"
_LABELS = {"k8s-app": "kube-dns"}
_PORTS = (("dns", 53, "UDP"), ("dns-tcp", 53, "TCP"), ("metrics", 9153, "TCP"))


def service() -> ApiObject:
    """Service kube-dns."""
    ports = [
        {"name": name, "port": port, "protocol": protocol, "targetPort": port}
        for name, port, protocol in _PORTS
    ]
    labels = {**_LABELS, "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS"}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "annotations": {"prometheus.io/port": "9153", "prometheus.io/scrape": "true"},
            "labels": labels,
            "name": "kube-dns",
            "namespace": NAMESPACE,
        },
        "spec": {
            "clusterIP": DNS_ADDRESS,
            "clusterIPs": [DNS_ADDRESS],
            "internalTrafficPolicy": "Cluster",
            "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
            "ports": ports,
            "selector": _LABELS,
            "sessionAffinity": "None",
            "type": "ClusterIP",
        },
        "status": {"loadBalancer": {}},
    }


def deployment() -> ApiObject:
    """Deployment coredns, with the fields that decide something here."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"labels": _LABELS, "name": "coredns", "namespace": NAMESPACE},
        "spec": {
            "progressDeadlineSeconds": 600,
            "replicas": 2,
            "revisionHistoryLimit": 10,
            "selector": {"matchLabels": _LABELS},
            "strategy": {
                "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 1},
                "type": "RollingUpdate",
            },
            "template": {"metadata": {"labels": _LABELS}, "spec": _pod()},
        },
        "status": {},
    }


def _pod() -> dict[str, Any]:
    return {
        "containers": [
            {
                "args": ["-conf", "/etc/coredns/Corefile"],
                "image": "registry.k8s.io/coredns/coredns:v1.12.4",
                "imagePullPolicy": "IfNotPresent",
                "name": "coredns",
                "ports": [
                    {"containerPort": port, "name": name, "protocol": protocol}
                    for name, port, protocol in _PORTS
                ],
                "resources": {},
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
            }
        ],
        "dnsPolicy": "Default",
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "priorityClassName": "system-cluster-critical",
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "terminationGracePeriodSeconds": 30,
    }
