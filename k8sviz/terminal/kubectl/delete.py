"""kubectl delete, and the waiting for what is gone."""

from __future__ import annotations

from k8sviz.terminal.kubectl import infos, naming
from k8sviz.terminal.kubectl.api import KubectlError, Object, StatusError, together
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.results import SUFFIXES

_IMMEDIATE = (
    "Warning: Immediate deletion does not wait for confirmation that the running resource has been "
    "terminated. The resource may continue to run on the cluster indefinitely."
)
_CLUSTER = "Warning: deleting cluster-scoped resources, not scoped to the provided namespace"
PATIENCE = 120.0
"""How long (seconds of the cluster's time) a deletion is waited for; a stock kubectl waits a week."""


async def delete(kubectl: Kubectl) -> None:
    """Delete objects, and wait until they are gone."""
    call = kubectl.call
    force, grace = call.on("force"), call.number("grace-period")
    _propagation(call.text("cascade"))
    if call.on("now"):
        if grace != -1:
            raise KubectlError("--now and --grace-period cannot be specified together")
        grace = 1
    if force and grace > 0:
        raise KubectlError("--force and --grace-period greater than 0 cannot be specified together")
    at_once = force and grace <= 0
    if at_once and kubectl.dry_run == "none":
        kubectl.warn(_IMMEDIATE)
    grace = 0 if at_once else 1 if grace == 0 else grace
    found, errors = await _wanted(kubectl)
    if kubectl.enforced and any(not info.resource.namespaced for info in found):
        kubectl.warn(_CLUSTER)
    deleted = await _each(kubectl, found, grace, errors)
    problem = together(errors)
    if problem:
        raise problem
    if not found:
        kubectl.say("No resources found")
    wait = call.on("wait") and (call.has("wait") or not at_once)
    if wait and kubectl.dry_run == "none":
        for info, uid in deleted:
            await gone(kubectl, info, uid)


async def _each(
    kubectl: Kubectl, found: list[Info], grace: int, errors: list[KubectlError]
) -> list[tuple[Info, str]]:
    """What was deleted, with its uid; what was refused goes to `errors`."""
    deleted: list[tuple[Info, str]] = []
    for info in found:
        try:
            deleted.append((info, await _delete(kubectl, info, grace)))
        except StatusError as error:
            if not (error.reason == "NotFound" and _forgiving(kubectl)):
                errors.append(error.about("deleting", info.source) if info.source else error)
    return deleted


def _forgiving(kubectl: Kubectl) -> bool:
    call = kubectl.call
    return call.on("ignore-not-found") or (call.on("all") and not call.has("ignore-not-found"))


async def _wanted(kubectl: Kubectl) -> tuple[list[Info], list[KubectlError]]:
    call = kubectl.call
    if call.on("all") and call.text("selector"):
        raise KubectlError("setting 'all' parameter but found a non empty selector. ")
    if call.has("filename") or call.has("kustomize"):
        read = await infos.from_files(kubectl, validate=False)
        return read.infos, read.errors
    if not call.args:
        raise KubectlError(naming.NOTHING)
    if len(call.args) > 1 and (call.text("selector") or call.on("all")):
        raise KubectlError("name cannot be provided when a selector is specified")
    return await naming.chosen(kubectl, call.args, fetched=False), []


async def _delete(kubectl: Kubectl, info: Info, grace: int) -> str:
    dry = kubectl.dry_run
    answer: Object = {}
    if dry != "client":
        options: Object = {
            "kind": "DeleteOptions", "apiVersion": "v1",
            "propagationPolicy": _propagation(kubectl.call.text("cascade")),
            **({"gracePeriodSeconds": grace} if grace >= 0 else {}),
            **({"dryRun": ["All"]} if dry == "server" else {}),
        }  # fmt: skip
        query = {"dryRun": "All"} if dry == "server" else {}
        answer = await kubectl.ask("DELETE", info.path, query, options)
    _say(kubectl, info, "force deleted" if grace == 0 else "deleted")
    details = answer.get("details") or {}
    return str((answer.get("metadata") or {}).get("uid") or details.get("uid") or "")


def _propagation(cascade: str) -> str:
    kinds = {"background": "Background", "foreground": "Foreground", "orphan": "Orphan"}
    kinds |= {"true": "Background", "false": "Orphan"}
    if cascade not in kinds:
        raise KubectlError(
            f'invalid cascade value ({cascade}). Must be "background", "foreground", or "orphan"'
        )
    return kinds[cascade]


def _say(kubectl: Kubectl, info: Info, verb: str) -> None:
    if kubectl.call.text("output") == "name":
        kubectl.say(info.line_name)
    elif kubectl.call.text("output"):
        output = kubectl.call.text("output")
        raise KubectlError(f"unexpected -o output mode: {output}. We only support '-o name'")
    else:
        kubectl.say(f'{info.resource.line_name} "{info.name}" {verb}{SUFFIXES[kubectl.dry_run]}')


async def gone(kubectl: Kubectl, info: Info, uid: str = "") -> None:
    """Wait until an object is no more, or another has its name."""
    until = kubectl.api.now() + PATIENCE
    while kubectl.api.now() < until:
        found = await kubectl.maybe(info.path)
        if found is None or (uid and found["metadata"].get("uid") != uid):
            return
        await kubectl.api.sleep(0.1)
    raise KubectlError(f"timed out waiting for the condition on {info.resource.plural}/{info.name}")
