"""Namespaces, ConfigMaps, Secrets, ServiceAccounts, HPAs, PDBs, and kinds without words of their own."""

from __future__ import annotations

import base64
import re

from k8sviz.sim.manifests import gosyntax
from k8sviz.terminal.gotext import duration
from k8sviz.terminal.gotext.values import quoted
from k8sviz.terminal.kubectl.api import Object
from k8sviz.terminal.kubectl.describe.sources import Subject
from k8sviz.terminal.kubectl.describe.text import NONE, UNSET, Text, selector


async def namespace(subject: Subject) -> str:
    """describeNamespace."""
    obj, text = subject.obj, subject.text()
    text.row("Name", subject.name)
    text.marked(obj)
    text.row("Status", (obj.get("status") or {}).get("phase", ""))
    found = (obj.get("status") or {}).get("conditions") or []
    if found:
        text.write("Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage\n")
        text.write("----\t------\t------------------\t------\t-------\n", 1)
        for one in found:
            time = duration.long_date(one["lastTransitionTime"])
            row = (one["type"], one["status"], time, one.get("reason", ""), one.get("message", ""))
            text.write("\t".join(row) + "\n", 1)
    quotas = await subject.list("", "ResourceQuota", {}, subject.name)
    text.write("\n" + ("Resource Quotas\n" if quotas else "No resource quota.\n"))
    for quota in quotas:
        _quota(text, quota)
    limits = await subject.list("", "LimitRange", {}, subject.name)
    if not limits:
        text.write("\nNo LimitRange resource.\n")
    return text.finished()


def _quota(text: Text, quota: Object) -> None:
    text.write(f"  Name:\t{quota['metadata']['name']}\n")
    text.write("  Resource\tUsed\tHard\n")
    text.write("  --------\t---\t---\n")
    status = quota.get("status") or {}
    for name, hard in sorted((status.get("hard") or {}).items()):
        text.write(f"  {name}\t{(status.get('used') or {}).get(name, 0)}\t{hard}\n")


async def config_map(subject: Subject) -> str:
    """ConfigMapDescriber."""
    obj, text = subject.obj, subject.text()
    text.named(obj)
    text.marked(obj)
    text.write("\nData\n====\n")
    for key, value in sorted((obj.get("data") or {}).items()):
        text.write(f"{key}:\n----\n{value}\n\n")
    text.write("\nBinaryData\n====\n")
    for key, value in sorted((obj.get("binaryData") or {}).items()):
        text.write(f"{key}: {len(base64.b64decode(value))} bytes\n")
    text.write("\n")
    text.events(await subject.events())
    return text.finished()


async def secret(subject: Subject) -> str:
    """describeSecret."""
    obj, text = subject.obj, subject.text()
    text.named(obj)
    text.marked(obj)
    kind = obj.get("type", "")
    text.write(f"\nType:\t{kind}\n")
    text.write("\nData\n====\n")
    for key, value in sorted((obj.get("data") or {}).items()):
        data = base64.b64decode(value)
        is_token = key == "token" and kind == "kubernetes.io/service-account-token"
        text.row(key, data.decode() if is_token else f"{len(data)} bytes")
    return text.finished()


async def service_account(subject: Subject) -> str:
    """describeServiceAccount; the tokens are those Secrets that name the account."""
    obj, text = subject.obj, subject.text()
    text.named(obj)
    text.marked(obj)
    secrets = await subject.list("", "Secret", {})
    there = {one["metadata"]["name"] for one in secrets}
    tokens = [
        one["metadata"]["name"]
        for one in secrets
        if one.get("type") == "kubernetes.io/service-account-token"
        and (one["metadata"].get("annotations") or {}).get("kubernetes.io/service-account.name")
        == subject.name
    ]
    for title, names in (
        ("Image pull secrets", [one["name"] for one in obj.get("imagePullSecrets") or []]),
        ("Mountable secrets", [one["name"] for one in obj.get("secrets") or []]),
        ("Tokens", tokens),
    ):
        head = f"{title}:".ljust(19 if title != "Tokens" else 0)
        for place, name in enumerate(names or [NONE]):
            lost = "" if name in there or name == NONE else " (not found)"
            text.write(f"{head if place == 0 else ' ' * 19}\t{name}{lost}\n")
    text.events(await subject.events())
    return text.finished()


async def disruption_budget(subject: Subject) -> str:
    """describePodDisruptionBudgetV1."""
    obj, text = subject.obj, subject.text()
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    text.named(obj)
    if "minAvailable" in spec:
        text.row("Min available", spec["minAvailable"])
    elif "maxUnavailable" in spec:
        text.row("Max unavailable", spec["maxUnavailable"])
    wanted = spec.get("selector")
    text.row("Selector", UNSET if wanted is None else selector(wanted) or NONE)
    text.write("Status:\n")
    for title, field in (
        ("Allowed disruptions", "disruptionsAllowed"),
        ("Current", "currentHealthy"),
        ("Desired", "desiredHealthy"),
        ("Total", "expectedPods"),
    ):
        text.row(title, status.get(field, 0), 2)
    text.events(await subject.events())
    return text.finished()


async def autoscaler(subject: Subject) -> str:
    """describeHorizontalPodAutoscalerV2."""
    obj, text = subject.obj, subject.text()
    spec, status = obj["spec"], obj.get("status") or {}
    target = spec["scaleTargetRef"]
    text.named(obj)
    text.marked(obj)
    text.created(obj)
    text.row("Reference", f"{target['kind']}/{target['name']}")
    text.row("Metrics", "( current / target )")
    current = status.get("currentMetrics") or []
    for place, metric in enumerate(spec.get("metrics") or []):
        _metric(text, metric, current[place] if place < len(current) else {})
    text.row("Min replicas", spec.get("minReplicas", UNSET))
    text.row("Max replicas", spec["maxReplicas"])
    if spec.get("behavior"):
        text.write("Behavior:\n")
        _behavior(text, "Scale Up", spec["behavior"].get("scaleUp"))
        _behavior(text, "Scale Down", spec["behavior"].get("scaleDown"))
    counts = f"{status.get('currentReplicas', 0)} current / {status.get('desiredReplicas', 0)} desired"
    text.row(f"{target['kind']} pods", counts)
    if status.get("conditions"):
        text.write("Conditions:\n")
        text.write("Type\tStatus\tReason\tMessage\n", 1)
        text.write("----\t------\t------\t-------\n", 1)
        for one in status["conditions"]:
            row = (one["type"], one["status"], one.get("reason", ""), one.get("message", ""))
            text.write("\t".join(row) + "\n", 1)
    text.events(await subject.events())
    return text.finished()


def _metric(text: Text, metric: Object, now: Object) -> None:
    kind = metric["type"]
    body = metric.get(kind[0].lower() + kind[1:]) or {}
    is_now = (now.get(kind[0].lower() + kind[1:]) or {}).get("current") or {}
    target = body.get("target") or {}
    field = "averageValue" if "averageValue" in target else "value"
    name = (body.get("metric") or {}).get("name", "")
    if kind in ("Resource", "ContainerResource"):
        of = f' of container "{body["container"]}"' if "container" in body else ""
        title = f"resource {body['name']}{of} on pods"
        if "averageValue" in target:
            text.row(title, f"{is_now.get('averageValue', '<unknown>')} / {target['averageValue']}", 1)
            return
        used = is_now.get("averageUtilization")
        shown = "<unknown>" if used is None else f"{used}% ({is_now.get('averageValue')})"
        wanted = target.get("averageUtilization")
        told = f"{shown} / {'<auto>' if wanted is None else f'{wanted}%'}"
        text.row(f"{title}  (as a percentage of request)", told, 1)
        return
    what = {"Pods": f"{quoted(name)} on pods", "External": f"{quoted(name)} ({_target(field)})"}.get(kind)
    if what is None:
        about = body.get("describedObject") or {}
        what = f'"{name}" on {about.get("kind")}/{about.get("name")} ({_target(field)})'
    text.row(what, f"{is_now.get(field, '<unknown>')} / {target.get(field)}", 1)


def _target(field: str) -> str:
    return "target average value" if field == "averageValue" else "target value"


def _behavior(text: Text, title: str, rules: Object | None) -> None:
    if not rules:
        return
    text.write(f"{title}:\n", 1)
    if "stabilizationWindowSeconds" in rules:
        text.write(f"Stabilization Window: {rules['stabilizationWindowSeconds']} seconds\n", 2)
    if rules.get("policies"):
        text.write(f"Select Policy: {rules.get('selectPolicy', 'Max')}\n", 2)
        text.write("Policies:\n", 2)
        for one in rules["policies"]:
            told = f"- Type: {one['type']}\tValue: {one['value']}\tPeriod: {one['periodSeconds']} seconds\n"
            text.write(told, 3)


_APART = (
    ".metadata.managedFields",
    ".metadata.name",
    ".metadata.namespace",
    ".metadata.labels",
    ".metadata.annotations",
)


async def anything(subject: Subject) -> str:
    """genericDescriber: every field in turn."""
    obj, text = subject.obj, subject.text()
    text.named(obj)
    text.marked(obj)
    _fields(text, obj, "", 0)
    text.events(await subject.events())
    return text.finished()


def _fields(text: Text, content: Object, prefix: str, level: int) -> None:
    for field, value in sorted(content.items()):
        path = f"{prefix}.{field}"
        if path in _APART:
            continue
        if not isinstance(value, dict | list):
            text.row(_label(field), gosyntax.plain(value), level)
            continue
        text.write(f"{_label(field)}:\n", level)
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, dict):
                _fields(text, child, path, level + 1)
            else:
                text.write(f"{gosyntax.plain(child)}\n", level + 1)


_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|-")
_ACRONYMS = ("API", "URL", "UID", "OSB", "GUID")


def _label(field: str) -> str:
    if not all(character.isalpha() or character == "-" for character in field):
        return field
    return " ".join(_word(part) for part in _WORD.findall(field))


def _word(part: str) -> str:
    return part.upper() if part.upper() in _ACRONYMS else part.capitalize() if part.islower() else part
