"""kubectl diff, and edit, which hands its text to the page's editor."""

from __future__ import annotations

import difflib

from k8sviz.sim.admission.merge import three_way
from k8sviz.sim.manifests import dump, gosyntax, load, schema
from k8sviz.terminal.kubectl import infos, naming
from k8sviz.terminal.kubectl.api import KubectlError, Object, SilentError, StatusError, together
from k8sviz.terminal.kubectl.apply import LAST_APPLIED, MANAGER, changes
from k8sviz.terminal.kubectl.change import targets
from k8sviz.terminal.kubectl.client import STRATEGIC, Kubectl
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.printing import without_managed_fields
from k8sviz.terminal.kubectl.results import Results, returned

_COMMENT = """\
# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
"""


async def diff(kubectl: Kubectl) -> int:
    """What apply would change; 1 if there is something."""
    if not kubectl.call.has("filename"):
        raise KubectlError("must specify one of -f and -k", code=2)
    read = await infos.from_files(kubectl)
    problem = together(read.errors)
    if problem:
        raise problem
    found = False
    for info in read.infos:
        live = await kubectl.maybe(info.path)
        try:
            merged = await _merged(kubectl, info, live)
        except StatusError as error:
            raise error.about("applying", info.source) from error
        text = _difference(info, live, merged)
        found = found or bool(text)
        kubectl.write(text)
    if found:
        raise SilentError("")
    return 0


async def _merged(kubectl: Kubectl, info: Info, live: Object | None) -> Object:
    query = {"dryRun": "All", "fieldManager": MANAGER}
    if live is None:
        return await kubectl.ask("POST", info.collection, query, info.obj)
    annotation = (live["metadata"].get("annotations") or {}).get(LAST_APPLIED)
    own = {**(info.obj["metadata"].get("annotations") or {})}
    own.pop(LAST_APPLIED, None)
    modified = {**info.obj, "metadata": {**info.obj["metadata"], "annotations": own}}
    patch = changes(info, annotation, modified, live)
    if not patch:
        return live
    return await kubectl.ask("PATCH", info.path, query, gosyntax.marshal(patch), STRATEGIC)


def _difference(info: Info, live: Object | None, merged: Object) -> str:
    old = dump.write(without_managed_fields(live)) if live else ""
    new = dump.write(without_managed_fields(merged))
    resource = info.resource
    name = f"{resource.api_version.replace('/', '.')}.{resource.kind}.{info.namespace}.{info.name}"
    lines = list(
        difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), f"LIVE/{name}", f"MERGED/{name}"
        )
    )
    return f"diff -u -N LIVE/{name} MERGED/{name}\n{''.join(lines)}" if lines else ""


async def edit(kubectl: Kubectl) -> None:
    """Hand the objects to the editor."""
    if not kubectl.call.args and not kubectl.call.has("filename"):
        raise KubectlError(naming.NOTHING)
    found = await targets(kubectl, kubectl.call.args)
    if not found and kubectl.pending:
        return
    if not found:
        raise KubectlError("edit cancelled, no objects found")
    objects = [without_managed_fields(info.obj) for info in found]
    text = "---\n".join(dump.write(obj) for obj in objects)
    if kubectl.editor is None:
        kubectl.edit = _COMMENT + text
    else:
        await _save(kubectl, found, objects, kubectl.editor(_COMMENT + text))


async def _save(kubectl: Kubectl, found: list[Info], objects: list[Object], text: str) -> None:
    """Send what the editor has changed."""
    edited = [document.value for document in load.read(text)]
    if edited == objects:
        kubectl.warn("Edit cancelled, no changes made.")
        return
    results = Results(kubectl)
    for info, old, new in zip(found, objects, edited, strict=False):
        kind = schema.find(info.resource.api_version, info.resource.kind)
        patch = three_way(old, new, old, f"#{kind.type}" if kind else "o").patch
        if not patch:
            continue
        query = kubectl.writing("kubectl-edit", validate=True)
        try:
            answer = await kubectl.ask("PATCH", info.path, query, gosyntax.marshal(patch), STRATEGIC)
        except StatusError as error:
            kubectl.warn(f'error: {info.resource.full_name} "{info.name}" is {_word(error)}')
            raise KubectlError("Edit cancelled, no valid changes were saved.") from error
        results.done(returned(info, answer), "edited")


def _word(error: StatusError) -> str:
    return "invalid" if error.reason == "Invalid" else f"could not be patched: {error.message}"
