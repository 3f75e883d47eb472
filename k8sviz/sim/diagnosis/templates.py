"""Where a Pod's specification was written: in the template of the workload above it, or in itself."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.diagnosis.text import Field
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.objects.workload import controller_of
from k8sviz.sim.world import World


class Template(NamedTuple):
    """An object and the path to the Pod specification in it."""

    key: Key
    path: tuple[Field, ...]

    @property
    def name(self) -> str:
        """The object as kubectl writes it: deployment/httpd."""
        return f"{self.key.kind.partition('.')[0].lower()}/{self.key.name}"


def template_of(world: World, pod: ApiObject) -> Template:
    """The outermost owner that has a template: the Deployment, not its ReplicaSet."""
    owner = pod
    while (above := _above(world, owner)) is not None:
        owner = above
    if owner is pod:
        return Template(key_of(pod), ("spec",))
    return Template(key_of(owner), ("spec", "template", "spec"))


def _above(world: World, obj: ApiObject) -> ApiObject | None:
    reference = controller_of(obj)
    if reference is None:
        return None
    group = reference["apiVersion"].rpartition("/")[0]
    kind = f"{reference['kind']}.{group}" if group else reference["kind"]
    found = world.cluster.get(Key(kind, obj["metadata"]["namespace"], reference["name"]))
    return found if found and "template" in found["spec"] else None
