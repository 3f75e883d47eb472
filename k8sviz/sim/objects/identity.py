"""How objects are named inside the cluster and on the stage."""

from typing import Any, NamedTuple

ApiObject = dict[str, Any]
"""An API object as the server keeps it. Never changed in place once stored: copied, then replaced."""


class Key(NamedTuple):
    """A group kind ("Service", "Deployment.apps"), a namespace ("" if it has none) and a name."""

    kind: str
    namespace: str
    name: str


def key_of(obj: ApiObject) -> Key:
    """The key an object is stored under."""
    group = obj["apiVersion"].rpartition("/")[0]
    kind = f"{obj['kind']}.{group}" if group else obj["kind"]
    metadata = obj["metadata"]
    return Key(kind, metadata.get("namespace", ""), metadata["name"])
