"""kubectl rollout status, history, undo, restart, pause and resume."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from k8sviz.sim import digits
from k8sviz.sim.calls import Request
from k8sviz.terminal.gotext import duration
from k8sviz.terminal.gotext.tabwriter import TABLE, align
from k8sviz.terminal.kubectl import change, naming
from k8sviz.terminal.kubectl.api import KubectlError, Object
from k8sviz.terminal.kubectl.client import JSON_PATCH, STRATEGIC, Kubectl
from k8sviz.terminal.kubectl.describe import containers
from k8sviz.terminal.kubectl.describe.sources import bare_template, owner_uid
from k8sviz.terminal.kubectl.describe.text import Text, selector
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.results import Results, returned
from k8sviz.terminal.kubectl.waiting import LONGEST

REVISION = "deployment.kubernetes.io/revision"
_CAUSE = "kubernetes.io/change-cause"
_RESTARTED = "kubectl.kubernetes.io/restartedAt"
_UNDO_KEEPS = (
    "kubectl.kubernetes.io/last-applied-configuration", REVISION,
    "deployment.kubernetes.io/revision-history", "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas", "deprecated.deployment.rollback.to",
)  # fmt: skip
Status = tuple[str, bool]


async def _targets(kubectl: Kubectl) -> list[Info]:
    if not kubectl.call.args and not kubectl.call.has("filename"):
        raise KubectlError("required resource not specified")
    named = await naming.named(kubectl, kubectl.call.args) if kubectl.call.args else []
    unnamed = [one.resource for one in named if not one.name]
    if not unnamed:
        return await change.targets(kubectl, kubectl.call.args)
    found = [info for resource in unnamed for info in await naming.listed(kubectl, resource)]
    if not found:
        kubectl.warn(f"No resources found in {kubectl.namespace} namespace.")
    return found


async def status(kubectl: Kubectl) -> None:
    """Follow a rollout until it is done."""
    call = kubectl.call
    for info in await _targets(kubectl):
        viewer = _VIEWERS.get(info.resource.kind)
        if viewer is None:
            raise KubectlError(f"no status viewer has been implemented for {info.resource.kind}")
        if await _follow(kubectl, info):
            continue
        if call.on("watch"):
            raise KubectlError("timed out waiting for the condition")


async def _follow(kubectl: Kubectl, info: Info) -> bool:
    """Whether it came to its end in time."""
    call, viewer = kubectl.call, _VIEWERS[info.resource.kind]
    seconds = duration.parse(call.text("timeout")) or LONGEST
    obj = await kubectl.get(info.path)
    text, done = viewer(obj, call.number("revision"))
    kubectl.write(text)
    if done or not call.on("watch"):
        return True
    query = {
        "fieldSelector": f"metadata.name={info.name}", "watch": "true",
        "resourceVersion": obj["metadata"]["resourceVersion"],
        "timeoutSeconds": str(int(min(seconds, LONGEST))),
    }  # fmt: skip
    async for event in kubectl.api.watch(Request("GET", info.collection, query)):
        if event["type"] == "DELETED":
            raise KubectlError("object has been deleted")
        if event["type"] in ("ADDED", "MODIFIED"):
            text, done = viewer(event["object"], call.number("revision"))
            kubectl.write(text)
            if done:
                return True
    return False


def _deployment(obj: Object, revision: int) -> Status:
    spec, found = obj["spec"], obj.get("status") or {}
    name, wanted = obj["metadata"]["name"], spec.get("replicas", 1)
    if revision > 0:
        now = _revision(obj) or 0
        if now != revision:
            raise KubectlError(
                f"desired revision ({revision}) is different from the running revision ({now})"
            )
    if obj["metadata"].get("generation", 0) > found.get("observedGeneration", 0):
        return "Waiting for deployment spec update to be observed...\n", False
    for condition in found.get("conditions") or []:
        if condition["type"] == "Progressing" and condition.get("reason") == "ProgressDeadlineExceeded":
            raise KubectlError(f'deployment "{name}" exceeded its progress deadline')
    updated, total = found.get("updatedReplicas", 0), found.get("replicas", 0)
    available = found.get("availableReplicas", 0)
    waiting = f'Waiting for deployment "{name}" rollout to finish: '
    if updated < wanted:
        return f"{waiting}{updated} out of {wanted} new replicas have been updated...\n", False
    if total > updated:
        return f"{waiting}{total - updated} old replicas are pending termination...\n", False
    if available < updated:
        return f"{waiting}{available} of {updated} updated replicas are available...\n", False
    return f'deployment "{name}" successfully rolled out\n', True


def _daemon_set(obj: Object, _: int) -> Status:
    found, name = obj.get("status") or {}, obj["metadata"]["name"]
    if obj["spec"].get("updateStrategy", {}).get("type", "RollingUpdate") != "RollingUpdate":
        raise KubectlError("rollout status is only available for RollingUpdate strategy type")
    if obj["metadata"].get("generation", 0) > found.get("observedGeneration", 0):
        return "Waiting for daemon set spec update to be observed...\n", False
    wanted = found.get("desiredNumberScheduled", 0)
    updated, available = found.get("updatedNumberScheduled", 0), found.get("numberAvailable", 0)
    waiting = f'Waiting for daemon set "{name}" rollout to finish: '
    if updated < wanted:
        return f"{waiting}{updated} out of {wanted} new pods have been updated...\n", False
    if available < wanted:
        return f"{waiting}{available} of {wanted} updated pods are available...\n", False
    return f'daemon set "{name}" successfully rolled out\n', True


def _stateful_set(obj: Object, _: int) -> Status:
    found, wanted = obj.get("status") or {}, obj["spec"].get("replicas", 1)
    if obj["spec"].get("updateStrategy", {}).get("type", "RollingUpdate") != "RollingUpdate":
        raise KubectlError("rollout status is only available for RollingUpdate strategy type")
    if obj["metadata"].get("generation", 0) > found.get("observedGeneration", 0):
        return "Waiting for statefulset spec update to be observed...\n", False
    if found.get("readyReplicas", 0) < wanted:
        return f"Waiting for {wanted - found.get('readyReplicas', 0)} pods to be ready...\n", False
    rolling = (obj["spec"].get("updateStrategy") or {}).get("rollingUpdate")
    updated = found.get("updatedReplicas", 0)
    if rolling is not None:
        partition = rolling.get("partition") or 0
        if updated < wanted - partition:
            told = f"{updated} out of {wanted - partition} new pods have been updated...\n"
            return f"Waiting for partitioned roll out to finish: {told}", False
        return f"partitioned roll out complete: {updated} new pods have been updated...\n", True
    if found.get("updateRevision") != found.get("currentRevision"):
        return f"waiting for statefulset rolling update to complete {updated} pods at revision " \
               f"{found.get('updateRevision')}...\n", False  # fmt: skip
    current = found.get("currentReplicas", 0)
    revision = found.get("currentRevision")
    return f"statefulset rolling update complete {current} pods at revision {revision}...\n", True


_VIEWERS = {"Deployment": _deployment, "DaemonSet": _daemon_set, "StatefulSet": _stateful_set}


async def _revisions(kubectl: Kubectl, info: Info) -> dict[int, Object]:
    """By number: ReplicaSets, or what stands for them of StatefulSets and DaemonSets."""
    if info.resource.kind != "Deployment":
        return await _kept(kubectl, info)
    resource = await kubectl.builtin("apps", "ReplicaSet")
    query = {"labelSelector": selector(info.obj["spec"].get("selector"))}
    sets = await kubectl.list(resource, info.namespace, query)
    mine = [one for one in sets if owner_uid(one) == info.obj["metadata"]["uid"]]
    numbered = [(_revision(one), one) for one in mine]
    return {number: one for number, one in sorted(numbered, key=_first) if number is not None}


def _revision(obj: Object) -> int | None:
    """The number in its annotation: 0 where there is none, and None for what is no number."""
    return digits.signed(str((obj["metadata"].get("annotations") or {}).get(REVISION, 0)))


def _first(numbered: tuple[int | None, Object]) -> int:
    return numbered[0] or 0


async def _kept(kubectl: Kubectl, info: Info) -> dict[int, Object]:
    resource = await kubectl.builtin("apps", "ControllerRevision")
    query = {"labelSelector": selector(info.obj["spec"].get("selector"))}
    found = await kubectl.list(resource, info.namespace, query)
    mine = [one for one in found if owner_uid(one) == info.obj["metadata"]["uid"]]
    numbered = {int(one["revision"]): {**one, **_templated(one)} for one in mine}
    return dict(sorted(numbered.items()))


def _templated(revision: Object) -> Object:
    template = {**revision["data"]["spec"]["template"]}
    template.pop("$patch", None)
    return {"spec": {"template": template}}


async def history(kubectl: Kubectl) -> None:
    """The revisions of a Deployment."""
    for info in await _targets(kubectl):
        if info.resource.kind not in _VIEWERS:
            whole = f"{{{info.resource.group} {info.resource.kind}}}"
            told = f"no visitor method exists for {whole}"
            raise KubectlError(f'error retrieving history for "{info.resource.kind}", {told}')
        revisions = await _revisions(kubectl, info)
        number = kubectl.call.number("revision")
        if number < 0:
            raise KubectlError(f"revision must be a positive integer: {number}")
        if number:
            if number not in revisions:
                raise KubectlError("unable to find the specified revision")
            told = _template(revisions[number], kubectl.api.now())
            kubectl.write(f"{info.line_name} with revision #{number}\n{told}\n")
            continue
        rows = ["REVISION\tCHANGE-CAUSE"]
        rows += [
            f"{revision}\t{(one['metadata'].get('annotations') or {}).get(_CAUSE) or '<none>'}"
            for revision, one in revisions.items()
        ]
        kubectl.write(f"{info.line_name} \n" + align("".join(f"{row}\n" for row in rows), TABLE) + "\n")


def _template(replica_set: Object, now: float) -> str:
    """A template with its tabs left as they are."""
    text = Text(now)
    template = replica_set["spec"]["template"]
    cause = (replica_set["metadata"].get("annotations") or {}).get(_CAUSE)
    if cause:
        annotations = {**(template.get("metadata", {}).get("annotations") or {}), _CAUSE: cause}
        template = {**template, "metadata": {**template["metadata"], "annotations": annotations}}
    containers.template(text, template)
    return text.unaligned()


async def undo(kubectl: Kubectl) -> None:
    """Go back to an earlier revision."""
    call = kubectl.call
    results = Results(kubectl)
    for info in await _targets(kubectl):
        if info.resource.kind not in _VIEWERS:
            raise KubectlError(f'no rollbacker has been implemented for "{info.resource.kind}"')
        if call.number("to-revision") < 0:
            raise KubectlError(f"unable to find specified revision {call.number('to-revision')} in history")
        revisions = await _revisions(kubectl, info)
        earlier = _earlier(info.name, revisions, call.number("to-revision"))
        if info.obj["spec"].get("paused"):
            raise KubectlError(
                "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' "
                "and try again"
            )
        if bare_template(earlier) == bare_template(info.obj):
            results.done(
                info.obj,
                f"skipped rollback (current template already matches revision {_number(revisions, earlier)})",
            )
            continue
        if kubectl.dry_run == "client":
            template = _template(earlier, kubectl.api.now())
            results.done(info.obj, template)
            continue
        query = {"dryRun": "All"} if kubectl.dry_run == "server" else {}
        body, kind = _back(info, earlier)
        answer = await kubectl.ask("PATCH", info.path, query, body, kind)
        results.done(returned(info, answer), "rolled back")


def _back(info: Info, earlier: Object) -> tuple[Any, str]:
    """The patch that leads back, and its kind."""
    if "data" in earlier:
        return earlier["data"], STRATEGIC
    now = info.obj["metadata"].get("annotations") or {}
    then = earlier["metadata"].get("annotations") or {}
    kept = {key: value for key, value in now.items() if key in _UNDO_KEEPS}
    theirs = {key: value for key, value in then.items() if key not in _UNDO_KEEPS}
    body = [
        {"op": "replace", "path": "/spec/template", "value": bare_template(earlier)},
        {"op": "replace", "path": "/metadata/annotations", "value": {**theirs, **kept}},
    ]
    return body, JSON_PATCH


def _number(revisions: dict[int, Object], wanted: Object) -> int:
    return next(number for number, one in revisions.items() if one is wanted)


def _earlier(name: str, revisions: dict[int, Object], wanted: int) -> Object:
    if wanted:
        if wanted not in revisions:
            raise KubectlError(f"unable to find specified revision {wanted} in history")
        return revisions[wanted]
    if len(revisions) < 2:
        raise KubectlError(f'no rollout history found for deployment "{name}"')
    return revisions[sorted(revisions)[-2]]


async def restart(kubectl: Kubectl) -> None:
    """Replace every Pod by a new one."""
    now = datetime.fromtimestamp(kubectl.api.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    await _patched(
        kubectl, {"spec": {"template": {"metadata": {"annotations": {_RESTARTED: now}}}}}, "restarted"
    )


async def pause(kubectl: Kubectl) -> None:
    """Let changes of the template wait."""
    await _patched(kubectl, {"spec": {"paused": True}}, "paused")


async def resume(kubectl: Kubectl) -> None:
    """Go on."""
    await _patched(kubectl, {"spec": {"paused": None}}, "resumed")


async def _patched(kubectl: Kubectl, patch: Object, verb: str) -> None:
    results = Results(kubectl)
    for info in await _targets(kubectl):
        _refuse(info, verb)
        answer = await kubectl.ask("PATCH", info.path, kubectl.writing("kubectl-rollout"), patch, STRATEGIC)
        results.done(returned(info, answer), verb)


def _refuse(info: Info, verb: str) -> None:
    paused = bool(info.obj.get("spec", {}).get("paused"))
    whole = f'{info.resource.full_name} "{info.name}"'
    allowed = ("Deployment", "DaemonSet", "StatefulSet") if verb == "restarted" else ("Deployment",)
    doing = {"restarted": "restart", "paused": "paus", "resumed": "resum"}[verb]
    if info.resource.kind not in allowed:
        raise KubectlError(f"{whole} {doing}ing is not supported")
    if verb == "restarted" and paused:
        raise KubectlError(f"{whole} can't restart paused deployment (run rollout resume first)")
    if verb == "paused" and paused:
        raise KubectlError(f"{whole} is already paused")
    if verb == "resumed" and not paused:
        raise KubectlError(f"{whole} is not paused")
