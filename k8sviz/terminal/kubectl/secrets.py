"""The Secrets that `kubectl create secret` makes."""

from __future__ import annotations

import base64
import json

from k8sviz.terminal.kubectl.api import KubectlError, Object
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.generators import literals, metadata, one_name

_NO_ACCOUNT = (
    "either --from-file or the combination of --docker-username, --docker-password and --docker-server is "
    "required"
)


async def secret(kubectl: Kubectl) -> Object:
    """create secret generic, tls or docker-registry."""
    name = one_name(kubectl.call)
    match kubectl.call.path[-1]:
        case "tls":
            data, kind = _certificate(kubectl), "kubernetes.io/tls"
        case "docker-registry":
            data, kind = _registry(kubectl), "kubernetes.io/dockerconfigjson"
        case _:
            data, kind = literals(kubectl), kubectl.call.text("type")
    encoded = {key: _encoded(value) for key, value in data.items()}
    return {
        "apiVersion": "v1", "kind": "Secret", "metadata": metadata(name),
        **({"data": encoded} if encoded else {}), **({"type": kind} if kind else {}),
    }  # fmt: skip


def _certificate(kubectl: Kubectl) -> dict[str, str]:
    key, certificate = kubectl.call.text("key"), kubectl.call.text("cert")
    if not key or not certificate:
        raise KubectlError("key and cert must be specified")
    for path in (certificate, key):
        if path not in kubectl.files:
            raise KubectlError(f"open {path}: no such file or directory")
    return {"tls.crt": kubectl.files[certificate], "tls.key": kubectl.files[key]}


def _registry(kubectl: Kubectl) -> dict[str, str]:
    call = kubectl.call
    if call.has("from-file"):
        return literals(kubectl)
    user, password, server = (call.text(f"docker-{part}") for part in ("username", "password", "server"))
    if not (user and password and server):
        raise KubectlError(_NO_ACCOUNT)
    email = call.text("docker-email")
    account = {
        "username": user, "password": password, **({"email": email} if email else {}),
        "auth": _encoded(f"{user}:{password}"),
    }  # fmt: skip
    text = json.dumps({"auths": {server: account}}, separators=(",", ":"))
    return {".dockerconfigjson": text}


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
