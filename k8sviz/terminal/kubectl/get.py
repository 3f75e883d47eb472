"""kubectl get."""

from __future__ import annotations

import json

from k8sviz.sim.calls import Request
from k8sviz.terminal.gotext.tabwriter import TABLE, align
from k8sviz.terminal.kubectl import infos, naming, sorting
from k8sviz.terminal.kubectl.api import KubectlError, Object, StatusError, UsageError, together
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.mapping import Resource
from k8sviz.terminal.kubectl.naming import Named
from k8sviz.terminal.kubectl.printing import GET_FORMATS, Form
from k8sviz.terminal.kubectl.tables import Options, Printer

_SUGGEST = (
    'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of '
    "supported resources.\n\n"
    "error: Required resource not specified.\n"
    'Use "kubectl explain <resource>" for a detailed description of that resource '
    "(e.g. kubectl explain pods).\n"
    "See 'kubectl get -h' for help and examples"
)


async def get(kubectl: Kubectl) -> None:
    """Print one or many resources."""
    call = kubectl.call
    if call.text("raw"):
        await _raw(kubectl, call.text("raw"))
        return
    if call.on("show-labels") and call.text("output") not in ("", "wide"):
        raise KubectlError(f"--show-labels option cannot be used with {call.text('output')} printer")
    watches = call.on("watch") or call.on("watch-only")
    if call.on("output-watch-events") and not watches:
        raise KubectlError("--output-watch-events option can only be used with --watch or --watch-only")
    output = call.text("output") or ("go-template" if call.text("template") else "")
    wanted = await _wanted(kubectl)
    if call.text("subresource") and not all(one.name for one in wanted):
        raise KubectlError("subresource cannot be used when bulk resources are specified")
    if watches:
        await _watch(kubectl, wanted[0], output)
    elif output in ("", "wide"):
        await _tables(kubectl, wanted, output == "wide")
    else:
        form = Form(
            output, kubectl.files, kubectl.budget, call.on("show-managed-fields"), GET_FORMATS,
            call.text("template"), headers=not call.on("no-headers"),
        )  # fmt: skip
        await _objects(kubectl, wanted, form)


async def _wanted(kubectl: Kubectl) -> list[Named]:
    call = kubectl.call
    if call.has("filename") or call.has("kustomize"):
        read = await infos.from_files(kubectl, validate=False)
        problem = together(read.errors)
        if problem:
            raise problem
        return [Named(info.resource, info.name) for info in read.infos]
    if not call.args:
        raise UsageError(_SUGGEST)
    wanted = await naming.named(kubectl, call.args)
    if any(one.name for one in wanted) and call.on("all-namespaces"):
        raise KubectlError("a resource cannot be retrieved by name across all namespaces")
    if any(one.name for one in wanted) and call.text("selector"):
        raise KubectlError("name cannot be provided when a selector is specified")
    return wanted


async def _raw(kubectl: Kubectl, path: str) -> None:
    place, _, tail = path.partition("?")
    query = dict(pair.partition("=")[::2] for pair in tail.split("&") if pair)
    answer = await kubectl.api.request(Request("GET", place, query))
    if answer.code >= 400:
        raise StatusError(answer.body)
    text = answer.body.get(TEXT) if TEXT in answer.body else None
    indent = 2 if place == "/version" else None
    if text is None:
        separators = None if indent else (",", ":")
        text = json.dumps(answer.body, indent=indent, separators=separators, ensure_ascii=False)
        text += "" if indent else "\n"
    kubectl.write(text)


TEXT = "text"
"""The key under which an Api hands on an answer that is no JSON: {"text": "ok"}."""


def _options(kubectl: Kubectl, resource: Resource, wide: bool, several: bool) -> Options:
    call = kubectl.call
    with_kind = several or call.on("show-kind")
    return Options(
        wide=wide, headers=not call.on("no-headers"),
        namespaces=call.on("all-namespaces") and resource.namespaced,
        prefix=f"{resource.line_name}/" if with_kind else "",
        show_labels=call.on("show-labels"), label_columns=tuple(call.all("label-columns")),
    )  # fmt: skip


def _query(kubectl: Kubectl) -> dict[str, str]:
    query = naming.selectors(kubectl)
    if kubectl.call.text("sort-by"):
        query["includeObject"] = "Object"
    return query


async def _tables(kubectl: Kubectl, wanted: list[Named], wide: bool) -> None:
    errors: list[KubectlError] = []
    fetched: list[tuple[Resource, list[Object]]] = []
    for one in wanted:
        try:
            fetched.append((one.resource, await _fetch(kubectl, one)))
        except StatusError as error:
            if not (kubectl.call.on("ignore-not-found") and error.reason == "NotFound"):
                errors.append(error)
    several = len({resource for resource, _ in fetched}) > 1
    printed = _print(kubectl, fetched, wide, several)
    if not printed and not errors and not kubectl.call.on("ignore-not-found"):
        everywhere = kubectl.call.on("all-namespaces")
        namespaced = not everywhere and all(one.resource.namespaced for one in wanted)
        kubectl.warn(
            f"No resources found in {kubectl.namespace} namespace." if namespaced else "No resources found"
        )
    problem = together(errors)
    if problem:
        raise problem


async def _fetch(kubectl: Kubectl, one: Named) -> list[Object]:
    everywhere = kubectl.call.on("all-namespaces")
    namespace = naming.scope(kubectl, one.resource, everywhere)
    query = _query(kubectl)
    if one.name:
        path = one.resource.path(namespace, one.name, kubectl.call.text("subresource"))
        try:
            return [await kubectl.get(path, table=True)]
        except StatusError as error:
            raise await naming.placeless(kubectl, error, namespace) from error
    try:
        return [chunk async for chunk in kubectl.chunks(one.resource, namespace, query, table=True)]
    except StatusError as error:
        raise naming.unfound(error, one.resource, query) from error


def _print(kubectl: Kubectl, fetched: list[tuple[Resource, list[Object]]], wide: bool, several: bool) -> bool:
    printer: Printer | None = None
    last: Resource | None = None
    text, written = "", False
    for resource, chunks in fetched:
        if resource != last:
            kubectl.write(align(text, TABLE))
            written = written or bool(text)
            gap = written and not kubectl.call.on("no-headers")
            text, last = "", resource
            printer = Printer(_options(kubectl, resource, wide, several))
        assert printer is not None
        tables = _sorted(kubectl, chunks)
        added = "".join(printer.text(table) for table in tables)
        if added and not text and gap:
            kubectl.write("\n")
        text += added
    kubectl.write(align(text, TABLE))
    return written or bool(text)


def _sorted(kubectl: Kubectl, chunks: list[Object]) -> list[Object]:
    field = kubectl.call.text("sort-by")
    if not field or not chunks:
        return chunks
    rows = [row for chunk in chunks for row in chunk.get("rows") or []]
    if len(rows) < 2:
        return chunks
    try:
        rows = sorting.ordered(rows, [row["object"] for row in rows], field, kubectl.budget)
    except sorting.NoFieldError:  # kubectl shows nothing then, and calls it a success
        rows = []
    return [{**chunks[0], "rows": rows}]


async def _objects(kubectl: Kubectl, wanted: list[Named], form: Form) -> None:
    errors: list[KubectlError] = []
    found: list[Object] = []
    for one in wanted:
        try:
            if one.name:
                found.append((await naming.fetch(kubectl, one)).obj)
            else:
                everywhere = kubectl.call.on("all-namespaces")
                found += [info.obj for info in await naming.listed(kubectl, one.resource, everywhere)]
        except StatusError as error:
            if not (kubectl.call.on("ignore-not-found") and error.reason == "NotFound"):
                errors.append(error)
    if kubectl.call.text("sort-by") and len(found) > 1:
        found = sorting.ordered(found, found, kubectl.call.text("sort-by"), kubectl.budget)
    single = len(wanted) == 1 and bool(wanted[0].name)
    if found or not (single or errors):
        _write(kubectl, found, form, single)
    problem = together(errors)
    if problem:
        raise problem


def _write(kubectl: Kubectl, found: list[Object], form: Form, single: bool) -> None:
    if single:
        kubectl.write(form.write(found[0]))
        return
    whole: Object = {
        "apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": found,
    }  # fmt: skip
    kubectl.write(form.write(whole))


async def _watch(kubectl: Kubectl, one: Named, output: str) -> None:
    """The objects there are, then their changes, until the watch ends."""
    namespace = naming.scope(kubectl, one.resource, kubectl.call.on("all-namespaces"))
    query = naming.selectors(kubectl)
    if one.name:
        query["fieldSelector"] = f"metadata.name={one.name}"
    query = {key: value for key, value in query.items() if value}
    path = one.resource.path(namespace)
    first = await kubectl.get(path, query, table=True)
    options = _options(kubectl, one.resource, output == "wide", several=False)
    printer = Printer(options)
    version = (first.get("metadata") or {}).get("resourceVersion", "")
    watch = Request("GET", path, {**query, "watch": "true", "resourceVersion": version}, table=True)
    text = "" if kubectl.call.on("watch-only") else printer.text(first)
    async for event in kubectl.api.watch(watch):
        if event["type"] in ("ADDED", "MODIFIED", "DELETED"):
            text += printer.text(event["object"])
    kubectl.write(align(text, TABLE))


def whole(items: list[Object]) -> Object:
    """A List of objects."""
    return {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": items}
