"""Make k8sviz/kubeapi/messages.json from Kubernetes' .proto files: names, numbers and types of fields.

    python tools/make_messages.py <directory>

The directory holds generated.proto files as they lie in k8s.io/api and k8s.io/apimachinery, in folders that
end with the group and version (apps/v1) or with the package (api/resource). Nothing but
numbers, names and types is kept.
"""

import json
import re
import sys
from pathlib import Path

from message_numbers import KINDS
from message_numbers import messages as by_hand

OUT = Path(__file__).parent.parent / "k8sviz" / "kubeapi" / "messages.json"
ROOTS = {  # what kubectl sends as protobuf
    "v1": ("Service", "Namespace", "ConfigMap", "Secret", "ServiceAccount", "ResourceQuota", "Pod", "Event"),
    "apps/v1": ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"),
    "autoscaling/v1": ("HorizontalPodAutoscaler", "Scale"),
    "authorization.k8s.io/v1": ("SelfSubjectAccessReview", "SelfSubjectRulesReview"),
    "batch/v1": ("Job", "CronJob"),
    "networking.k8s.io/v1": ("Ingress", "NetworkPolicy"),
    "policy/v1": ("PodDisruptionBudget", "Eviction"),
    "rbac.authorization.k8s.io/v1": ("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"),
    "scheduling.k8s.io/v1": ("PriorityClass",),
}
PACKAGE = re.compile(r"^package ([\w.]+);", re.MULTILINE)
MESSAGE = re.compile(r"^message (\w+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^  (optional|repeated|map<string, ([\w.]+)>) *([\w.]*) (\w+) = (\d+);", re.MULTILINE)

Fields = dict[str, list[str]]


def read(folder: Path) -> dict[str, Fields]:
    """Every message by its full name: field number → name, kind (one, many, map) and type."""
    found: dict[str, Fields] = {}
    for path in folder.rglob("*.proto"):
        text = path.read_text()
        match = PACKAGE.search(text)
        assert match is not None
        package = match[1]
        for name, body in MESSAGE.findall(text):
            fields: Fields = {}
            for label, of, kind, field, number in FIELD.findall(body):
                shape = "map" if of else "many" if label == "repeated" else "one"
                fields[number] = [field, shape, full(package, of or kind)]
            found[f"{package}.{name}"] = fields
    return found


def full(package: str, kind: str) -> str:
    """A scalar's name as it is, a message's with its package."""
    if kind.startswith("."):
        return kind[1:]
    return f"{package}.{kind}" if kind[0].isupper() else kind


def short(name: str) -> str:
    """k8s.io.api.core.v1.ServicePort → core/ServicePort."""
    parts = name.split(".")
    return f"{parts[-3] if parts[-2] == 'v1' else parts[-2]}/{parts[-1]}"


def main(folder: Path) -> None:
    """Keep what the roots need."""
    messages = read(folder)
    roots = {}
    for version, kinds in ROOTS.items():
        package = (version.partition("/")[0].partition(".")[0] if "/" in version else "core") + ".v1"
        for kind in kinds:
            name = f"k8s.io.api.{package}.{kind}"
            if name in messages:
                roots[f"{version} {kind}"] = name
    wanted, kept = list(roots.values()), {}
    while wanted:
        name = wanted.pop()
        if short(name) in kept or name not in messages:
            continue
        kept[short(name)] = {
            number: [field, shape, short(kind) if "." in kind else kind]
            for number, (field, shape, kind) in messages[name].items()
        }
        wanted += [kind for _, _, kind in messages[name].values() if "." in kind]
    made = {
        "kinds": dict(sorted((KINDS | {key: short(name) for key, name in roots.items()}).items())),
        "messages": dict(sorted((by_hand() | kept).items())),
    }
    OUT.write_text(json.dumps(made, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
