"""kubectl api-resources, api-versions, version, cluster-info, config, top, auth."""

from __future__ import annotations

from k8sviz.sim.manifests import dump
from k8sviz.terminal.gotext.tabwriter import RESOURCES, TABLE, align
from k8sviz.terminal.gotext.values import indented
from k8sviz.terminal.kubectl.api import KubectlError, Object, SilentError, UsageError
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.mapping import NoMatchError, Resource
from k8sviz.terminal.kubectl.printing import OTHER_FORMATS, Form
from k8sviz.terminal.kubectl.rights import VERBS

CLIENT = {
    "major": "1", "minor": "32+", "gitVersion": "v1.32.4-dispatcher",
    "gitCommit": "4cb5f0764b8d5f425645c6f433394fede34a8a26", "gitTreeState": "clean",
    "buildDate": "2025-05-15T20:09:34Z", "goVersion": "go1.23.8", "compiler": "gc", "platform": "linux/amd64",
}  # fmt: skip
KUSTOMIZE = "v5.5.0"


async def api_resources(kubectl: Kubectl) -> None:
    """What the server serves."""
    call = kubectl.call
    _no_arguments(kubectl)
    output = call.text("output")
    if output not in ("", "wide", "name"):
        raise KubectlError(f"--output {output} is not available")
    if call.text("sort-by") not in ("", "name", "kind"):
        raise KubectlError("--sort-by accepts only name or kind")
    preferred: dict[str, Resource] = {}
    for one in (await kubectl.mapper()).resources:  # of several versions only the preferred one
        preferred.setdefault(one.full_name, one)
    found = [one for one in preferred.values() if _is_wanted(kubectl, one)]
    if call.text("sort-by") == "kind":
        found.sort(key=lambda one: (one.kind, one.plural))
    elif call.text("sort-by") == "name":
        found.sort(key=lambda one: (one.plural, one.group))
    else:
        found.sort(key=lambda one: (one.group, one.plural))
    if output == "name":
        kubectl.write("".join(f"{one.full_name}\n" for one in found))
        return
    rows = [_row(one, output == "wide") for one in found]
    if not call.on("no-headers"):
        heads = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"]
        rows.insert(0, heads + (["VERBS", "CATEGORIES"] if output == "wide" else []))
    kubectl.write(align("".join("\t".join(row) + "\n" for row in rows), TABLE))


def _no_arguments(kubectl: Kubectl) -> None:
    call = kubectl.call
    if call.args:
        raise UsageError(
            f"error: unexpected arguments: [{' '.join(call.args)}]\n"
            f"See '{call.words} -h' for help and examples"
        )


def _is_wanted(kubectl: Kubectl, one: Resource) -> bool:
    call = kubectl.call
    if not one.verbs:
        return False
    if call.has("api-group") and one.group != call.text("api-group"):
        return False
    if call.has("namespaced") and one.namespaced != call.on("namespaced"):
        return False
    if not set(call.all("verbs")) <= set(one.verbs):
        return False
    return set(call.all("categories")) <= set(one.categories)


def _row(one: Resource, wide: bool) -> list[str]:
    cells = [one.plural, ",".join(one.short_names), one.api_version, str(one.namespaced).lower(), one.kind]
    return cells + ([",".join(one.verbs), ",".join(one.categories)] if wide else [])


async def api_versions(kubectl: Kubectl) -> None:
    """Group and version of everything served."""
    _no_arguments(kubectl)
    groups = (await kubectl.get("/apis"))["groups"]
    found = [version["groupVersion"] for group in groups for version in group["versions"]]
    found += (await kubectl.get("/api"))["versions"]
    kubectl.write("".join(f"{one}\n" for one in sorted(found)))


async def version(kubectl: Kubectl) -> None:
    """The client's version and the server's."""
    output = kubectl.call.text("output")
    if kubectl.call.args:
        raise KubectlError(f"extra arguments: [{' '.join(kubectl.call.args)}]")
    both: Object = {"clientVersion": CLIENT, "kustomizeVersion": KUSTOMIZE}
    if not kubectl.call.on("client"):
        server = await kubectl.get("/version")
        both["serverVersion"] = {key: server[key] for key in CLIENT if key in server}
    if output == "json":
        kubectl.say(_ordered(both))
    elif output == "yaml":
        kubectl.say(dump.write(both))
    elif output:
        raise KubectlError("--output must be 'yaml' or 'json'")
    else:
        kubectl.say(f"Client Version: {CLIENT['gitVersion']}")
        kubectl.say(f"Kustomize Version: {KUSTOMIZE}")
        if "serverVersion" in both:
            kubectl.say(f"Server Version: {both['serverVersion']['gitVersion']}")


def _ordered(both: Object) -> str:
    """Structs keep the order of their fields, unlike maps."""
    parts = []
    for name, value in both.items():
        if isinstance(value, dict):
            inner = ",\n".join(f'    "{key}": {indented(text)}' for key, text in value.items())
            parts.append(f'  "{name}": {{\n{inner}\n  }}')
        else:
            parts.append(f'  "{name}": {indented(value)}')
    return "{\n" + ",\n".join(parts) + "\n}"


async def cluster_info(kubectl: Kubectl) -> None:
    """Where the control plane is."""
    if kubectl.call.path == ("cluster-info", "dump"):
        raise KubectlError(
            "not available in this classroom's terminal: kubectl cluster-info dump: use kubectl get"
        )
    address = (await kubectl.get("/api"))["serverAddressByClientCIDRs"][0]["serverAddress"]
    kubectl.say(f"Kubernetes control plane is running at https://{address}")
    kubectl.say("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.")


async def config(kubectl: Kubectl) -> None:
    """The one context that there is."""
    name = kubectl.call.path[-1]
    if name == "current-context":
        kubectl.say("classroom")
    elif name == "view":
        form = Form(kubectl.call.text("output") or "yaml", kubectl.files, kubectl.budget, True, OTHER_FORMATS)
        kubectl.write(form.write(_CONFIG))
    elif name == "get-contexts":
        _contexts(kubectl)
    elif name in ("get-clusters", "get-users"):
        kubectl.say(f"NAME\n{_CONTEXT}")
    elif name == "use-context" and kubectl.call.args[:1] != [_CONTEXT]:
        raise KubectlError(f'no context exists with the name: "{" ".join(kubectl.call.args)}"')
    elif name == "use-context":
        kubectl.say(f'Switched to context "{_CONTEXT}".')
    else:
        raise KubectlError(
            f"not available in this classroom's terminal: kubectl config {name}: it speaks to this room only"
        )


def _contexts(kubectl: Kubectl) -> None:
    call = kubectl.call
    missing = [name for name in call.args if name != _CONTEXT]
    names = [_CONTEXT] if not call.args or len(missing) < len(call.args) else []
    if call.text("output") == "name":
        kubectl.write("".join(f"{name}\n" for name in names))
    else:
        rows = "" if call.on("no-headers") else "CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n"
        rows += "".join(f"*\t{name}\t{name}\t{name}\t\n" for name in names)
        kubectl.write(align(rows, RESOURCES))
    for name in missing:
        kubectl.pending.append(KubectlError(f"context {name} not found"))


_CONTEXT = "classroom"
_CONFIG: Object = {
    "apiVersion": "v1",
    "clusters": [{"cluster": {"server": "https://192.168.0.10:6443"}, "name": "classroom"}],
    "contexts": [{"context": {"cluster": "classroom", "user": "classroom"}, "name": "classroom"}],
    "current-context": "classroom",
    "kind": "Config",
    "preferences": {},
    "users": [{"name": "classroom", "user": {"token": "REDACTED"}}],
}


async def plugins(kubectl: Kubectl) -> None:
    """There is no path to find any in."""
    del kubectl
    raise KubectlError("unable to find any kubectl plugins in your PATH")


async def certificate(kubectl: Kubectl) -> None:
    """Nothing signs certificates here; which request is meant is told as kubectl tells it."""
    call = kubectl.call
    if not call.args and not call.has("filename"):
        raise KubectlError("one or more CSRs must be specified as <name> or -f <filename>")
    resource = await kubectl.builtin("certificates.k8s.io", "CertificateSigningRequest")
    for name in call.args:
        await kubectl.get(resource.path("", name))
    raise KubectlError(f"not available in this classroom's terminal: {call.words}: nothing signs here")


async def top(kubectl: Kubectl) -> None:
    """There is no metrics server."""
    raise KubectlError("Metrics API not available")


_KNOWN_VERBS = (*VERBS, "attest")


async def can_i(kubectl: Kubectl) -> int:
    """auth can-i VERB RESOURCE."""
    call = kubectl.call
    if call.on("list"):
        raise KubectlError("not available in this classroom's terminal: kubectl auth can-i --list")
    if len(call.args) != 2:
        raise UsageError(
            "error: you must specify two arguments: verb resource or verb resource/resourceName.\n"
            "See 'kubectl auth can-i -h' for help and examples."
        )
    if call.args[0] not in _KNOWN_VERBS:
        kubectl.warn(f"Warning: verb '{call.args[0]}' is not a known verb\n")
    attributes: Object = {"verb": call.args[0], **await _asked(kubectl, call.args[1])}
    field = "nonResourceAttributes" if "path" in attributes else "resourceAttributes"
    review = {
        "kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1",
        "spec": {field: attributes},
    }  # fmt: skip
    answer = await kubectl.ask("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {}, review)
    allowed = bool((answer.get("status") or {}).get("allowed"))
    if not call.on("quiet"):
        kubectl.say("yes" if allowed else "no")
    if allowed:
        return 0
    raise SilentError("")


async def _asked(kubectl: Kubectl, word: str) -> Object:
    if word.startswith("/"):
        return {"path": word}
    if word == "*":
        return {"resource": word, "group": word, "namespace": kubectl.namespace}
    plural, _, name = word.partition("/")
    try:
        resource = await kubectl.resource(plural)
    except NoMatchError:
        kubectl.warn(f"Warning: the server doesn't have a resource type '{plural}'\n")
        return {"resource": plural, "namespace": kubectl.namespace}
    if not resource.namespaced:
        scope = f" in group '{resource.group}'" if resource.group else ""
        kubectl.warn(f"Warning: resource '{resource.plural}' is not namespace scoped{scope}\n")
    namespace = "" if kubectl.call.on("all-namespaces") or not resource.namespaced else kubectl.namespace
    asked = {"resource": resource.plural, "group": resource.group, "namespace": namespace, "name": name}
    return {key: value for key, value in asked.items() if value}


async def whoami(kubectl: Kubectl) -> None:
    """auth whoami."""
    review = {"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "metadata": {}}
    answer = await kubectl.ask("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, review)
    if output := kubectl.call.text("output"):
        form = Form(
            output, kubectl.files, kubectl.budget, kubectl.call.on("show-managed-fields"), OTHER_FORMATS
        )
        kind = {"apiVersion": review["apiVersion"], "kind": review["kind"]}
        kubectl.write(form.write({**kind, **answer}))
        return
    user = (answer.get("status") or {}).get("userInfo") or {}
    rows = [["ATTRIBUTE", "VALUE"], ["Username", user.get("username", "")]]
    rows += [["UID", user["uid"]]] if user.get("uid") else []
    rows += [["Groups", f"[{' '.join(user['groups'])}]"]] if user.get("groups") else []
    kubectl.write(align("".join("\t".join(row) + "\n" for row in rows), TABLE))
