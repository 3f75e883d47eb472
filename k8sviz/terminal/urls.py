"""The addresses of the terminal."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
