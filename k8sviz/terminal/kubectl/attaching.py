"""kubectl attach and run -i: a container's own process, and the prompt of its shell."""

from __future__ import annotations

from k8sviz.sim.controllers.processes import is_shell
from k8sviz.sim.objects.pod import container_of, container_status
from k8sviz.terminal.kubectl import pods
from k8sviz.terminal.kubectl.api import KubectlError, Object, SilentError
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.delete import gone
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.waiting import until
from k8sviz.terminal.places import ATTACHED, PASSING, Shell

HINT = "If you don't see a command prompt, try pressing enter."
_OVER = ("Succeeded", "Failed")
PATIENCE, _GLANCE, _STEP = 60.0, 8.0, 0.5  # seconds


async def attach(kubectl: Kubectl) -> None:
    """attach POD: its shell's prompt, or a while of what it prints."""
    call = kubectl.call
    if not call.args:
        raise KubectlError("at least 1 argument is required for attach")
    pod = await pods.pod_of(kubectl, call.args[0])
    phase = (pod.get("status") or {}).get("phase")
    if phase in _OVER:
        raise KubectlError(f"cannot attach a container in a completed pod; current phase is {phase}")
    name = pods.chosen(kubectl, pod)[0]
    if call.on("stdin") and talks(container_of(pod, name)):
        prompt(kubectl, pod, name, ATTACHED)
        return
    kubectl.warn(HINT)
    known = len(await pods.log_of(kubectl, pod, name))
    end = kubectl.api.now() + _GLANCE
    while kubectl.api.now() < end:
        await kubectl.api.sleep(_STEP)
    kubectl.write((await pods.log_of(kubectl, pod, name))[known:])


async def run_attached(kubectl: Kubectl, pod: Object, passing: bool) -> int:
    """run -i: its answer, or its shell's prompt; with --rm the Pod is deleted afterwards."""
    metadata, container = pod["metadata"], pod["spec"]["containers"][0]
    info = Info(await kubectl.builtin("", "Pod"), metadata["namespace"], metadata["name"], pod)
    found = await until(kubectl, info, _ready_or_over, PATIENCE)
    if found is None:
        raise KubectlError("timed out waiting for the condition")
    if talks(container) and not _is_over(found):
        if not kubectl.stdin:
            prompt(kubectl, pod, container["name"], PASSING if passing else ATTACHED)
            return 0
        reply = await kubectl.api.execute(
            info.namespace, info.name, container["name"], ["sh", "-c", kubectl.stdin]
        )
        kubectl.write(reply.stdout)
        kubectl.fail(reply.stderr)
        said = reply.stdout + reply.stderr
        await kubectl.api.leave(info.namespace, info.name, container["name"], reply.code, said)
    else:
        await until(kubectl, info, _is_over, PATIENCE)
        kubectl.write(await pods.log_of(kubectl, pod, container["name"]))
    return await finish(kubectl, info, container["name"], passing)


async def finish(kubectl: Kubectl, info: Info, container: str, passing: bool) -> int:
    """The end of an attached Pod: its exit code is kubectl's, too."""
    restarts = info.obj["spec"].get("restartPolicy", "Always") == "Always"
    found = None if restarts else await until(kubectl, info, _is_over, PATIENCE)
    if passing:
        options = {"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"}
        await kubectl.ask("DELETE", info.path, {}, options)
        kubectl.say(f'pod "{info.name}" deleted')
        await gone(kubectl, info, info.obj["metadata"]["uid"])
    state = container_status(found or {}, container).get("state") or {}
    ended = state.get("terminated") or {}
    if not ended.get("exitCode"):
        return 0
    kubectl.warn(f"pod {info.namespace}/{info.name} terminated ({ended.get('reason', '')})")
    raise SilentError("", ended["exitCode"])


def prompt(kubectl: Kubectl, pod: Object, container: str, how: str) -> None:
    """What is typed next is typed in the container's shell."""
    kubectl.warn(HINT)
    metadata = pod["metadata"]
    kubectl.prompt = Shell(how, metadata["namespace"], metadata["name"], container).place


def talks(container: Object) -> bool:
    """Whether its process is a shell that waits for lines."""
    return is_shell(container) and bool(container.get("stdin"))


def _is_over(pod: Object) -> bool:
    return (pod.get("status") or {}).get("phase") in _OVER


def _ready_or_over(pod: Object) -> bool:
    return _is_over(pod) or pods.is_ready(pod)
