"""Make k8sviz/sim/manifests/schema.json from what an API server publishes about itself.

    python tools/make_schema.py <directory>

The directory holds three answers of a Kubernetes v1.36.2 API server: openapi_v2.json (of /openapi/v2),
api.aggregated.json (of /api) and apis.aggregated.json (of /apis), the last two in the media type
application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList.
Only names, types, merge keys and list types are kept.
"""

import json
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent.parent / "k8sviz" / "sim" / "manifests" / "schema.json"
SCALARS = {
    ("string", ""): "s", ("string", "byte"): "y", ("string", "date-time"): "t",
    ("string", "int-or-string"): "x",
    ("boolean", ""): "b", ("integer", "int32"): "i", ("integer", "int64"): "l", ("integer", ""): "l",
    ("number", "double"): "f", ("number", ""): "f", ("object", ""): "o",
}  # fmt: skip
SPECIAL = {"Quantity": "q", "Time": "t", "MicroTime": "t", "IntOrString": "x"}

Definitions = dict[str, Any]


def short(name: str) -> str:
    """io.k8s.api.core.v1.ServicePort → v1.ServicePort, as Go's error messages name it."""
    return ".".join(name.rsplit(".", 2)[1:])


class Maker:
    """Collects the types that the served kinds need."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.types: dict[str, dict[str, str]] = {}
        self.owner: dict[str, str] = {}

    def name(self, full: str) -> str:
        """The short name, with the group before it where two groups share it."""
        name = short(full)
        if self.owner.setdefault(name, full) != full:
            name = f"{full.rsplit('.', 3)[1]}/{name}"
        return name

    def type_of(self, node: dict[str, Any]) -> str:
        """One character for a scalar, [T a list, {T a map, #name a struct, o anything."""
        if "$ref" in node:
            return self.reference(node["$ref"].removeprefix("#/definitions/"))
        kind = node.get("type", "")
        if kind == "array":
            return "[" + self.type_of(node["items"])
        if kind == "object" and "additionalProperties" in node:
            return "{" + self.type_of(node["additionalProperties"])
        return SCALARS.get((kind, node.get("format", "")), "o")

    def reference(self, full: str) -> str:
        """A struct's name; the struct is collected on the way."""
        definition = self.definitions[full]
        last = full.rsplit(".", 1)[1]
        if last in SPECIAL:
            return SPECIAL[last]
        if "properties" not in definition:
            scalar = (definition.get("type", ""), definition.get("format", ""))
            return SCALARS.get(scalar, "o") if scalar[0] == "string" else "o"
        name = self.name(full)
        if name not in self.types:
            fields: dict[str, str] = {}
            self.types[name] = fields
            for key, node in definition["properties"].items():
                fields[key] = self.type_of(node) + self.merge(node) + self.topology(node)
        return "#" + name

    def topology(self, node: dict[str, Any]) -> str:
        """@key,key for a list that is a map, @ for one that is a set, ^ for what is owned as a whole."""
        kind = node.get("x-kubernetes-list-type", "")
        if kind in ("map", "set"):
            return "@" + ",".join(node.get("x-kubernetes-list-map-keys", ()))
        target = self.definitions.get(node.get("$ref", "").removeprefix("#/definitions/"), {})
        atomic = "atomic" in (node.get("x-kubernetes-map-type"), target.get("x-kubernetes-map-type"))
        return "^" if atomic else ""

    @staticmethod
    def merge(node: dict[str, Any]) -> str:
        """|key for a list merged by key, | for one of scalars, ! for retainKeys, = for a replaced struct."""
        strategy = node.get("x-kubernetes-patch-strategy", "")
        if strategy == "replace":
            return "="
        merged = "|" + node.get("x-kubernetes-patch-merge-key", "") if "merge" in strategy else ""
        return merged + ("!" if "retainKeys" in strategy else "")


def kinds(source: dict[str, Any]) -> list[list[Any]]:
    """[group, version, kind, plural, namespaced, verbs that matter] of everything that can be created."""
    found = []
    for item in source["items"]:
        group = item["metadata"].get("name", "")
        for version in item["versions"]:
            for resource in version["resources"]:
                kind = resource["responseKind"]["kind"]
                found.append(
                    [group, version["version"], kind, resource["resource"], resource["scope"] == "Namespaced"]
                )
    return found


def main(folder: Path) -> None:
    """Write schema.json."""
    definitions: Definitions = json.loads((folder / "openapi_v2.json").read_text())["definitions"]
    by_kind = {
        (gvk["group"], gvk["version"], gvk["kind"]): full
        for full, definition in definitions.items()
        for gvk in definition.get("x-kubernetes-group-version-kind", ())
    }
    maker = Maker(definitions)
    served = []
    for source in ("api.aggregated.json", "apis.aggregated.json"):
        for group, version, kind, plural, namespaced in kinds(json.loads((folder / source).read_text())):
            full = by_kind.get((group, version, kind))
            if full:
                served.append([group, version, kind, plural, namespaced, maker.reference(full)[1:]])
    note = (
        "Recorded from the API server of Kubernetes v1.36.2 by tools/make_schema.py: names, types, merge keys"
    )
    text = json.dumps(
        {"note": note, "kinds": served, "types": maker.types}, separators=(",", ":"), sort_keys=True
    )
    OUT.write_text(text + "\n")
    print(f"{len(served)} kinds, {len(maker.types)} types, {len(text)} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
