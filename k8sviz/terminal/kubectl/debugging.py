"""kubectl debug: a node's prompt, or one more container in a Pod."""

from __future__ import annotations

import random

from k8sviz.sim.objects.pod import container_status
from k8sviz.terminal.kubectl import naming, pods
from k8sviz.terminal.kubectl.api import KubectlError, Object
from k8sviz.terminal.kubectl.attaching import PATIENCE, prompt, talks
from k8sviz.terminal.kubectl.client import STRATEGIC, Kubectl
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.naming import Named
from k8sviz.terminal.kubectl.waiting import until
from k8sviz.terminal.places import ATTACHED

_NO_IMAGE = "you must specify --image"
_LETTERS = "bcdfghjklmnpqrstvwxz2456789"  # apimachinery pkg/util/rand


async def debug(kubectl: Kubectl) -> int:
    """debug node/NAME -- COMMAND: run it on the node; debug POD: one more container in it."""
    call = kubectl.call
    before = call.args[: call.dash] if call.dash >= 0 else call.args
    argv = call.args[call.dash :] if call.dash >= 0 else []
    target = before[0] if before else ""
    if not target:
        raise KubectlError("NAME or TYPE/NAME is required for debug")
    if not target.startswith("node/"):
        await _pod(kubectl, target, argv)
        return 0
    node = await naming.fetch(kubectl, Named(await kubectl.builtin("", "Node"), target.removeprefix("node/")))
    if not argv:
        kubectl.say(f"{node.name}: the prompt is now the node's; leave it with exit.")
        kubectl.prompt = node.name
        return 0
    argv = argv[2:] if argv[:2] == ["chroot", "/host"] else argv
    reply = await kubectl.api.on_node(node.name, argv)
    kubectl.write(reply.stdout)
    kubectl.fail(reply.stderr)
    return reply.code


async def _pod(kubectl: Kubectl, name: str, argv: list[str]) -> None:
    """debug POD: one more container in it, for as long as it lives."""
    call = kubectl.call
    pod = await pods.pod_of(kubectl, name)
    if not call.text("image"):
        raise KubectlError(
            "you must specify --image when using --target" if call.text("target") else _NO_IMAGE
        )
    container = _container(kubectl, argv)
    chosen = container["name"]
    info = Info(await kubectl.builtin("", "Pod"), pod["metadata"]["namespace"], pod["metadata"]["name"], pod)
    changes = {"spec": {"ephemeralContainers": [container]}}
    await kubectl.ask("PATCH", f"{info.path}/ephemeralcontainers", {}, changes, STRATEGIC)
    started = await until(kubectl, info, lambda obj: _has_started(obj, chosen), PATIENCE)
    if started is None:
        raise KubectlError("timed out waiting for the condition")
    if call.on("stdin") and talks(container):
        prompt(kubectl, pod, chosen, ATTACHED)
    elif call.on("stdin"):
        kubectl.write(await pods.log_of(kubectl, pod, chosen))


def _container(kubectl: Kubectl, argv: list[str]) -> Object:
    call = kubectl.call
    name = call.text("container")
    if not name:
        name = "debugger-" + "".join(random.choices(_LETTERS, k=5))
        kubectl.say(f"Defaulting debug container name to {name}.")
    container: Object = {"image": call.text("image"), "name": name, "resources": {}}
    container |= {"args": argv} if argv else {}
    container |= {flag: True for flag in ("stdin", "tty") if call.on(flag)}
    return container | ({"targetContainerName": call.text("target")} if call.text("target") else {})


def _has_started(pod: Object, container: str) -> bool:
    state = container_status(pod, container).get("state") or {}
    return "running" in state or "terminated" in state
