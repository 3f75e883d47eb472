"""The page that gives access to a room's Kubernetes API; the API itself stands beside Django."""

from django.urls import URLPattern, path

from k8sviz.kubeapi.kubeconfig import kubeconfig

urlpatterns: list[URLPattern] = [path("rooms/<slug:code>/kubeconfig", kubeconfig, name="kubeconfig")]
