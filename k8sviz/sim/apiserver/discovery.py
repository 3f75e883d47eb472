"""Discovery: which groups, versions and resources there are, in the aggregated and in the older form.

https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

from k8sviz.sim.apiserver.published import Json, published

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
_SERVER = "192.168.0.10:6443"
_KEPT_AS = {  # in another group or version than they are served in
    ("events.k8s.io", "events"): "/v1",
    ("autoscaling", "horizontalpodautoscalers"): "autoscaling/v2",
}


@cache
def aggregated(path: str) -> Json | None:
    """The aggregated document of /api or /apis; None for any other path."""
    items = {"/api": published().core, "/apis": published().groups}.get(path)
    if items is None:
        return None
    return {
        "kind": "APIGroupDiscoveryList",
        "apiVersion": "apidiscovery.k8s.io/v2",
        "metadata": {},
        "items": items,
    }


@cache
def document(path: str) -> Json | None:
    """The older documents of /api, /apis, /api/v1, /apis/apps and /apis/apps/v1; None for any other path."""
    match path.strip("/").split("/"):
        case ["version"]:
            found: Json | None = published().version
        case ["api"]:
            addresses = [{"clientCIDR": "0.0.0.0/0", "serverAddress": _SERVER}]
            found = {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": addresses}
        case ["apis"]:
            groups = [_group(item) for item in published().groups]
            found = {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
        case ["api", version]:
            found = _resources("", version)
        case ["apis", group]:
            items = [item for item in published().groups if item["metadata"]["name"] == group]
            found = {"kind": "APIGroup", "apiVersion": "v1", **_group(items[0])} if items else None
        case ["apis", group, version]:
            found = _resources(group, version)
        case _:
            found = None
    return found


def versions() -> Iterator[tuple[str, str, list[Json]]]:
    """Every group and version with its resources, in the server's order of preference."""
    for item in (*published().core, *published().groups):
        for version in item["versions"]:
            yield item["metadata"].get("name", ""), version["version"], version["resources"]


def group_version(group: str, version: str) -> str:
    """As it stands in apiVersion."""
    return f"{group}/{version}" if group else version


def _group(item: Json) -> Json:
    name = item["metadata"]["name"]
    named = [
        {"groupVersion": group_version(name, found["version"]), "version": found["version"]}
        for found in item["versions"]
    ]
    return {"name": name, "versions": named, "preferredVersion": named[0]}


def _resources(group: str, version: str) -> Json | None:
    for name, number, resources in versions():
        if (name, number) == (group, version):
            rows = [row for resource in resources for row in _rows(resource, group, version)]
            rows.sort(key=lambda row: str(row["name"]))
            head = {"kind": "APIResourceList"} | ({"apiVersion": "v1"} if group else {})
            return {**head, "groupVersion": group_version(group, version), "resources": rows}
    return None


def _rows(resource: Json, group: str, version: str) -> Iterator[Json]:
    namespaced = resource["scope"] == "Namespaced"
    yield {
        "name": resource["resource"],
        "singularName": resource["singularResource"],
        "namespaced": namespaced,
        **_kind(resource),
        "verbs": resource["verbs"],
        **{key: resource[key] for key in ("shortNames", "categories") if key in resource},
        **_stored(resource, group, version),
    }
    for part in resource.get("subresources", ()):
        name = f"{resource['resource']}/{part['subresource']}"
        yield {
            "name": name, "singularName": "", "namespaced": namespaced, **_kind(part), "verbs": part["verbs"],
        }  # fmt: skip


def _stored(resource: Json, group: str, version: str) -> Json:
    """Told of what is kept: a hash of the version in which it is (discovery.StorageVersionHash)."""
    if "watch" not in resource["verbs"]:
        return {}
    kept = _KEPT_AS.get((group, resource["resource"]), f"{group}/{version}")
    name = f"{kept}/{resource['responseKind']['kind']}"
    return {"storageVersionHash": b64encode(sha256(name.encode()).digest()[:8]).decode()}


def _kind(resource: Json) -> Json:
    """A kind of another group than the list's names its group (autoscaling/v1 Scale)."""
    kind = resource["responseKind"]
    return {key: value for key, value in kind.items() if value}
