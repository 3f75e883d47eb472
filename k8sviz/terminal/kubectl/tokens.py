"""kubectl create token (k8s.io/kubectl/pkg/cmd/create/create_token.go)."""

from __future__ import annotations

from k8sviz.terminal.gotext import duration
from k8sviz.terminal.kubectl.api import KubectlError, Object, StatusError
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.commandline import Call
from k8sviz.terminal.kubectl.generators import one_name
from k8sviz.terminal.kubectl.results import Results

_BOUND = ("Pod", "Secret")


async def token(kubectl: Kubectl) -> None:
    """Print the token, or the whole answer with -o."""
    call = kubectl.call
    name = one_name(call)
    spec: Object = {"audiences": call.all("audience") or None, "boundObjectRef": _bound(call)}
    spec["expirationSeconds"] = _seconds(call)
    if "" in (spec["audiences"] or ()):
        raise KubectlError("--audience must not be an empty string")
    asked = {
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": {"creationTimestamp": None},
        "spec": spec,
        "status": {"token": "", "expirationTimestamp": None},
    }
    path = f"/api/v1/namespaces/{kubectl.namespace}/serviceaccounts/{name}/token"
    try:
        answer = await kubectl.ask("POST", path, body=asked)
    except StatusError as error:
        raise KubectlError(f"failed to create token: {error.message}") from error
    results = Results(kubectl)
    if results.is_object:
        results.done(answer, "created")
    else:
        kubectl.say(answer["status"]["token"])


def _seconds(call: Call) -> int | None:
    given = call.text("duration")
    asked = duration.parse(given) if given else 0
    assert asked is not None, "the command line has read it"
    if asked < 0:
        raise KubectlError("duration must be greater than or equal to 0")
    if asked != int(asked):
        raise KubectlError("duration cannot be expressed in units less than seconds")
    return int(asked) or None


def _bound(call: Call) -> Object | None:
    kind, name, uid = (call.text(f"bound-object-{part}") for part in ("kind", "name", "uid"))
    if not kind:
        for flag, given in (("name", name), ("uid", uid)):
            if given:
                told = "can only be set if --bound-object-kind is provided"
                raise KubectlError(f"--bound-object-{flag} {told}")
        return None
    if kind not in _BOUND:
        raise KubectlError(f"supported --bound-object-kind values are {', '.join(_BOUND)}")
    if not name:
        raise KubectlError("--bound-object-name is required if --bound-object-kind is provided")
    return {"kind": kind, "apiVersion": "v1", "name": name, **({"uid": uid} if uid else {})}
