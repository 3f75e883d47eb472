"""One line typed in a shell of a container."""

from __future__ import annotations

from k8sviz.sim import digits
from k8sviz.sim.objects.program import SHELLS
from k8sviz.terminal.kubectl import commandline
from k8sviz.terminal.kubectl.api import KubectlError, Reply, StatusError, told
from k8sviz.terminal.kubectl.attaching import finish
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.places import EXEC, HOME, PASSING, Shell
from k8sviz.terminal.roomapi import RoomApi

_LEAVE = ("exit", "logout")


async def typed_in(shell: Shell, api: RoomApi, line: str) -> Reply:
    """Carry out one line, or leave."""
    words = line.split()
    if words[:1] and words[0] in _LEAVE:
        return await _left(shell, api, (digits.whole(words[1]) or 0) & 0xFF if len(words) > 1 else 0)
    if words[:1] and words[0] in SHELLS and len(words) == 1:
        return Reply("", "", 0)  # one shell in another
    return await api.execute(shell.namespace, shell.pod, shell.container, ["sh", "-c", line])


async def _left(shell: Shell, api: RoomApi, code: int) -> Reply:
    if shell.how == EXEC:
        text = f"command terminated with exit code {code}\n" if code else ""
        return Reply("", text, code, prompt=HOME)
    await api.leave(shell.namespace, shell.pod, shell.container, code, "")
    kubectl = Kubectl(api, commandline.read(["attach", "-n", shell.namespace, shell.pod]), "", {})
    try:
        code = await _finished(kubectl, shell)
    except StatusError:  # somebody has deleted the Pod
        code = 0
    except KubectlError as error:
        kubectl.fail(told(error))
        code = error.code
    return Reply(kubectl.stdout, kubectl.stderr, code, prompt=HOME)


async def _finished(kubectl: Kubectl, shell: Shell) -> int:
    resource = await kubectl.builtin("", "Pod")
    pod = await kubectl.get(resource.path(shell.namespace, shell.pod))
    if shell.container not in [one["name"] for one in pod["spec"]["containers"]]:
        return 0  # an ephemeral one: nobody waits for its end
    info = Info(resource, shell.namespace, shell.pod, pod)
    return await finish(kubectl, info, shell.container, shell.how == PASSING)
