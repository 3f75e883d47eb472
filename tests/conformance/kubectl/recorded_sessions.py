"""The recorded kubectl sessions, and when an answer counts as equal to a recorded one."""

from __future__ import annotations

import json
import lzma
import re
from functools import cache
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent
BEGINS_WITH_TUTORIAL = ("a02", "a03", "a04", "a05", "a06", "e03", "e05")
"""Sessions that were recorded with the tutorial's manifests applied before."""
BEGINS_WITH_SLICES = ("e04",)
"""Sessions that began with an EndpointSlice written by hand in an earlier one."""
BEGINS_RESTARTED = ("a04", "a05", "a06")
"""Of these, those whose Deployment had been restarted."""


class Step(msgspec.Struct, frozen=True):
    """One command line and its recorded answer."""

    cmd: str
    rc: int
    stdout: str
    stderr: str
    stdin: str = ""
    pause: float = 0.0  # seconds before it
    fresh: bool = False  # everything was deleted before it


class Session(msgspec.Struct, frozen=True):
    """Commands one after another, and the manifests that they name."""

    description: str
    files: dict[str, str]
    steps: list[Step]


@cache
def sessions() -> dict[str, Session]:
    """All of them by name."""
    text = lzma.decompress((FOLDER / "sessions.json.xz").read_bytes())
    found = json.loads(text)  # lone surrogates stand for bytes that are no UTF-8
    return {name: msgspec.convert(session, Session) for name, session in found.items()}


def write_files(folder: Path) -> None:
    """Every session's manifests, each in a folder of its own."""
    for name, session in sessions().items():
        (folder / name).mkdir()
        for path, text in session.files.items():
            target = folder / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8", "surrogateescape"))


_RANDOM = "[bcdfghjklmnpqrstvwxz2456789]{5}"
_GENERATION = re.compile(r'"?generation"?: \d+')  # how often the controller looked is chance
_NODE = re.compile(r'(nodeName"?: "?)node-\d')
_WHERE = re.compile(r"\b(?:node-[123]|192\.168\.0\.1[123])\b")
_LIST = re.compile(r"[\w.:-]+(?:,[\w.:-]+)+")
_RULES = [
    (re.compile(r"^E\d{4} [\d:.]+ +\d+ ", re.MULTILINE), ""),
    (re.compile(r"\S*?/?kubectl-edit-\d+\.yaml"), "EDITED"),
    (re.compile(r"'/\S*?/(?=[a-z]\d\d-)"), "'"),
    (re.compile(r"on 127\.0\.0\.1:\d+"), "on ADDRESS"),
    (re.compile(r"^W\d{4} .*server path.*\n", re.MULTILINE), ""),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UID"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"), "TIME"),
    (re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}"), "TIME"),
    (re.compile(r'((?:resourceVersion|ResourceVersion|observedVersion)"?: )"?\d+"?'), r"\1RV"),
    (re.compile(r"\.[0-9a-f]{16}\b"), ".RANDOM"),
    (re.compile(r"containerd://[0-9a-f]{64}"), "CONTAINER"),
    (re.compile(r"(?<=-)[4-9bcdf]{8,10}(?=-|\b)"), "HASH"),
    (re.compile(r'(pod-template-hash(?:=|"?: "?))[4-9bcdf]{8,10}'), r"\1HASH"),
    (re.compile(rf"-HASH-{_RANDOM}\b"), "-HASH-RANDOM"),
    (re.compile(rf"(?<=[a-z0-9])-{_RANDOM}\b(?!-)"), "-RANDOM"),
    (re.compile(r"\b10\.244\.\d+\.\d+(?!/)\b"), "POD-IP"),
    (re.compile(r"\b10\.(?:9[6-9]|10\d|11[01])\.(?!0\.[01]\b|0\.0/)\d+\.\d+\b"), "CLUSTER-IP"),
    (re.compile(r"\bfd00:10:96::[0-9a-f]{2,4}\b"), "CLUSTER-IP"),
    (re.compile(r"\[fd00:10:244:[0-9a-f:]+\]"), "POD-IP"),
    (re.compile(r"\bfd00:10:96::[0-9a-f]+\b"), "CLUSTER-IP"),
    (re.compile(r"\b3[0-2]\d{3}\b"), "NODE-PORT"),
    (re.compile(r"https?://[\w.:-]+(?:/rooms/\w+/k8s(?:/~[\w-]+)?)?"), "SERVER"),
    (re.compile(r"192\.168\.0\.10:\d+"), "API-SERVER"),
    (re.compile(r"current: \d+"), "current: RV"),
    (re.compile(r"(too old resource version: \d+) \(\d+\)"), r"\1 (RV)"),
    (re.compile(r"\(x\d+ over [\w]+\)"), "(TIMES)"),
    (re.compile(r"(?<![\w.=:/-])(?=\d)(?:\d+[ydhms])+(?![\w/-])"), "AGE"),
    (re.compile(r"<(?:unknown|invalid)>(?=\s)"), "AGE"),
    (re.compile(r"^service/kubernetes\n", re.MULTILINE), ""),  # deleted with the rest, and made again
    (re.compile(r"^WARNING: version difference .*\n(?:.*minor version skew.*\n)?", re.MULTILINE), ""),
    (re.compile(r"-{3,}"), "---"),
    (re.compile(r"[ \t]+"), " "),
    (re.compile(r" $", re.MULTILINE), ""),
]


def normal(text: str) -> list[str]:
    """A text without what differs from cluster to cluster.

    Lists of objects with random names come in another order: then the lines are compared sorted.
    """
    text = _sorted_json(text)
    if "kind: EndpointSlice" in text or '"kind": "EndpointSlice"' in text:
        text = _GENERATION.sub("GENERATION", text)
    if "Endpoint" in text:
        text = _NODE.sub(r"\1NODE", text)  # of nodes that fit alike the scheduler takes one by chance
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    if "HASH-RANDOM" in text:
        text = _WHERE.sub("NODE", text)
    text = _LIST.sub(lambda match: ",".join(sorted(match[0].split(","))), text)
    lines = text.splitlines()
    return sorted(lines) if "RANDOM" in text else lines


def _sorted_json(text: str) -> str:
    """Raw JSON says the same in any order; what follows it stays."""
    if not text.startswith("{"):
        return text
    try:
        found, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return text
    return json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n" + text[end:].lstrip()


def equal(recorded: str, got: str) -> bool:
    """Whether two texts say the same."""
    return normal(recorded) == normal(got)
