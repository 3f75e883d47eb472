"""kubectl set image, env, resources, selector and serviceaccount."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from k8sviz.sim.admission.merge import three_way
from k8sviz.sim.manifests import schema
from k8sviz.terminal.kubectl import naming
from k8sviz.terminal.kubectl.api import KubectlError, Object, together
from k8sviz.terminal.kubectl.change import targets
from k8sviz.terminal.kubectl.client import MERGE, STRATEGIC, Kubectl
from k8sviz.terminal.kubectl.generators import pairs, quantities
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.results import Results, returned

Change = Callable[[Object, str], None]


def _parted(args: list[str]) -> tuple[list[str], list[str]]:
    changes = [arg for arg in args if "=" in arg[1:] or (arg.endswith("-") and arg != "-")]
    return [arg for arg in args if arg not in changes], changes


def pod_spec(obj: Object) -> Object | None:
    """The Pod spec inside a workload, or a Pod's own."""
    spec = obj.get("spec") or {}
    if obj.get("kind") == "Pod":
        return dict(spec)
    if obj.get("kind") == "CronJob":
        spec = (spec.get("jobTemplate") or {}).get("spec") or {}
    template = spec.get("template") or {}
    return template.get("spec")


async def image(kubectl: Kubectl) -> None:
    """set image KIND/NAME CONTAINER=IMAGE."""
    resources, changes = await _need(kubectl, "image")
    wanted = dict(change.partition("=")[::2] for change in changes)

    def change(spec: Object, _: str) -> None:
        containers = [*(spec.get("initContainers") or []), *(spec.get("containers") or [])]
        names = [container["name"] for container in containers]
        for name in wanted:
            if name != "*" and name not in names:
                raise KubectlError(f'unable to find container named "{name}"')
        for container in containers:
            container["image"] = wanted.get(container["name"], wanted.get("*", container["image"]))

    await _set(kubectl, resources, change, "image updated")


async def _need(kubectl: Kubectl, what: str) -> tuple[list[str], list[str]]:
    resources, changes = _parted(kubectl.call.args)
    if not resources and not kubectl.call.has("filename"):
        raise KubectlError(naming.NOTHING)
    if not changes:
        await _found(kubectl, resources)
        raise KubectlError(f"at least one {what} update is required")
    return resources, changes


async def _found(kubectl: Kubectl, resources: list[str]) -> list[Info]:
    """The objects; that one is missing counts before what is to be done with them."""
    infos = await targets(kubectl, resources)
    problem = together(kubectl.pending)
    kubectl.pending.clear()
    if problem:
        raise problem
    return infos


async def environment(kubectl: Kubectl) -> None:
    """set env KIND/NAME KEY=VALUE KEY-."""
    call = kubectl.call
    resources, changes = _parted(call.args)
    changes += call.all("env", split=False)
    if not resources and not call.has("filename"):
        raise KubectlError(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>"
        )
    if call.on("list"):
        for info in await targets(kubectl, resources):
            _list_environment(kubectl, info)
        return
    if not changes:
        await _found(kubectl, resources)
        raise KubectlError("at least one environment variable must be provided")
    await _set(
        kubectl,
        resources,
        lambda spec, _: _environment(call.text("containers"), spec, changes),
        "env updated",
    )


def _environment(only: str, spec: Object, changes: list[str]) -> None:
    for container in spec.get("containers") or []:
        if only not in ("*", "", container["name"]):
            continue
        found = container.get("env") or []
        for change in changes:
            name, equals, value = change.partition("=")
            name = name if equals else name.removesuffix("-")
            kept = [one for one in found if one["name"] != name]
            place = next((at for at, one in enumerate(found) if one["name"] == name), len(kept))
            found = [*kept[:place], {"name": name, "value": value}, *kept[place:]] if equals else kept
        if found or "env" in container:
            container["env"] = found


def _list_environment(kubectl: Kubectl, info: Info) -> None:
    for container in (pod_spec(info.obj) or {}).get("containers") or []:
        kubectl.say(f"# {info.resource.kind} {info.name}, container {container['name']}")
        for one in container.get("env") or []:
            kubectl.say(f"{one['name']}={one.get('value', '')}")


async def resources(kubectl: Kubectl) -> None:
    """set resources KIND/NAME --limits=… --requests=…."""
    call = kubectl.call
    if not call.args and not call.has("filename"):
        raise KubectlError(naming.NOTHING)
    for field in ("limits", "requests"):
        quantities(call.text(field))
    if not call.has("limits") and not call.has("requests"):
        await _found(kubectl, call.args)
        raise KubectlError(
            "you must specify an update to requests or limits (in the form of --requests/--limits)"
        )
    only = call.text("containers")

    def change(spec: Object, _: str) -> None:
        names = [container["name"] for container in spec.get("containers") or []]
        if only not in ("*", "", *names):
            raise KubectlError(f"unable to find container named {only}")
        for container in spec.get("containers") or []:
            if only in ("*", "", container["name"]):
                held = {**(container.get("resources") or {})}
                for field in ("limits", "requests"):
                    if call.text(field):
                        held[field] = {**(held.get(field) or {}), **quantities(call.text(field))}
                container["resources"] = held

    await _set(kubectl, call.args, change, "resource requirements updated")


async def service_account(kubectl: Kubectl) -> None:
    """set serviceaccount KIND NAME ACCOUNT."""
    *rest, account = kubectl.call.args or [""]
    if not rest:
        raise KubectlError("serviceaccount is required")

    def change(spec: Object, _: str) -> None:
        spec["serviceAccountName"] = account

    await _set(kubectl, rest, change, "serviceaccount updated")


def _made_here(obj: Object) -> Object:
    """The object as it comes out of kubectl's own types: a template always has a creationTimestamp."""
    template = (obj.get("spec") or {}).get("template")
    if isinstance(template, dict):
        template["metadata"] = {"creationTimestamp": None, **(template.get("metadata") or {})}
    return obj


async def _set(kubectl: Kubectl, args: list[str], change: Change, verb: str) -> None:
    results = Results(kubectl)
    for info in await targets(kubectl, args):
        obj = copy.deepcopy(info.obj)
        spec = pod_spec(obj)
        if spec is None:
            raise KubectlError(
                f"{info.resource.plural}/{info.name} the object is not a pod or does not have a pod "
                f"template: *v1.{info.resource.kind}"
            )
        change(spec, info.name)
        if obj.get("kind") == "Pod":
            obj["spec"] = spec
        kind = schema.find(info.resource.api_version, info.resource.kind)
        patch: Any = three_way(info.obj, obj, info.obj, f"#{kind.type}" if kind else "o").patch
        if kubectl.dry_run == "client" or kubectl.call.on("local"):
            results.done(_made_here(obj), verb)
        elif patch:
            answer = await kubectl.ask("PATCH", info.path, kubectl.writing("kubectl-set"), patch, STRATEGIC)
            results.done(returned(info, answer), verb)


async def selector(kubectl: Kubectl) -> None:
    """set selector svc NAME KEY=VALUE."""
    call = kubectl.call
    if not call.args:
        raise KubectlError("one selector is required")
    *named, expression = call.args
    if "=" not in expression:
        await naming.chosen(kubectl, call.args if "/" in expression else call.args[:1])
        raise KubectlError("one selector is required")
    wanted = pairs(expression)
    results = Results(kubectl)
    for info in await targets(kubectl, named):
        if info.resource.kind != "Service":
            raise KubectlError(f"setting a selector is only supported for Services: {info.line_name}")
        old = (info.obj.get("spec") or {}).get("selector") or {}
        if kubectl.dry_run == "client":
            results.done({**info.obj, "spec": {**info.obj["spec"], "selector": wanted}}, "selector updated")
            continue
        changed = {**{key: value for key, value in wanted.items() if old.get(key) != value},
                   **{key: None for key in old if key not in wanted}}  # fmt: skip
        body = {"spec": {"selector": changed}} if changed else {}
        answer = await kubectl.ask("PATCH", info.path, kubectl.writing("kubectl-set"), body, MERGE)
        results.done(returned(info, answer), "selector updated")
