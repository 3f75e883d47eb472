"""The addresses of the terminal."""

from django.urls import path

from k8sviz.terminal import views

_TERMINAL = "rooms/<slug:code>/terminal"

urlpatterns = [
    path(_TERMINAL, views.panel, name="terminal"),
    path(_TERMINAL + "/line", views.line, name="terminal-line"),
    path(_TERMINAL + "/complete", views.complete, name="terminal-complete"),
]
