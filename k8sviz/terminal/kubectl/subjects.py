"""kubectl set subject: who has the rules of a role."""

from __future__ import annotations

from k8sviz.terminal.kubectl import naming
from k8sviz.terminal.kubectl.api import KubectlError, Object
from k8sviz.terminal.kubectl.change import targets
from k8sviz.terminal.kubectl.client import MERGE, Kubectl
from k8sviz.terminal.kubectl.results import Results, returned

_API = "rbac.authorization.k8s.io"
_BINDINGS = ("RoleBinding", "ClusterRoleBinding")


async def subject(kubectl: Kubectl) -> None:
    """Add users, groups and service accounts to a binding."""
    call = kubectl.call
    if not call.args and not call.has("filename"):
        raise KubectlError(naming.NOTHING)
    results = Results(kubectl)
    for info in await targets(kubectl, call.args):
        added = _named(kubectl)
        if not added:
            raise KubectlError("you must specify at least one value of user, group or serviceaccount")
        if info.resource.kind not in _BINDINGS:
            raise KubectlError("setting subjects is only supported for RoleBinding/ClusterRoleBinding")
        old = info.obj.get("subjects") or []
        new = [*old, *(one for one in added if one not in old)]
        if kubectl.dry_run == "client":
            results.done({**info.obj, "subjects": new}, "subjects updated")
            continue
        query = kubectl.writing("kubectl-set")
        answer = await kubectl.ask("PATCH", info.path, query, {"subjects": new}, MERGE)
        results.done(returned(info, answer), "subjects updated")


def _named(kubectl: Kubectl) -> list[Object]:
    """Those whom --user, --group and --serviceaccount name."""
    call = kubectl.call
    found: list[Object] = [
        {"apiGroup": _API, "kind": kind, "name": name}
        for kind, flag in (("User", "user"), ("Group", "group"))
        for name in call.all(flag)
    ]
    for account in call.all("serviceaccount"):
        namespace, colon, name = account.partition(":")
        if not colon or not namespace or not name:
            raise KubectlError("serviceaccount must be <namespace>:<name>")
        found.append({"kind": "ServiceAccount", "name": name, "namespace": namespace})
    return found
