"""Roles, bindings, quotas and priority classes, as `kubectl describe` shows them."""

from __future__ import annotations

from k8sviz.terminal.kubectl.api import Object
from k8sviz.terminal.kubectl.describe.sources import Subject
from k8sviz.terminal.kubectl.describe.text import Text


async def role(subject: Subject) -> str:
    """RoleDescriber and ClusterRoleDescriber: a line for each resource and each name."""
    obj, text = subject.obj, subject.text()
    text.row("Name", subject.name)
    text.marked(obj)
    text.write("PolicyRule:\n")
    text.write("Resources\tNon-Resource URLs\tResource Names\tVerbs\n", 1)
    text.write("---------\t-----------------\t--------------\t-----\n", 1)
    for what, urls, names, verbs in sorted(row for rule in obj.get("rules") or () for row in _rows(rule)):
        text.write(f"{what}\t{_listed(urls)}\t{_listed(names)}\t{_listed(verbs)}\n", 1)
    return text.finished()


def _rows(rule: Object) -> list[tuple[str, list[str], list[str], list[str]]]:
    verbs, names = rule.get("verbs") or [], rule.get("resourceNames") or []
    rows: list[tuple[str, list[str], list[str], list[str]]] = [
        ("", [url], [], verbs) for url in rule.get("nonResourceURLs") or ()
    ]
    for group in rule.get("apiGroups") or ():
        for resource in rule.get("resources") or ():
            full, slash, part = resource.partition("/")
            shown = f"{full}{'.' if group else ''}{group}{slash}{part}"
            rows += [(shown, [], [name], verbs) for name in names] or [(shown, [], [], verbs)]
    return rows


def _listed(words: list[str]) -> str:
    return f"[{' '.join(words)}]"


async def binding(subject: Subject) -> str:
    """RoleBindingDescriber and ClusterRoleBindingDescriber."""
    obj, text = subject.obj, subject.text()
    text.row("Name", subject.name)
    text.marked(obj)
    text.write("Role:\n")
    text.row("Kind", obj["roleRef"]["kind"], 1)
    text.row("Name", obj["roleRef"]["name"], 1)
    text.write("Subjects:\n")
    text.write("Kind\tName\tNamespace\n", 1)
    text.write("----\t----\t---------\n", 1)
    for one in obj.get("subjects") or ():
        text.write(f"{one['kind']}\t{one['name']}\t{one.get('namespace', '')}\n", 1)
    return text.finished()


async def quota(subject: Subject) -> str:
    """ResourceQuotaDescriber."""
    obj, text = subject.obj, subject.text()
    text.named(obj)
    if (obj.get("spec") or {}).get("scopes"):
        text.row("Scopes", ", ".join(sorted(obj["spec"]["scopes"])))
    text.write("Resource\tUsed\tHard\n--------\t----\t----\n")
    _used(text, obj.get("status") or {})
    return text.finished()


def _used(text: Text, status: Object) -> None:
    for name, hard in sorted((status.get("hard") or {}).items()):
        text.write(f"{name}\t{(status.get('used') or {}).get(name, 0)}\t{hard}\n")


async def priority_class(subject: Subject) -> str:
    """PriorityClassDescriber."""
    obj, text = subject.obj, subject.text()
    text.row("Name", subject.name)
    text.row("Value", obj["value"])
    text.row("GlobalDefault", str(bool(obj.get("globalDefault"))).lower())
    text.row("PreemptionPolicy", obj.get("preemptionPolicy", "PreemptLowerPriority"))
    text.row("Description", obj.get("description", ""))
    text.annotations("Annotations", obj["metadata"].get("annotations"))
    text.events(await subject.events())
    return text.finished()
