"""Which function carries out which command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from k8sviz.terminal.kubectl import (
    about,
    apply,
    attaching,
    change,
    comparing,
    create,
    debugging,
    delete,
    eventlist,
    explain,
    get,
    help_text,
    making,
    node_care,
    pods,
    rollout,
    setters,
    subjects,
    tokens,
    waiting,
)
from k8sviz.terminal.kubectl.api import UsageError
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.describe import command as describe

Verb = Callable[[Kubectl], Awaitable[int | None]]
VERBS: dict[tuple[str, ...], Verb] = {
    ("annotate",): change.annotate,
    ("api-resources",): about.api_resources,
    ("api-versions",): about.api_versions,
    ("apply",): apply.apply,
    ("apply", "view-last-applied"): apply.view_last_applied,
    ("attach",): attaching.attach,
    ("auth", "can-i"): about.can_i,
    ("auth", "whoami"): about.whoami,
    ("autoscale",): making.autoscale,
    ("certificate", "approve"): about.certificate,
    ("certificate", "deny"): about.certificate,
    ("cluster-info",): about.cluster_info,
    ("cluster-info", "dump"): about.cluster_info,
    ("cordon",): node_care.cordon,
    ("create",): create.create,
    ("create", "token"): tokens.token,
    ("debug",): debugging.debug,
    ("delete",): delete.delete,
    ("describe",): describe.describe,
    ("diff",): comparing.diff,
    ("drain",): node_care.drain,
    ("edit",): comparing.edit,
    ("events",): eventlist.events,
    ("exec",): pods.execute,
    ("explain",): explain.explain,
    ("expose",): making.expose,
    ("get",): get.get,
    ("label",): change.label,
    ("logs",): pods.logs,
    ("patch",): change.patch,
    ("replace",): create.replace,
    ("plugin", "list"): about.plugins,
    ("rollout", "history"): rollout.history,
    ("rollout", "pause"): rollout.pause,
    ("rollout", "restart"): rollout.restart,
    ("rollout", "resume"): rollout.resume,
    ("rollout", "status"): rollout.status,
    ("rollout", "undo"): rollout.undo,
    ("run",): making.run,
    ("scale",): change.scale,
    ("set", "env"): setters.environment,
    ("set", "image"): setters.image,
    ("set", "resources"): setters.resources,
    ("set", "selector"): setters.selector,
    ("set", "serviceaccount"): setters.service_account,
    ("set", "subject"): subjects.subject,
    ("taint",): node_care.taint,
    ("top", "node"): about.top,
    ("top", "pod"): about.top,
    ("uncordon",): node_care.uncordon,
    ("version",): about.version,
    ("wait",): waiting.wait,
}
_MADE = ("create",)


async def carry_out(kubectl: Kubectl) -> int | None:
    """Do what the command line asks for."""
    call = kubectl.call
    if call.on("help") or not call.path:
        kubectl.write(help_text.of(call))
        return 0
    verb = VERBS.get(call.path)
    if (
        verb is None
        and call.path[0] in _MADE
        and call.path[1] in making.GENERATORS
        and not call.command.commands
    ):
        verb = making.create_kind
    if verb is None and call.path[0] == "config" and len(call.path) > 1:
        verb = about.config
    if verb is None and call.command.commands:
        return _group(kubectl)
    return await (verb or pods.unavailable)(kubectl)


def _group(kubectl: Kubectl) -> int:
    """A command that only has commands below it."""
    call = kubectl.call
    if call.args:
        raise UsageError(
            f"error: unknown command \"{call.args[0]}\"\nSee '{call.words} -h' for help and examples"
        )
    kubectl.fail(help_text.of(call))
    return 1
