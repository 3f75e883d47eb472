"""The Kubernetes API as a Django app."""

from django.apps import AppConfig


class KubeApiConfig(AppConfig):
    """Keeps the digests of the rooms' tokens."""

    name = "k8sviz.kubeapi"
    label = "kubeapi"
