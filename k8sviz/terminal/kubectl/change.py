"""kubectl patch, label, annotate and scale."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from k8sviz.sim.manifests import gosyntax, load
from k8sviz.terminal.kubectl import infos, naming
from k8sviz.terminal.kubectl.api import KubectlError, MissingFlagError, Object, StatusError, together
from k8sviz.terminal.kubectl.client import JSON_PATCH, MERGE, STRATEGIC, Kubectl
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.results import Results, returned

_TYPES = {"json": JSON_PATCH, "merge": MERGE, "strategic": STRATEGIC}
_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\Z")
_NO_RESOURCE = "one or more resources must be specified as <resource> <name> or <resource>/<name>"


async def targets(kubectl: Kubectl, args: list[str]) -> list[Info]:
    """The objects that files or arguments choose, fetched."""
    if kubectl.call.has("filename"):
        read = await infos.from_files(kubectl, validate=False)
        problem = together(read.errors)
        if problem:
            raise problem
        found = []
        for info in read.infos:
            obj = info.obj if kubectl.call.on("local") else await kubectl.get(info.path)
            found.append(Info(info.resource, info.namespace, info.name, obj, info.source))
        return found
    return await naming.chosen(kubectl, args)


async def patch(kubectl: Kubectl) -> None:
    """PATCH with what -p says."""
    call = kubectl.call
    kind = call.text("type") or "strategic"
    if kind not in _TYPES:
        raise KubectlError(f'--type must be one of [json merge strategic], not "{kind}"')
    text = call.text("patch") or kubectl.files.get(call.text("patch-file"), "")
    if not text:
        raise KubectlError("must specify --patch or --patch-file containing the contents of the patch")
    if not call.args and not call.has("filename"):
        raise KubectlError(naming.NOTHING)
    text = _json(text)
    results = Results(kubectl)
    for info in await targets(kubectl, call.args):
        path = info.resource.path(info.namespace, info.name, call.text("subresource"))
        answer = await kubectl.ask("PATCH", path, kubectl.writing("kubectl-patch"), text, _TYPES[kind])
        results.done(returned(info, answer), "patched" if answer != info.obj else "patched (no change)")


def _json(text: str) -> str:
    if text.lstrip().startswith("{"):
        return text
    read = load.read(text)
    problem = next((one.error for one in read if one.error), "")
    if problem:
        yaml_says = problem.rpartition("error converting YAML to JSON: ")[2]
        raise KubectlError(f"unable to parse {gosyntax.quoted(text)}: {yaml_says}")
    return msgspec.json.encode(read[0].value if read else None).decode()


def _parted(args: list[str], kind: str) -> tuple[list[str], list[str]]:
    resources: list[str] = []
    pairs: list[str] = []
    for arg in args:
        if ("=" in arg and arg[0] != "=") or (arg.endswith("-") and arg != "-"):
            pairs.append(arg)
        elif pairs:
            raise KubectlError(f"all resources must be specified before {kind} changes: {arg}")
        else:
            resources.append(arg)
    return resources, pairs


def _changes(pairs: list[str], kind: str) -> tuple[dict[str, str], list[str]]:
    changed: dict[str, str] = {}
    removed = []
    for pair in pairs:
        if "=" in pair:
            key, _, value = pair.partition("=")
            if kind == "label" and not _VALUE.match(value):
                raise KubectlError(
                    f'invalid label value: "{pair}": a valid label must be an empty string or consist of '
                    "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
                    "character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
                    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
                )
            changed[key] = value
        else:
            removed.append(pair[:-1])
    both = [key for key in removed if key in changed]
    if both:
        raise KubectlError(f"can not both modify and remove {_a(kind)} in the same command")
    return changed, removed


def _a(kind: str) -> str:
    return "an annotation" if kind == "annotation" else "a label"


async def label(kubectl: Kubectl) -> None:
    """Set and remove labels."""
    await _marks(kubectl, "label", "labels", "kubectl-label")


async def annotate(kubectl: Kubectl) -> None:
    """Set and remove annotations."""
    await _marks(kubectl, "annotation", "annotations", "kubectl-annotate")


async def _marks(kubectl: Kubectl, kind: str, field: str, manager: str) -> None:
    call = kubectl.call
    resources, pairs = _parted(call.args, kind)
    if not resources and not call.has("filename"):
        raise KubectlError(_NO_RESOURCE)
    if not pairs and not call.on("list"):
        raise KubectlError(f"at least one {kind} update is required")
    changed, removed = _changes(pairs, kind)
    results = Results(kubectl)
    for info in await targets(kubectl, resources):
        old = info.obj["metadata"].get(field) or {}
        if call.on("list"):
            for key, value in sorted(old.items()):
                kubectl.say(f"{key}={value}")
            continue
        _check(kubectl, kind, old, changed)
        if kind == "label":
            for key in removed:
                if key not in old:
                    kubectl.say(f'label "{key}" not found.')
        new = {key: value for key, value in {**old, **changed}.items() if key not in removed}
        obj = await _marked(kubectl, info, field, (old, new), manager)
        results.done(obj, _verb(kubectl, kind, old, new))


def _check(kubectl: Kubectl, kind: str, old: dict[str, str], changed: dict[str, str]) -> None:
    if kubectl.call.on("overwrite"):
        return
    same = changed if kind == "label" else {}
    taken = [
        f"'{key}' already has a value ({old[key]})"
        for key in changed
        if old.get(key) and old[key] != same.get(key)
    ]
    if taken and kind == "label":
        raise KubectlError("; ".join(f"{one}, and --overwrite is false" for one in taken))
    if taken:
        raise KubectlError(
            "--overwrite is false but found the following declared annotation(s): " + "; ".join(taken)
        )


def _verb(kubectl: Kubectl, kind: str, old: dict[str, str], new: dict[str, str]) -> str:
    if kind == "annotation":
        return "annotated"
    if old == new:
        return "not labeled"
    shorter = len(gosyntax.marshal(new)) < len(gosyntax.marshal(old)) if old else False
    return "unlabeled" if shorter and not kubectl.call.on("overwrite") else "labeled"


async def _marked(
    kubectl: Kubectl, info: Info, field: str, change: tuple[dict[str, str], dict[str, str]], manager: str
) -> Object:
    old, new = change
    if old == new:
        return info.obj
    metadata = {**info.obj["metadata"], field: new}
    if kubectl.dry_run == "client" or kubectl.call.on("local"):
        return {**info.obj, "metadata": metadata}
    patched: dict[str, Any] = {key: value for key, value in new.items() if old.get(key) != value}
    patched |= {key: None for key in old if key not in new}
    body: Object = {"metadata": {field: patched if new else None}}
    if kubectl.call.text("resource-version"):
        body["metadata"]["resourceVersion"] = kubectl.call.text("resource-version")
    return returned(info, await kubectl.ask("PATCH", info.path, kubectl.writing(manager), body, MERGE))


async def scale(kubectl: Kubectl) -> None:
    """Set how many replicas there are to be."""
    call = kubectl.call
    if not call.has("replicas"):
        raise MissingFlagError('required flag(s) "replicas" not set')
    if call.number("replicas") < 0:
        raise KubectlError(
            "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0"
        )
    found: list[Info] = []
    errors: list[KubectlError] = []
    if not call.args and not call.has("filename"):
        raise KubectlError(naming.NOTHING)
    named = await naming.named(kubectl, call.args) if call.args and not call.has("filename") else []
    if any(one.name for one in named):
        for one in named:
            try:
                found.append(await naming.fetch(kubectl, one))
            except StatusError as error:
                errors.append(error)
    else:
        found = await targets(kubectl, call.args)
    if not found:
        raise KubectlError(f"no objects passed to scale {'; '.join(str(error) for error in errors)}")
    results = Results(kubectl)
    for info in found:
        await _scale(kubectl, info)
        results.done(info.obj, "scaled")
    problem = together(errors)
    if problem:
        raise problem


async def _scale(kubectl: Kubectl, info: Info) -> None:
    call = kubectl.call
    path = info.resource.path(info.namespace, info.name, "scale")
    if call.has("current-replicas") and call.number("current-replicas") >= 0:
        was = ((await kubectl.get(path)).get("spec") or {}).get("replicas", 0)
        if was != call.number("current-replicas"):
            raise KubectlError(f"Expected replicas to be {call.number('current-replicas')}, was {was}")
    version = info.obj["metadata"].get("resourceVersion")
    if call.text("resource-version") not in ("", version):
        raise KubectlError(f"Expected resource version to be {call.text('resource-version')}, was {version}")
    if kubectl.dry_run == "client":
        return
    query = {"dryRun": "All"} if kubectl.dry_run == "server" else {}
    await kubectl.ask("PATCH", path, query, {"spec": {"replicas": call.number("replicas")}}, MERGE)
