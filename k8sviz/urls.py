"""All addresses of the site."""

from django.urls import include, path
from django.views.i18n import set_language

handler404 = "k8sviz.rooms.problems.not_found"

urlpatterns = [
    path("", include("k8sviz.rooms.urls")),
    path("", include("k8sviz.kubeapi.urls")),
    path("", include("k8sviz.terminal.urls")),
    path("", include("k8sviz.lessons.urls")),
    path("i18n/setlang", set_language, name="set_language"),
]
