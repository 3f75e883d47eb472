"""kubectl logs and exec, and the commands that need a terminal of their own."""

from __future__ import annotations

from k8sviz.sim.calls import Request
from k8sviz.sim.objects.program import SHELLS
from k8sviz.terminal.gotext import duration
from k8sviz.terminal.kubectl import naming
from k8sviz.terminal.kubectl.api import KubectlError, Object, SilentError, StatusError, UsageError
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.describe.text import selector
from k8sviz.terminal.kubectl.get import TEXT
from k8sviz.terminal.kubectl.naming import Named
from k8sviz.terminal.places import EXEC, Shell

_ON_YOURS = "it works with a kubectl on your own machine and this room's kubeconfig"
_ELSEWHERE = {"port-forward": _ON_YOURS, "proxy": _ON_YOURS, "cp": _ON_YOURS}
_LOGS = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"


async def logs(kubectl: Kubectl) -> None:
    """What containers have printed."""
    call = kubectl.call
    if (not call.args and not call.text("selector")) or len(call.args) > 2:
        raise UsageError(
            f"error: {_LOGS}POD or TYPE/NAME is a required argument for the logs command\n"
            "See 'kubectl logs -h' for help and examples"
        )
    if call.text("selector") and call.args:
        raise UsageError(
            "error: only a selector (-l) or a POD name is allowed\n"
            "See 'kubectl logs -h' for help and examples"
        )
    if call.text("selector"):
        resource = await kubectl.builtin("", "Pod")
        pods = [info.obj for info in await naming.listed(kubectl, resource)]
        if not pods:
            kubectl.warn(f"No resources found in {kubectl.namespace} namespace.")
    else:
        pods = [await pod_of(kubectl, call.args[0], logs=True)]
    for pod in pods:
        for container in chosen(kubectl, pod):
            await _log(kubectl, pod, container)


async def _log(kubectl: Kubectl, pod: Object, container: str) -> None:
    call = kubectl.call
    metadata = pod["metadata"]
    query = {}
    for flag, name in (("tail", "tailLines"), ("limit-bytes", "limitBytes")):
        if call.has(flag) and call.number(flag) >= 0:
            query[name] = str(call.number(flag))
    if call.has("since"):
        query["sinceSeconds"] = str(int(duration.parse(call.text("since")) or 0))
    for flag in ("previous", "timestamps"):
        if call.on(flag):
            query[flag] = "true"
    text = await log_of(kubectl, pod, container, query)
    prefix = f"[pod/{metadata['name']}/{container}] " if call.on("prefix") else ""
    kubectl.write("".join(f"{prefix}{line}\n" for line in text.splitlines()))


async def log_of(kubectl: Kubectl, pod: Object, container: str, query: dict[str, str] | None = None) -> str:
    """What one container has printed."""
    metadata = pod["metadata"]
    path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}/log"
    answer = await kubectl.api.request(Request("GET", path, {"container": container, **(query or {})}))
    if answer.code >= 400:
        raise StatusError(answer.body)
    return str(answer.body.get(TEXT, ""))


def chosen(kubectl: Kubectl, pod: Object) -> list[str]:
    """The containers that the command means."""
    call = kubectl.call
    names = [container["name"] for container in pod["spec"]["containers"]]
    kinds = ("ephemeralContainers", "initContainers")
    others = [container["name"] for kind in kinds for container in pod["spec"].get(kind) or ()]
    wanted = call.text("container")
    if call.path == ("logs",) and len(call.args) > 1:
        wanted = wanted or call.args[1]
    if call.on("all-containers"):
        return names
    if wanted:
        if wanted not in (*names, *others):
            told = f"container {wanted} is not valid for pod {pod['metadata']['name']}"
            if call.path == ("exec",):  # there it is the server that says so
                raise StatusError({"message": told, "reason": "BadRequest"})
            raise KubectlError(told)
        return [wanted]
    if len(names) > 1:
        kubectl.warn(f'Defaulted container "{names[0]}" out of: {", ".join(names)}')
    return names[:1]


async def pod_of(kubectl: Kubectl, word: str, logs: bool = False) -> Object:
    """The Pod of an argument: its name, or a workload's or a Service's."""
    kind, slash, name = word.partition("/")
    resource = await kubectl.resource(kind if slash else "pods")
    one = Named(resource, name if slash else word)
    try:
        info = await naming.fetch(kubectl, one)
    except StatusError as error:
        if logs and error.reason == "NotFound":
            told = f'error from server (NotFound): {error.message} in namespace "{kubectl.namespace}"'
            raise KubectlError(told) from error
        raise
    if resource.kind == "Pod":
        return info.obj
    labels = (info.obj.get("spec") or {}).get("selector")
    if not labels:
        raise KubectlError(f"cannot attach to *v1.{resource.kind}: selector is empty")
    wanted = selector(labels if resource.kind != "Service" else {"matchLabels": labels})
    pods = await kubectl.list(await kubectl.builtin("", "Pod"), kubectl.namespace, {"labelSelector": wanted})
    if not pods:
        raise KubectlError("timed out waiting for the condition")
    pods.sort(key=lambda pod: (is_ready(pod), pod["metadata"]["creationTimestamp"]), reverse=not logs)
    if logs and len(pods) > 1:
        kubectl.warn(f"Found {len(pods)} pods, using pod/{pods[0]['metadata']['name']}")
    return pods[0]


def is_ready(pod: Object) -> bool:
    """Whether its Ready condition holds."""
    conditions = (pod.get("status") or {}).get("conditions") or []
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)


async def execute(kubectl: Kubectl) -> int:
    """Run a command in a container."""
    call = kubectl.call
    if call.dash < 0 and len(call.args) > 1:
        raise UsageError(
            "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n"
            "See 'kubectl exec -h' for help and examples"
        )
    before = call.args[: call.dash] if call.dash >= 0 else call.args[:1]
    argv = call.args[call.dash :] if call.dash >= 0 else call.args[1:]
    if not before:
        raise KubectlError("pod, type/name or --filename must be specified")
    if not argv:
        raise KubectlError("you must specify at least one command for the container")
    pod = await pod_of(kubectl, before[0])
    phase = (pod.get("status") or {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        raise KubectlError(f"cannot exec into a container in a completed pod; current phase is {phase}")
    container = _running(kubectl, pod)
    metadata = pod["metadata"]
    if argv[0].rpartition("/")[2] in SHELLS and len(argv) == 1:
        if call.on("tty") or not kubectl.stdin:
            kubectl.prompt = Shell(EXEC, metadata["namespace"], metadata["name"], container).place
            return 0
        argv = [*argv, "-c", kubectl.stdin]
    reply = await kubectl.api.execute(metadata["namespace"], metadata["name"], container, argv)
    kubectl.write(reply.stdout)
    kubectl.fail(reply.stderr)
    if reply.code:
        kubectl.warn(f"command terminated with exit code {reply.code}")
        raise SilentError("", reply.code)
    return 0


def _running(kubectl: Kubectl, pod: Object) -> str:
    """The container to run in; a wrong one is refused by the server."""
    try:
        return chosen(kubectl, pod)[0]
    except KubectlError as error:
        raise StatusError({"reason": "BadRequest", "message": str(error)}) from error


async def unavailable(kubectl: Kubectl) -> None:
    """Refuse by name."""
    name = " ".join(kubectl.call.path)
    why = f" ({_ELSEWHERE[name]})" if name in _ELSEWHERE else ""
    raise KubectlError(f"not available in this classroom's terminal: kubectl {name}{why}")
