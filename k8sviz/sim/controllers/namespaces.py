"""What every namespace has: the service account `default` and the cluster's certificate.

Source: pkg/controller/serviceaccount, pkg/controller/certificates/rootcacertpublisher.
"""

from __future__ import annotations

from collections.abc import Iterable

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers.controller import Controller
from k8sviz.sim.objects.identity import Key, key_of

_CERTIFICATE = "kube-root-ca.crt"
_ABOUT = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such "
    "as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions "
    "of Kubernetes clusters."
)
_PEM = (
    "-----BEGIN CERTIFICATE-----\n"
    "azh2aXogc2ltdWxhdGVzOyB0aGVyZSBpcyBub3RoaW5nIHRvIHZlcmlmeS4=\n"
    "-----END CERTIFICATE-----\n"
)


def _concerns(_cluster: Cluster, change: Change) -> Iterable[str]:
    if change.key.kind == "Namespace":
        return (change.key.name,) if change.after else ()
    return (change.key.namespace,) if change.after is None else ()


def _reconcile(cluster: Cluster, namespace: str) -> None:
    obj = cluster.get(Key("Namespace", "", namespace))
    if obj is None or "deletionTimestamp" in obj["metadata"]:
        return
    account = {
        "apiVersion": "v1", "kind": "ServiceAccount",
        "metadata": {"name": "default", "namespace": namespace},
    }  # fmt: skip
    certificate = {
        "apiVersion": "v1", "kind": "ConfigMap", "data": {"ca.crt": _PEM},
        "metadata": {
            "annotations": {"kubernetes.io/description": _ABOUT},
            "name": _CERTIFICATE, "namespace": namespace,
        },
    }  # fmt: skip
    for wanted in (account, certificate):
        if cluster.get(key_of(wanted)) is None:
            cluster.put(wanted)


NAMESPACES = Controller(
    "namespace-contents", ("Namespace", "ServiceAccount", "ConfigMap"), _concerns, _reconcile, due=_reconcile
)
