"""kubectl cordon, uncordon, drain and taint."""

from __future__ import annotations

import re

from k8sviz.terminal.kubectl import naming
from k8sviz.terminal.kubectl.api import KubectlError, Object, StatusError, UsageError
from k8sviz.terminal.kubectl.change import targets
from k8sviz.terminal.kubectl.client import STRATEGIC, Kubectl
from k8sviz.terminal.kubectl.delete import gone
from k8sviz.terminal.kubectl.describe.sources import owner_uid
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.naming import Named
from k8sviz.terminal.kubectl.results import SUFFIXES, Results, returned

_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_MIRROR = "kubernetes.io/config.mirror"


async def cordon(kubectl: Kubectl) -> None:
    """Nothing new is to run here."""
    for info in await _nodes(kubectl):
        await _mark(kubectl, info, True)


async def uncordon(kubectl: Kubectl) -> None:
    """Pods may come again."""
    for info in await _nodes(kubectl):
        await _mark(kubectl, info, False)


async def _nodes(kubectl: Kubectl) -> list[Info]:
    call = kubectl.call
    resource = await kubectl.builtin("", "Node")
    if call.text("selector") and call.args:
        told = "error: cannot specify both a node name and a --selector option"
        raise UsageError(f"{told}\nSee 'kubectl {call.path[0]} -h' for help and examples")
    if call.text("selector"):
        return await naming.listed(kubectl, resource)
    if not call.args:
        verb = call.path[0]
        raise UsageError(f"error: USAGE: {verb} NODE [flags]\nSee 'kubectl {verb} -h' for help and examples")
    return [await naming.fetch(kubectl, Named(resource, name.removeprefix("node/"))) for name in call.args]


async def _mark(kubectl: Kubectl, info: Info, wanted: bool) -> None:
    verb = "cordoned" if wanted else "uncordoned"
    suffix = SUFFIXES[kubectl.dry_run]
    if bool((info.obj.get("spec") or {}).get("unschedulable")) == wanted:
        kubectl.say(f"node/{info.name} already {verb}{suffix}")
        return
    if kubectl.dry_run != "client":
        query = {"dryRun": "All"} if kubectl.dry_run == "server" else {}
        body = {"spec": {"unschedulable": True if wanted else None}}
        await kubectl.ask("PATCH", info.path, query, body, STRATEGIC)
    kubectl.say(f"node/{info.name} {verb}{suffix}")


async def drain(kubectl: Kubectl) -> None:
    """Cordon, then evict every Pod."""
    for info in await _nodes(kubectl):
        await _mark(kubectl, info, True)
        pods = await kubectl.list(
            await kubectl.builtin("", "Pod"), "", {"fieldSelector": f"spec.nodeName={info.name}"}
        )
        await _evict(kubectl, info, await _evictable(kubectl, info, pods))
        kubectl.say(f"node/{info.name} drained{SUFFIXES[kubectl.dry_run]}")


async def _evictable(kubectl: Kubectl, info: Info, pods: list[Object]) -> list[Object]:
    """Those that may go; the others stop the drain or stay."""
    call = kubectl.call
    chosen: list[Object] = []
    daemons, lonely, local = [], [], []
    for pod in pods:
        name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        owners = [
            one["kind"] for one in pod["metadata"].get("ownerReferences") or [] if one.get("controller")
        ]
        over = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        if _MIRROR in (pod["metadata"].get("annotations") or {}):
            continue
        if owners == ["DaemonSet"]:
            daemons.append(name)
            continue
        if any("emptyDir" in volume for volume in pod["spec"].get("volumes") or []) and not over:
            local.append(name)
        if not owner_uid(pod) and not over:
            lonely.append(name)
        chosen.append(pod)
    _refuse(kubectl, info, daemons, [] if call.on("force") else lonely, local)
    if call.on("force") and lonely:
        kubectl.warn(f"Warning: deleting Pods that declare no controller: {', '.join(lonely)}")
    return chosen


def _refuse(kubectl: Kubectl, info: Info, daemons: list[str], lonely: list[str], local: list[str]) -> None:
    call = kubectl.call
    problems = []
    if daemons and not call.on("ignore-daemonsets"):
        told = ", ".join(daemons)
        problems.append(f"cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): {told}")
    if local and not call.on("delete-emptydir-data"):
        problems.append(
            "cannot delete Pods with local storage (use --delete-emptydir-data to override): "
            + ", ".join(local)
        )
    if lonely:
        problems.append(
            f"cannot delete Pods that declare no controller (use --force to override): {', '.join(lonely)}"
        )
    if problems:
        told = problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"
        kubectl.warn(
            f'error: unable to drain node "{info.name}" due to error: {told}, continuing command...\n'
            f"There are pending nodes to be drained:\n {info.name}"
        )
        raise UsageError("\n".join(problems))
    if daemons:
        kubectl.warn(f"Warning: ignoring DaemonSet-managed Pods: {', '.join(daemons)}")


async def _evict(kubectl: Kubectl, info: Info, pods: list[Object]) -> None:
    resource = await kubectl.builtin("", "Pod")
    evicted = []
    for pod in pods:
        metadata = pod["metadata"]
        one = Info(resource, metadata["namespace"], metadata["name"], pod)
        kubectl.say(f"evicting pod {one.namespace}/{one.name}{SUFFIXES[kubectl.dry_run]}")
        if kubectl.dry_run == "none":
            body = {
                "kind": "Eviction", "apiVersion": "policy/v1",
                "metadata": {"name": one.name, "namespace": one.namespace},
            }  # fmt: skip
            try:
                await kubectl.ask("POST", f"{one.path}/eviction", {}, body)
            except StatusError as error:
                if error.reason != "NotFound":
                    raise
            evicted.append(one)
    for one in evicted:
        await gone(kubectl, one, one.obj["metadata"]["uid"])
        kubectl.say(f"pod/{one.name} evicted")
    del info


_SYNTAX = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
_KEY = re.compile("(?:[a-z0-9.-]+/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_TAINT = re.compile(r"([^=:]+?)(?:=([^:]*?))?(?::(.+?))?(-)?$")


async def taint(kubectl: Kubectl) -> None:
    """Keep Pods away that do not tolerate it."""
    call = kubectl.call
    changes = [arg for arg in call.args if "=" in arg or ":" in arg or (arg.endswith("-") and arg != "-")]
    resources = [arg for arg in call.args if arg not in changes]
    if not resources:
        raise KubectlError("one or more resources must be specified as <resource> <name>")
    if not changes:
        raise KubectlError("at least one taint update is required")
    if (await kubectl.resource(resources[0].partition("/")[0])).kind != "Node":
        raise KubectlError(f"invalid resource type {resources[0]}, only node types are supported")
    results = Results(kubectl)
    for info in await targets(kubectl, resources):
        old = (info.obj.get("spec") or {}).get("taints") or []
        new, verb = _tainted(info, old, changes, call.on("overwrite"))
        body = {"spec": {"taints": new or None}}
        answer = info.obj
        if kubectl.dry_run != "client":
            answer = await kubectl.ask(
                "PATCH", info.path, kubectl.writing("kubectl-taint"), body, "application/merge-patch+json"
            )
        results.done(returned(info, answer), verb)


def _misnamed(change: str) -> str:
    """Without an effect the whole is taken as a key."""
    return f", name part {_SYNTAX}" if not _KEY.fullmatch(change) else ""


def _tainted(info: Info, old: list[Object], changes: list[str], overwrite: bool) -> tuple[list[Object], str]:
    new, verb = list(old), "tainted"
    for change in changes:
        found = _TAINT.match(change)
        key, value, effect, removed = found.groups() if found else (change, None, None, None)
        if effect and effect not in _EFFECTS:
            raise UsageError(
                f"error: invalid taint effect: {effect}, unsupported taint effect\n"
                "See 'kubectl taint -h' for help and examples"
            )
        same = [one for one in new if one["key"] == key and effect in (None, one["effect"])]
        if removed:
            if not same:
                raise KubectlError(f'taint "{change[:-1]}" not found')
            verb = "untainted"
        elif not effect:
            raise UsageError(
                f"error: invalid taint spec: {change}{_misnamed(change)}\n"
                "See 'kubectl taint -h' for help and examples"
            )
        elif same and not overwrite:
            raise KubectlError(
                f"node {info.name} already has {key} taint(s) with same effect(s) and --overwrite is false"
            )
        elif same:
            verb = "modified"
        new = [one for one in new if one not in same]
        if not removed and effect:
            new.append({"effect": effect, "key": key, **({"value": value} if value else {})})
    return new, verb
