"""kubectl events."""

from __future__ import annotations

from k8sviz.terminal.gotext import duration
from k8sviz.terminal.gotext.tabwriter import TABLE, align
from k8sviz.terminal.kubectl import naming
from k8sviz.terminal.kubectl.api import KubectlError, Object, UsageError
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.get import whole
from k8sviz.terminal.kubectl.mapping import NoMatchError
from k8sviz.terminal.kubectl.printing import OTHER_FORMATS, Form


async def events(kubectl: Kubectl) -> None:
    """Events, the oldest first."""
    call = kubectl.call
    wanted = call.all("types")
    if any(kind.lower() not in ("normal", "warning") for kind in wanted):
        raise KubectlError("valid --types are Normal or Warning")
    resource = await kubectl.builtin("", "Event")
    everywhere = call.on("all-namespaces")
    found = await kubectl.list(resource, "" if everywhere else kubectl.namespace, await _about(kubectl))
    found = [one for one in found if not wanted or one["type"].lower() in [kind.lower() for kind in wanted]]
    if not found:
        kubectl.warn(
            "No events found." if everywhere else f"No events found in {kubectl.namespace} namespace."
        )
        return
    found.sort(key=lambda one: duration.stamp(_time(one)))
    if call.text("output"):
        form = Form(
            call.text("output"), kubectl.files, kubectl.budget, call.on("show-managed-fields"), OTHER_FORMATS
        )
        kubectl.write(form.write(whole(found)))
        return
    rows = [_row(one, kubectl.api.now(), everywhere) for one in found]
    if not call.on("no-headers"):
        heads = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]
        rows.insert(0, (["NAMESPACE"] if everywhere else []) + heads)
    kubectl.write(align("".join("\t".join(row) + "\n" for row in rows), TABLE))


async def _about(kubectl: Kubectl) -> dict[str, str]:
    target = kubectl.call.text("for")
    if not target:
        return {}
    if "/" not in target:
        raise KubectlError("--for must be in resource/name form")
    try:
        one = (await naming.named(kubectl, [target]))[0]
    except NoMatchError as error:
        raise UsageError(str(error)) from error
    selector = {"involvedObject.kind": one.resource.kind, "involvedObject.name": one.name}
    if one.resource.group:
        selector["involvedObject.apiVersion"] = one.resource.api_version
    return {"fieldSelector": ",".join(f"{key}={value}" for key, value in selector.items())}


def _time(event: Object) -> str:
    """When it was last seen."""
    series = event.get("series") or {}
    found = (
        series.get("lastObservedTime")
        or event.get("lastTimestamp")
        or event.get("eventTime")
        or event.get("firstTimestamp")
    )
    return str(found or event["metadata"]["creationTimestamp"])


def _row(event: Object, now: float, namespaces: bool) -> list[str]:
    first = duration.ago(event.get("firstTimestamp") or event.get("eventTime"), now)
    seen, count = first, event.get("count") or 0
    series = event.get("series")
    if series:
        seen = f"{duration.ago(series['lastObservedTime'], now)} (x{series['count']} over {first})"
    elif count > 1:
        seen = f"{duration.ago(event.get('lastTimestamp'), now)} (x{count} over {first})"
    about = event["involvedObject"]
    row = [seen, event["type"], event["reason"], f"{about['kind']}/{about['name']}", event["message"].strip()]
    return ([event["metadata"]["namespace"]] if namespaces else []) + row
