"""kubectl apply: a three-way merge made here, carried out by the server."""

from __future__ import annotations

from typing import Any

import msgspec

from k8sviz.sim.admission.merge import three_way
from k8sviz.sim.manifests import dump, gosyntax, schema
from k8sviz.sim.manifests.validation import names
from k8sviz.terminal.gotext.values import indented
from k8sviz.terminal.kubectl import infos, naming
from k8sviz.terminal.kubectl.api import KubectlError, Object, StatusError, UsageError, together
from k8sviz.terminal.kubectl.client import APPLY, STRATEGIC, Kubectl
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.results import Results, returned

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
MANAGER, SERVER_SIDE = "kubectl-client-side-apply", "kubectl"


async def apply(kubectl: Kubectl) -> None:
    """Make the cluster's objects as the files say."""
    call = kubectl.call
    if call.args:
        told = (
            f"error: Unexpected args: [{' '.join(call.args)}]\nSee 'kubectl apply -h' for help and examples"
        )
        raise UsageError(told)
    if not call.has("filename") and not call.has("kustomize"):
        raise KubectlError("must specify one of -f and -k")
    if call.on("prune"):
        raise KubectlError(
            "not available in this classroom's terminal: kubectl apply --prune: use kubectl delete -l"
        )
    if call.on("server-side") and kubectl.dry_run == "client":
        raise KubectlError(
            "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)"
        )
    if call.on("force-conflicts") and not call.on("server-side"):
        raise KubectlError("--force-conflicts only works with --server-side")
    read = await infos.from_files(kubectl)
    errors = read.errors
    if not read.infos and not errors:
        raise KubectlError("no objects passed to apply")
    results = Results(kubectl)
    applied: list[Object] = []
    for info in read.infos:
        try:
            applied.append(await _one(kubectl, info, results))
        except KubectlError as error:
            errors.append(error)
    results.together(applied)
    problem = together(errors)
    if problem:
        raise problem


async def _one(kubectl: Kubectl, info: Info, results: Results) -> Object:
    generated = info.obj["metadata"].get("generateName")
    if not info.name and generated:
        raise KubectlError(f"from {generated}: cannot use generate name with apply")
    obj, verb = await (_server_side if kubectl.call.on("server-side") else _client_side)(kubectl, info)
    if not results.is_object:
        results.done(obj, verb)
    return obj


async def _server_side(kubectl: Kubectl, info: Info) -> tuple[Object, str]:
    query = kubectl.writing(SERVER_SIDE, validate=True)
    if kubectl.call.on("force-conflicts"):
        query["force"] = "true"
    body = {key: value for key, value in info.obj.items() if key != "status"}
    try:
        answer = await kubectl.ask("PATCH", info.path, query, body, APPLY)
    except StatusError as error:
        raise _conflicted(error) from error
    return returned(info, answer), "serverside-applied"


def _conflicted(error: StatusError) -> KubectlError:
    if error.reason != "Conflict":
        return error
    advice = (
        "Please review the fields above--they currently have other managers. Here\n"
        "are the ways you can resolve this warning:\n"
        "* If you intend to manage all of these fields, please re-run the apply\n"
        "  command with the `--force-conflicts` flag.\n"
        "* If you do not intend to manage all of the fields, please edit your\n"
        "  manifest to remove references to the fields that should keep their\n"
        "  current managers.\n"
        "* You may co-own fields by updating your manifest to match the existing\n"
        "  value; in this case, you'll become the manager if the other manager(s)\n"
        "  stop managing the field (remove it from their configuration).\n"
        "See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"
    )
    return KubectlError(f"{error.message}\n{advice}")


async def _client_side(kubectl: Kubectl, info: Info) -> tuple[Object, str]:
    modified = annotated(info.obj)
    current = await _current(kubectl, info)
    dry = kubectl.dry_run
    if current is None:
        if dry == "client":
            return modified, "created"
        query = kubectl.writing(MANAGER, validate=True)
        try:
            answer = await kubectl.ask("POST", info.collection, query, modified)
        except StatusError as error:
            raise error.about("creating", info.source) from error
        return returned(info, answer), "created"
    if dry == "client":
        return info.obj, "configured"
    return await _patch(kubectl, info, modified, current)


async def _current(kubectl: Kubectl, info: Info) -> Object | None:
    if unasked := names.unaddressable(info.namespace, info.name):
        message = (
            f"error when retrieving current configuration of:\n{info.described}\nfrom server for: "
            f'"{info.source}": {unasked}'
        )
        raise KubectlError(message)
    try:
        return await kubectl.maybe(info.path)
    except StatusError as error:
        doing = f"retrieving current configuration of:\n{info.described}\nfrom server for:"
        raise error.about(doing, info.source) from error


async def _patch(kubectl: Kubectl, info: Info, modified: Object, current: Object) -> tuple[Object, str]:
    annotation = (current["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    if annotation is None:
        kubectl.warn(_not_declared(info))
    patch = changes(info, annotation, modified, current)
    if not patch:
        return current, "unchanged"
    text = gosyntax.marshal(patch)
    try:
        query = kubectl.writing(MANAGER, validate=True)
        answer = await kubectl.ask("PATCH", info.path, query, text, STRATEGIC)
    except StatusError as error:
        if kubectl.call.on("force") and error.reason in ("Conflict", "Invalid"):
            return await _again(kubectl, info, modified), "configured"
        told = error.about("patching", info.source) if error.reason != "Invalid" else error
        doing = f"applying patch:\n{text}\nto:\n{info.described}\nfor:"
        raise told.about(doing, info.source) from error
    if answer["metadata"].get("deletionTimestamp"):
        kubectl.warn(f"Warning: Detected changes to resource {info.name} which is currently being deleted.")
    return returned(info, answer), "configured"


async def _again(kubectl: Kubectl, info: Info, modified: Object) -> Object:
    await kubectl.ask("DELETE", info.path, {}, {"kind": "DeleteOptions", "apiVersion": "v1"})
    while await kubectl.maybe(info.path) is not None:
        await kubectl.api.sleep(0.2)
    query = kubectl.writing(MANAGER, validate=True)
    return returned(info, await kubectl.ask("POST", info.collection, query, modified))


def changes(info: Info, annotation: str | None, modified: Object, current: Object) -> Object:
    """The strategic merge patch from what the server has to what the file says."""
    kind = schema.find(info.resource.api_version, info.resource.kind)
    original = _decoded(annotation)
    return three_way(original, modified, current, f"#{kind.type}" if kind else "o").patch


def _decoded(annotation: str | None) -> Object:
    try:
        original: Any = msgspec.json.decode(annotation or "{}")
    except msgspec.DecodeError:
        return {}
    return original if isinstance(original, dict) else {}


def annotated(obj: Object) -> Object:
    """The object with itself in an annotation."""
    annotations = {**(obj["metadata"].get("annotations") or {})}
    annotations.pop(LAST_APPLIED, None)
    bare = {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}
    annotations = {**annotations, LAST_APPLIED: gosyntax.marshal(bare) + "\n"}
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}


def _not_declared(info: Info) -> str:
    return (
        f"Warning: resource {info.resource.plural}/{info.name} is missing the {LAST_APPLIED} annotation "
        "which is required by kubectl apply. kubectl apply should only be used on resources created "
        "declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will "
        "be patched automatically."
    )


async def view_last_applied(kubectl: Kubectl) -> None:
    """The annotation as YAML or JSON."""
    output = kubectl.call.text("output") or "yaml"
    if output not in ("yaml", "json"):
        raise KubectlError(f"Unexpected -o output mode: {output}, the flag 'output' must be one of yaml|json")
    for info in await naming.chosen(kubectl, kubectl.call.args):
        annotation = (info.obj["metadata"].get("annotations") or {}).get(LAST_APPLIED)
        if annotation is None:
            raise KubectlError(f"no last-applied-configuration annotation found on resource: {info.name}")
        value = _decoded(annotation)
        kubectl.write(dump.write(value) if output == "yaml" else indented(value, 2) + "\n")
