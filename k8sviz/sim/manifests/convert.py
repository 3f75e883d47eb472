"""Old API versions → apps/v1, in the author's own text.

apps/v1beta1, apps/v1beta2 and extensions/v1beta1 are gone since Kubernetes 1.16
(https://kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-16). apps/v1 asks for spec.selector,
which the old versions took from the template's labels.
"""

from __future__ import annotations

from k8sviz.sim.manifests.dump import write
from k8sviz.sim.manifests.edit import Change, changed, inserted_before
from k8sviz.sim.manifests.nodes import Node, objects
from k8sviz.sim.manifests.recognise import LIFTED, OLD_VERSIONS

_DEFAULT_STEP = 2
_GONE = ("rollbackTo", "templateGeneration")


def modernise(text: str) -> str | None:
    """The text with every old workload lifted to apps/v1; None if there is none."""
    changes: list[Change] = []
    for node in objects(text):
        version = node.at("apiVersion")
        if version and version.text in OLD_VERSIONS and node.says("kind") in LIFTED:
            changes.append(Change(version.start, version.end, "apps/v1"))
            changes += _selector(text, node)
            changes += _gone(text, node)
    return changed(text, changes) if changes else None


def _selector(text: str, node: Node) -> list[Change]:
    spec, labels = node.at("spec"), node.at("spec", "template", "metadata", "labels")
    template = spec.pair("template") if spec else None
    if not spec or not template or not labels or spec.at("selector"):
        return []
    pairs = [(key.text, text[value.start : value.end].strip()) for key, value in labels.pairs()]
    if not pairs:
        return []
    written = [f"{write(key).strip()}: {value}" for key, value in pairs]
    if spec.is_flow:
        return [
            inserted_before(text, spec, template[0], [f"selector: {{matchLabels: {{{', '.join(written)}}}}}"])
        ]
    step = " " * _step(template)
    lines = ["selector:", f"{step}matchLabels:", *(f"{step * 2}{line}" for line in written)]
    return [inserted_before(text, spec, template[0], lines)]


def _step(pair: tuple[Node, Node]) -> int:
    """How far the author indents."""
    key, value = pair
    inside = next(value.pairs(), None)
    deeper = inside[0].column - key.column if inside and not value.is_flow else 0
    return deeper if deeper > 0 else _DEFAULT_STEP


def _gone(text: str, node: Node) -> list[Change]:
    """Fields that apps/v1 does not have are cut out with their lines."""
    spec = node.at("spec")
    if not spec or spec.is_flow:
        return []
    changes = []
    for name in _GONE:
        pair = spec.pair(name)
        if pair:
            start = text.rfind("\n", 0, pair[0].start) + 1
            last = len(text[: pair[1].end].rstrip())  # a block ends where the next key begins
            end = text.find("\n", last) + 1
            changes.append(Change(start, end or len(text), ""))
    return changes
