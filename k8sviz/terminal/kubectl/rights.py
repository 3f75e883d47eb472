"""What `kubectl create` makes of roles, bindings and priority classes (k8s.io/kubectl/pkg/cmd/create)."""

from __future__ import annotations

from k8sviz.terminal.kubectl.api import KubectlError, Object, UsageError
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.generators import metadata, one_name, pairs, required
from k8sviz.terminal.kubectl.mapping import NoMatchError

_API, _GROUP = "rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io"
VERBS = (
    "*", "approve", "bind", "create", "delete", "deletecollection", "escalate", "get", "impersonate", "list",
    "patch", "proxy", "sign", "update", "use", "watch",
)  # fmt: skip


async def role(kubectl: Kubectl) -> Object:
    """create role."""
    name = one_name(kubectl.call)
    return {
        "apiVersion": _API, "kind": "Role", "metadata": metadata(name), "rules": await _rules(kubectl),
    }  # fmt: skip


async def cluster_role(kubectl: Kubectl) -> Object:
    """create clusterrole."""
    call = kubectl.call
    made: Object = {"apiVersion": _API, "kind": "ClusterRole", "metadata": metadata(one_name(call))}
    if call.text("aggregation-rule"):
        chosen = [{"matchLabels": pairs(call.text("aggregation-rule"))}]
        return {**made, "aggregationRule": {"clusterRoleSelectors": chosen}, "rules": None}
    urls, verbs = call.all("non-resource-url"), _verbs(kubectl)
    if not urls and not call.all("resource"):
        raise KubectlError("one of resource or nonResourceURL must be specified")
    rules = await _rules(kubectl) if call.all("resource") else []
    return {**made, "rules": [*rules, *([{"nonResourceURLs": urls, "verbs": verbs}] if urls else [])]}


async def _rules(kubectl: Kubectl) -> list[Object]:
    """One rule for each API group, in the order in which the resources were named."""
    verbs, asked = _verbs(kubectl), kubectl.call.all("resource")
    if not asked:
        raise KubectlError("at least one resource must be specified")
    names, mapper = kubectl.call.all("resource-name"), await kubectl.mapper()
    groups: dict[str, list[str]] = {}
    for word in asked:
        resource, slash, part = word.partition("/")
        try:
            found = mapper.find(resource)
        except NoMatchError as error:
            raise UsageError(str(error)) from error  # said without the word error
        groups.setdefault(found.group, []).append(f"{found.plural}{slash}{part}")
    return [
        {
            "apiGroups": [group],
            **({"resourceNames": names} if names else {}),
            "resources": list(dict.fromkeys(resources)),
            "verbs": verbs,
        }
        for group, resources in groups.items()
    ]


def _verbs(kubectl: Kubectl) -> list[str]:
    verbs = list(dict.fromkeys(kubectl.call.all("verb")))
    if not verbs:
        raise KubectlError("at least one verb must be specified")
    for verb in verbs:
        if verb not in VERBS:
            kubectl.warn(f"Warning: '{verb}' is not a standard resource verb")
    return ["*"] if "*" in verbs else verbs


async def role_binding(kubectl: Kubectl) -> Object:
    """create rolebinding."""
    call = kubectl.call
    name, given = one_name(call), [flag for flag in ("clusterrole", "role") if call.text(flag)]
    if len(given) != 1:
        raise KubectlError("exactly one of clusterrole or role must be specified")
    kind = "ClusterRole" if given == ["clusterrole"] else "Role"
    return _binding(kubectl, "RoleBinding", name, kind, call.text(given[0]))


async def cluster_role_binding(kubectl: Kubectl) -> Object:
    """create clusterrolebinding."""
    call = kubectl.call
    required(call, "clusterrole")
    return _binding(kubectl, "ClusterRoleBinding", one_name(call), "ClusterRole", call.text("clusterrole"))


def _binding(kubectl: Kubectl, kind: str, name: str, role_kind: str, role_name: str) -> Object:
    call = kubectl.call
    subjects: list[Object] = [
        {"apiGroup": _GROUP, "kind": subject, "name": one}
        for flag, subject in (("user", "User"), ("group", "Group"))
        for one in call.all(flag)
    ]
    for account in call.all("serviceaccount"):
        namespace, colon, own = account.partition(":")
        if not (namespace and colon and own) or ":" in own:
            raise KubectlError("serviceaccount must be <namespace>:<name>")
        subjects.append({"kind": "ServiceAccount", "name": own, "namespace": namespace})
    return {
        "apiVersion": _API, "kind": kind, "metadata": metadata(name),
        "roleRef": {"apiGroup": _GROUP, "kind": role_kind, "name": role_name},
        **({"subjects": subjects} if subjects else {}),
    }  # fmt: skip


async def priority_class(kubectl: Kubectl) -> Object:
    """create priorityclass."""
    call = kubectl.call
    told = call.text("description")
    return {
        "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": metadata(one_name(call)),
        "value": call.number("value"), "preemptionPolicy": call.text("preemption-policy"),
        **({"globalDefault": True} if call.on("global-default") else {}),
        **({"description": told} if told else {}),
    }  # fmt: skip
