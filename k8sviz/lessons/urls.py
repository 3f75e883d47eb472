"""The lessons' addresses."""

from django.urls import path

from k8sviz.lessons import forms, pages

_ROOM = "rooms/<slug:code>/lesson/"

urlpatterns = [
    path("lessons/", pages.lessons, name="lessons"),
    path("lessons/<slug:slug>/begin", pages.begin, name="lesson-begin"),
    path(_ROOM + "solution", forms.solution, name="lesson-solution"),
    path(_ROOM + "solve", forms.solve, name="lesson-solve"),
    path(_ROOM + "reset", forms.reset, name="lesson-reset"),
    path(_ROOM + "undo", forms.undo, name="lesson-undo"),
]
