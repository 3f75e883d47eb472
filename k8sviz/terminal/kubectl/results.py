"""The line that a change ends with: service/httpd-svc created, or the object in the form that -o asks for."""

from __future__ import annotations

from k8sviz.terminal.kubectl.api import Object
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.printing import OTHER_FORMATS, Form, name_of

SUFFIXES = {"none": "", "client": " (dry run)", "server": " (server dry run)"}


class Results:
    """Prints what became of each object."""

    def __init__(self, kubectl: Kubectl) -> None:
        self._kubectl = kubectl
        self._suffix = SUFFIXES[kubectl.dry_run]
        output = kubectl.call.text("output")
        given = kubectl.call.text("template")
        shown = output or given
        managed = kubectl.call.on("show-managed-fields")
        self._form = (
            Form(output, kubectl.files, kubectl.budget, managed, OTHER_FORMATS, given) if shown else None
        )

    @property
    def is_object(self) -> bool:
        """Whether objects are printed rather than lines."""
        return self._form is not None

    def done(self, obj: Object, verb: str) -> None:
        """One object."""
        if self._form:
            self._kubectl.write(self._form.write(obj))
        else:
            self._kubectl.say(f"{name_of(obj)} {verb}{self._suffix}")

    def together(self, objects: list[Object]) -> None:
        """Objects of one command, as a List when they are several."""
        if self._form and len(objects) == 1:
            self._kubectl.write(self._form.write(objects[0]))
        elif self._form and objects:
            whole = {"apiVersion": "v1", "kind": "List", "metadata": {}, "items": objects}
            self._kubectl.write(self._form.write(whole))


def returned(info: Info, answer: Object) -> Object:
    """The server's answer with its two lines."""
    kind = {"apiVersion": info.resource.api_version, "kind": info.resource.kind}
    return {**kind, **answer}
