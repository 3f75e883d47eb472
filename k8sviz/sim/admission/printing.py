"""An outcome as kubectl prints it: result lines on stdout, warnings and errors on stderr."""

from __future__ import annotations

from k8sviz.sim.manifests import refusals, schema
from k8sviz.sim.problems import Outcome, Refusal, Result


def stdout(outcome: Outcome) -> str:
    """service/httpd-svc created, one line for each object that was not refused."""
    return "".join(f"{_line(result)}\n" for result in outcome.results if not result.refusal)


def stderr(outcome: Outcome) -> str:
    """Warnings first; one refusal is told at length, several are told one after the other."""
    warnings = dict.fromkeys(warning for result in outcome.results for warning in result.warnings)
    refused = [result for result in outcome.results if result.refusal]
    refused.sort(
        key=lambda result: _kubectl(result.refusal)
    )  # kubectl reads everything before it sends anything
    lines = [f"Warning: {warning}" for warning in warnings]
    if len(refused) == 1 and refused[0].refusal:
        lines.append(refused[0].refusal.message)
    else:
        lines += [_in_list(result, result.refusal) for result in refused if result.refusal]
    return "".join(f"{line}\n" for line in lines)


def _kubectl(refusal: Refusal | None) -> int:
    return 0 if refusal and refusal.reason == "NotFound" and refusal.code == refusals.CLIENT else 1


def _line(result: Result) -> str:
    kind = schema.named(result.kind)
    name = kind.line_name if kind else result.kind.lower()
    if result.verb == "deleted":
        return f'{name} "{result.name}" deleted'
    return f"{name}/{result.name} {result.verb}"


def _in_list(result: Result, refusal: Refusal) -> str:
    if refusal.reason != "Invalid":
        return refusal.message.removeprefix("error: ")
    message = refusals.status_message(refusal, result.kind, result.name)
    return refusals.from_server(refusal.code, refusal.reason, message).message
