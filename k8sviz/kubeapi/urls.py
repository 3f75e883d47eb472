"""The addresses of the Kubernetes API of a room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
