"""Probes and lifecycle hooks: validateProbe, validateLifecycle, validateHandler."""

from __future__ import annotations

import re
from typing import Any

from k8sviz.sim.manifests.validation import names
from k8sviz.sim.manifests.validation.amounts import NOT_NEGATIVE
from k8sviz.sim.manifests.validation.faults import Faults

Fields = dict[str, Any]

_SCHEMES = ("HTTP", "HTTPS")
_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc", "sleep")
_PERIODS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
_HEADER = re.compile(r"[-A-Za-z0-9]+\Z")
_HEADER_SAYS = (
    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used "
    "for validation is '[-A-Za-z0-9]+')"
)


def of_container(faults: Faults, container: Fields, path: str, spec: Fields) -> None:
    """The hooks and probes of a container that keeps running."""
    grace = spec.get("terminationGracePeriodSeconds")
    for hook in ("postStart", "preStop"):
        if hook in container.get("lifecycle", {}):
            _handler(faults, container["lifecycle"][hook], f"{path}.lifecycle.{hook}", grace)
    for kind in ("livenessProbe", "readinessProbe", "startupProbe"):
        if kind in container:
            _probe(faults, container[kind], f"{path}.{kind}", kind)


def _probe(faults: Faults, probe: Fields, path: str, kind: str) -> None:
    _handler(faults, probe, path, None)
    for period in _PERIODS:
        if probe.get(period, 0) < 0:
            faults.invalid(f"{path}.{period}", probe[period], NOT_NEGATIVE)
    grace = probe.get("terminationGracePeriodSeconds")
    if grace is not None and grace <= 0:
        faults.invalid(f"{path}.terminationGracePeriodSeconds", grace, "must be greater than 0")
    if kind == "readinessProbe":
        if grace is not None:
            words = "must not be set for readinessProbes"
            faults.invalid(f"{path}.terminationGracePeriodSeconds", grace, words)
    elif probe.get("successThreshold", 1) != 1:
        faults.invalid(f"{path}.successThreshold", probe["successThreshold"], "must be 1")


def _handler(faults: Faults, given: Fields, path: str, grace: int | None) -> None:
    kinds = [kind for kind in _HANDLERS if kind in given]
    if not kinds:
        faults.required(path, "must specify a handler type")
        return
    _one_handler(faults, given[kinds[0]], kinds[0], f"{path}.{kinds[0]}", grace)
    for extra in kinds[1:]:
        faults.forbidden(f"{path}.{extra}", "may not specify more than 1 handler type")


def _one_handler(faults: Faults, action: Fields, kind: str, path: str, grace: int | None) -> None:
    match kind:
        case "exec":
            if not action.get("command"):
                faults.required(f"{path}.command")
        case "httpGet":
            _http_get(faults, action, path)
        case "tcpSocket" | "grpc":
            port = action.get("port", 0)
            faults.each(f"{path}.port", port, names.port(port))
        case "sleep":
            seconds = action.get("seconds", 0)
            if grace is not None and not 0 <= seconds <= grace:
                words = f"must be non-negative and less than terminationGracePeriodSeconds ({grace})"
                faults.invalid(path, seconds, words)


def _http_get(faults: Faults, action: Fields, path: str) -> None:
    if not action.get("path"):
        faults.required(f"{path}.path")
    port = action.get("port", 0)
    faults.each(f"{path}.port", port, names.port(port))
    if action.get("scheme") not in _SCHEMES:
        faults.unsupported(f"{path}.scheme", action.get("scheme", ""), _SCHEMES)
    for header in action.get("httpHeaders", ()):
        if not _HEADER.match(header.get("name", "")):
            faults.invalid(f"{path}.httpHeaders", header.get("name", ""), _HEADER_SAYS)
