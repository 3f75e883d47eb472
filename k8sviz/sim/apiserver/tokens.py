"""Tokens of service accounts: POST serviceaccounts/<name>/token (pkg/registry/core/serviceaccount/storage).

They are shaped as the real ones are and can be read by everyone (https://jwt.io). Their signature is none:
whatever a room's API is shown as credentials, it is not these.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import msgspec

from k8sviz.sim.apiserver import bodies, status
from k8sviz.sim.apiserver.routes import Target
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import schema
from k8sviz.sim.objects.identity import ApiObject, Key

_CREATED, _INVALID, _CONFLICT = 201, 422, 409
_EPOCH = 1_767_225_600  # seconds from 1970 to the beginning of a room's time
_HOUR, _SHORTEST, _LONGEST = 3600, 600, 1 << 32  # seconds
_SIGNATURE = 256  # bytes, as of RS256 with a key of 2048 bits
_BOUND = {"Pod": "pod", "Secret": "secret", "Node": "node"}  # kinds, and how the claim calls them
_FIELDS = ("audiences", "boundObjectRef", "expirationSeconds")
_PATH = "spec.expirationSeconds"

Fields = dict[str, Any]


def requested(cluster: Cluster, request: Request, target: Target, account: ApiObject) -> Response:
    """The TokenRequest with its token."""
    asked = bodies.read_object(request.body, request.content_type, "TokenRequest")
    wanted = asked.get("spec") or {}
    if not isinstance(wanted, dict):
        return status.bad_request("spec must be an object")
    spec = {
        "audiences": [f"https://kubernetes.default.svc.{cluster.settings.cluster_domain}"],
        "boundObjectRef": None,
        "expirationSeconds": _HOUR,
        **{key: value for key, value in wanted.items() if value and key in _FIELDS},
    }
    problem = _problem(cluster, account, spec)
    if problem:
        return problem
    claims = _claims(cluster, account, spec)
    metadata = {
        "creationTimestamp": cluster.settings.timestamp(cluster.now),
        "name": target.name,
        "namespace": target.namespace,
    }
    expires = cluster.settings.timestamp(cluster.now + 1000 * spec["expirationSeconds"])
    return Response(
        _CREATED,
        {
            "kind": "TokenRequest",
            "apiVersion": "authentication.k8s.io/v1",
            "metadata": metadata,
            "spec": spec,
            "status": {"token": _written(claims), "expirationTimestamp": expires},
        },
    )


def _problem(cluster: Cluster, account: ApiObject, spec: Fields) -> Response | None:
    seconds = spec["expirationSeconds"]
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return status.bad_request("spec.expirationSeconds must be a whole number of seconds")
    if not isinstance(spec["audiences"], list) or not isinstance(spec["boundObjectRef"] or {}, dict):
        return status.bad_request("spec.audiences must be a list, and spec.boundObjectRef an object")
    if seconds < _SHORTEST:
        return _wrong_duration(seconds, "may not specify a duration less than 10 minutes")
    if seconds > _LONGEST:
        return _wrong_duration(seconds, "may not specify a duration larger than 2^32 seconds")
    return _unbound(cluster, account, spec["boundObjectRef"]) if spec["boundObjectRef"] else None


def _wrong_duration(seconds: int, words: str) -> Response:
    told = f"Invalid value: {seconds}: {words}"
    cause = {"reason": "FieldValueInvalid", "message": told, "field": _PATH}
    message = f'TokenRequest.authentication.k8s.io "" is invalid: {_PATH}: {told}'
    details = {"group": "authentication.k8s.io", "kind": "TokenRequest", "causes": [cause]}
    return status.failure(_INVALID, "Invalid", message, details)


def _unbound(cluster: Cluster, account: ApiObject, ref: Fields) -> Response | None:
    """Why a token cannot be bound to such an object."""
    kind = schema.find(str(ref.get("apiVersion")), str(ref.get("kind")))
    if kind is None or kind.group or kind.kind not in _BOUND:
        shown = f"{ref.get('apiVersion', '')}, Kind={ref.get('kind', '')}"
        return status.bad_request(f"cannot bind token to object of type /{shown}")
    obj, name = _bound(cluster, account, ref), account["metadata"]["name"]
    if obj is None:
        return status.not_found(kind, str(ref.get("name", "")))
    if ref["kind"] == "Pod" and obj["spec"].get("serviceAccountName") != name:
        words = "to pod running with different serviceaccount name."
        return status.bad_request(f'cannot bind token for serviceaccount "{name}" {words}')
    uid = ref.get("uid")
    if uid and uid != obj["metadata"]["uid"]:
        words = (
            f"the UID in the bound object reference ({uid}) does not match the UID in record. "
            "The object might have been deleted and then recreated"
        )
        told = f'Operation cannot be fulfilled on {ref["kind"]} "{ref["name"]}": {words}'
        return status.failure(_CONFLICT, "Conflict", told, {"name": ref["name"], "kind": ref["kind"]})
    return None


def _bound(cluster: Cluster, account: ApiObject, ref: Fields) -> ApiObject | None:
    namespace = "" if ref["kind"] == "Node" else account["metadata"]["namespace"]
    return cluster.get(Key(ref["kind"], namespace, str(ref.get("name", ""))))


def _claims(cluster: Cluster, account: ApiObject, spec: Fields) -> Fields:
    metadata, now = account["metadata"], _EPOCH + cluster.now // 1000
    namespace, name = metadata["namespace"], metadata["name"]
    private: Fields = {"namespace": namespace, "serviceaccount": _named(account)}
    ref = spec["boundObjectRef"]
    obj = _bound(cluster, account, ref) if ref else None
    if obj is not None:
        private[_BOUND[ref["kind"]]] = _named(obj)
        node = cluster.get(Key("Node", "", obj["spec"].get("nodeName", ""))) if ref["kind"] == "Pod" else None
        if node is not None:
            private["node"] = _named(node)
    number = cluster.counters["tokens"] = cluster.counters.get("tokens", 0) + 1
    return {
        "aud": spec["audiences"],
        "exp": now + spec["expirationSeconds"],
        "iat": now,
        "iss": f"https://kubernetes.default.svc.{cluster.settings.cluster_domain}",
        "jti": _id(f"{metadata['uid']}/{now}/{number}"),
        "kubernetes.io": dict(sorted(private.items())),
        "nbf": now,
        "sub": f"system:serviceaccount:{namespace}:{name}",
    }


def _named(obj: ApiObject) -> Fields:
    return {"name": obj["metadata"]["name"], "uid": obj["metadata"]["uid"]}


def _id(text: str) -> str:
    """A number in the form of a UUID."""
    digits = sha256(text.encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"


def _written(claims: Fields) -> str:
    """Header, claims and what stands where a signature would."""
    head = {"alg": "RS256", "kid": _base64(sha256(str(claims["iss"]).encode()).digest())}
    text = f"{_base64(msgspec.json.encode(head))}.{_base64(msgspec.json.encode(claims))}"
    block = b"".join(sha256(f"{text}/{part}".encode()).digest() for part in range(_SIGNATURE // 32))
    return f"{text}.{_base64(block)}"


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
