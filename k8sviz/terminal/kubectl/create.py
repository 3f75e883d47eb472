"""kubectl create -f and replace."""

from __future__ import annotations

from k8sviz.terminal.kubectl import infos
from k8sviz.terminal.kubectl.api import KubectlError, Object, StatusError, UsageError, together
from k8sviz.terminal.kubectl.apply import annotated
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.delete import gone
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.results import Results, returned

MANAGER = "kubectl-create"


async def create(kubectl: Kubectl) -> None:
    """Create what the files say."""
    call = kubectl.call
    if call.args:
        told = (
            f"error: Unexpected args: [{' '.join(call.args)}]\nSee 'kubectl create -h' for help and examples"
        )
        raise UsageError(told)
    if not call.has("filename"):
        raise KubectlError("must specify one of -f and -k")
    read = await infos.from_files(kubectl)
    results = Results(kubectl)
    errors: list[KubectlError] = []
    for info in read.infos:
        try:
            await post(kubectl, info, results)
        except KubectlError as error:
            errors.append(error)
    problem = together(errors + read.errors)
    if problem:
        raise problem
    if not read.infos:
        raise KubectlError("no objects passed to create")


async def post(kubectl: Kubectl, info: Info, results: Results) -> None:
    """POST one object and tell of it."""
    obj = annotated(info.obj) if kubectl.call.on("save-config") else info.obj
    if kubectl.dry_run != "client":
        query = kubectl.writing(MANAGER, validate=True)
        try:
            obj = returned(info, await kubectl.ask("POST", info.collection, query, obj))
        except StatusError as error:
            raise (error.about("creating", info.source) if info.source else error) from error
    results.done(obj, "created")


async def replace(kubectl: Kubectl) -> None:
    """PUT what the files say in the place of what there is."""
    call = kubectl.call
    if not call.has("filename") and not call.has("kustomize"):
        raise KubectlError("must specify one of -f and -k")
    read = await infos.from_files(kubectl)
    results = Results(kubectl)
    errors = read.errors
    if call.on("force"):
        await _remove(kubectl, read.infos)
    for info in read.infos:
        try:
            results.done(await _put(kubectl, info, call.on("force")), "replaced")
        except StatusError as error:
            errors.append(error.about("creating" if call.on("force") else "replacing", info.source))
    problem = together(errors)
    if problem:
        raise problem
    if not read.infos:
        raise KubectlError("no objects passed to replace")


async def _put(kubectl: Kubectl, info: Info, force: bool) -> Object:
    obj = annotated(info.obj) if kubectl.call.on("save-config") else info.obj
    query = kubectl.writing("kubectl-replace", validate=True)
    if force:
        return returned(info, await kubectl.ask("POST", info.collection, query, obj))
    if not obj["metadata"].get("resourceVersion"):
        current = await kubectl.maybe(info.path)
        if current:
            version = current["metadata"].get("resourceVersion")
            obj = {**obj, "metadata": {**obj["metadata"], "resourceVersion": version}}
    if kubectl.dry_run == "client":
        return obj
    return returned(info, await kubectl.ask("PUT", info.path, query, obj))


async def _remove(kubectl: Kubectl, found: list[Info]) -> None:
    for info in found:
        current = await kubectl.maybe(info.path)
        if current is None:
            continue
        options = {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"}
        await kubectl.ask("DELETE", info.path, {}, options)
        kubectl.say(f'{info.resource.line_name} "{info.name}" deleted')
        await gone(kubectl, info, current["metadata"]["uid"])
