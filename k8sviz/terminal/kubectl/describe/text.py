"""Lines with tabs, and the parts that several descriptions share (k8s.io/kubectl/pkg/describe)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from k8sviz.terminal.gotext import duration
from k8sviz.terminal.gotext.tabwriter import DESCRIPTION, align
from k8sviz.terminal.kubectl.api import Object

NONE, UNSET = "<none>", "<unset>"
_HIDDEN = "kubectl.kubernetes.io/last-applied-configuration"
_LONGEST = 140


class Text:
    """A description being written; `flush` starts its columns anew."""

    def __init__(self, now: float) -> None:
        self.now = now
        self._done = ""
        self._text = ""

    def write(self, text: str, level: int = 0) -> None:
        """Add text, indented by its level."""
        self._text += "  " * level + text

    def row(self, title: str, value: Any, level: int = 0) -> None:
        """A title and a value in the next column."""
        self.write(f"{title}:\t{value}\n", level)

    def flush(self) -> None:
        """What follows is aligned for itself."""
        self._done += align(self._text, DESCRIPTION)
        self._text = ""

    def finished(self) -> str:
        """All of it."""
        self.flush()
        return self._done

    def unaligned(self) -> str:
        """All of it, with its tabs."""
        return self._text

    def age(self, time: str | None) -> str:
        """How long ago."""
        return duration.ago(time, self.now)

    def map(self, title: str, labels: Mapping[str, str] | None, indent: str = "") -> None:
        """Labels below one another."""
        lines = [f"{key}={value}" for key, value in sorted((labels or {}).items())]
        self.lines(f"{indent}{title}", lines, f"{indent}\t")

    def lines(self, title: str, lines: Sequence[str], indent: str = "\t") -> None:
        """Values below one another, or <none>."""
        self.write(f"{title}:\t{lines[0] if lines else NONE}\n")
        for line in lines[1:]:
            self.write(f"{indent}{line}\n")

    def annotations(self, title: str, annotations: Mapping[str, str] | None) -> None:
        """Annotations; long ones on lines of their own, cut off."""
        shown = {key: value for key, value in sorted((annotations or {}).items()) if key != _HIDDEN}
        lines: list[str] = []
        for key, whole in shown.items():
            value = whole.removesuffix("\n")
            if len(value) + len(key) + 2 > _LONGEST or "\n" in value:
                lines.append(f"{key}:")
                lines += ["  " + _shortened(line, _LONGEST - 2) for line in value.split("\n")]
            else:
                lines.append(f"{key}: {value}")
        self.lines(title, lines)

    def named(self, obj: Object) -> None:
        """Name, namespace."""
        self.row("Name", obj["metadata"]["name"])
        self.row("Namespace", obj["metadata"].get("namespace", ""))

    def marked(self, obj: Object) -> None:
        """Labels and annotations."""
        self.map("Labels", obj["metadata"].get("labels"))
        self.annotations("Annotations", obj["metadata"].get("annotations"))

    def created(self, obj: Object) -> None:
        """When it was created."""
        self.row("CreationTimestamp", duration.long_date(obj["metadata"]["creationTimestamp"]))

    def events(self, events: Sequence[Object] | None) -> None:
        """What happened to it."""
        if events is None:
            return
        if not events:
            self.row("Events", NONE)
            return
        self.flush()
        self.write("Events:\n  Type\tReason\tAge\tFrom\tMessage\n")
        self.write("----\t------\t----\t----\t-------\n", 1)
        for event in sorted(events, key=lambda one: one.get("lastTimestamp") or ""):
            self.write(self._event(event), 1)

    def _event(self, event: Object) -> str:
        first = self.age(event.get("eventTime") or event.get("firstTimestamp"))
        series, count = event.get("series"), event.get("count") or 0
        if series:
            interval = f"{self.age(series['lastObservedTime'])} (x{series['count']} over {first})"
        elif count > 1:
            interval = f"{self.age(event.get('lastTimestamp'))} (x{count} over {first})"
        else:
            interval = first
        source = (event.get("source") or {}).get("component") or event.get("reportingComponent", "")
        message = (event.get("message") or "").strip()
        field = (event.get("involvedObject") or {}).get("fieldPath")
        message = f"{field}: {message}" if field else message
        return f"{event.get('type', '')}\t{event.get('reason', '')}\t{interval}\t{source}\t{message}\n"


def _shortened(text: str, length: int) -> str:
    return text[:length] + "..." if len(text) > length else text


def controller(obj: Object) -> str:
    """ReplicaSet/httpd-56c44fbbf, or nothing."""
    for owner in obj["metadata"].get("ownerReferences") or []:
        if owner.get("controller"):
            return f"{owner['kind']}/{owner['name']}"
    return ""


def selector(labels: Object | None) -> str:
    """A label selector as text: a=b,c in (d,e),!f."""
    terms = [(key, f"{key}={value}") for key, value in ((labels or {}).get("matchLabels") or {}).items()]
    for wanted in (labels or {}).get("matchExpressions") or []:
        key, values = wanted["key"], ",".join(sorted(wanted.get("values") or []))
        form = {"In": f"{key} in ({values})", "NotIn": f"{key} notin ({values})", "Exists": key}
        terms.append((key, form.get(wanted["operator"], f"!{key}")))
    return ",".join(text for _, text in sorted(terms, key=lambda term: term[0]))


def conditions(text: Text, obj: Object) -> None:
    """Type, status and reason of a workload's conditions."""
    found = (obj.get("status") or {}).get("conditions") or []
    if found:
        text.write("Conditions:\n  Type\tStatus\tReason\n")
        text.write("----\t------\t------\n", 1)
        for one in found:
            text.write(f"{one['type']} \t{one['status']}\t{one.get('reason', '')}\n", 1)
