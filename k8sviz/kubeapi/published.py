"""Answers that are the same in every room: health, version, discovery and OpenAPI, encoded once a process."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache

from k8sviz.kubeapi.exchange import Answer, Exchange, Headers
from k8sviz.kubeapi.negotiation import Form, wanted
from k8sviz.kubeapi.statuses import encoded, not_acceptable
from k8sviz.sim.apiserver import discovery, openapi

_HEALTH = ("/healthz", "/livez", "/readyz")
_CHECKS = (  # of /readyz?verbose
    "ping", "log", "informer-sync", "poststarthook/start-apiserver-admission-initializer",
    "poststarthook/generic-apiserver-start-informers",
    "poststarthook/priority-and-fairness-config-consumer", "poststarthook/priority-and-fairness-filter",
    "poststarthook/storage-object-count-tracker-hook", "poststarthook/start-apiextensions-informers",
    "poststarthook/start-apiextensions-controllers", "poststarthook/crd-informer-synced",
    "poststarthook/start-system-namespaces-controller",
    "poststarthook/peer-endpoint-reconciler-controller",
    "poststarthook/start-cluster-authentication-info-controller",
    "poststarthook/start-kube-apiserver-identity-lease-controller",
    "poststarthook/start-kube-apiserver-identity-lease-garbage-collector",
    "poststarthook/storage-readiness", "poststarthook/start-legacy-token-tracking-controller",
    "poststarthook/start-service-ip-repair-controllers",
    "poststarthook/scheduling/bootstrap-system-priority-classes",
    "poststarthook/priority-and-fairness-config-producer", "poststarthook/bootstrap-controller",
    "poststarthook/start-kubernetes-service-cidr-controller",
    "poststarthook/start-kube-aggregator-informers",
    "poststarthook/apiservice-status-local-available-controller",
    "poststarthook/apiservice-status-remote-available-controller",
    "poststarthook/apiservice-registration-controller", "poststarthook/apiservice-wait-for-first-sync",
    "poststarthook/apiservice-discovery-controller", "poststarthook/kube-apiserver-autoregistration",
    "autoregister-completion", "poststarthook/apiservice-openapi-controller",
    "poststarthook/apiservice-openapiv3-controller", "shutdown",
)  # fmt: skip
_V2, _V3 = "/openapi/v2", "/openapi/v3"
_PACKED_V2 = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
_NAMED_V2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"  # kube-openapi pkg/handler
_PRIVATE, _VARIES = ("Cache-Control", "no-cache, private"), ("Vary", "Accept")
# Which command asks (KEP-859). These only look up whether the server checks fields itself, and would spend
# longer on reading all schemas than on everything else they do (kubectl pkg/util/openapi, cli-runtime
# query_param_verifier_v3.go).
_COMMAND, _ASK_FOR_PARAMETERS = "kubectl-command", ("kubectl apply", "kubectl create", "kubectl replace")


def answer(exchange: Exchange) -> Answer | None:
    """The answer to a GET of such a path; None where the objects have to be asked."""
    path = exchange.path.rstrip("/") or "/"
    if path.startswith(_HEALTH):
        return Answer(200, _health(path, "verbose" in exchange.query), "text/plain; charset=utf-8")
    if path.startswith(_V3):
        schemas = exchange.header(_COMMAND) not in _ASK_FOR_PARAMETERS
        return _unless_known(exchange, _openapi(path.removeprefix(_V3).strip("/"), schemas))
    if path == _V2:
        return _unless_known(exchange, _openapi_v2(exchange.header("accept")))
    if path in ("/api", "/apis") and wanted(exchange.header("accept")) is Form.AGGREGATED:
        return _unless_known(exchange, _aggregated(path))
    found = discovery.document(path)
    if found is not None:
        return Answer(200, encoded(found))
    return None if _served(path) else Answer(404, b"404 page not found\n", "text/plain; charset=utf-8")


def _health(path: str, verbose: bool) -> bytes:
    if not verbose:
        return b"ok"
    lines = [*(f"[+]{name} ok" for name in _CHECKS), f"{path.strip('/').partition('/')[0]} check passed"]
    return "".join(f"{line}\n" for line in lines).encode()


def _served(path: str) -> bool:
    """Whether a path lies in a group and version that there is."""
    parts = path.split("/")
    depth = 3 if parts[1:2] == ["api"] else 4
    return discovery.document("/".join(parts[:depth])) is not None and parts[1] in ("api", "apis")


def _unless_known(exchange: Exchange, answer: Answer | None) -> Answer | None:
    """304 for a client that holds this very text (RFC 9110, 13.1.2)."""
    if answer is None:
        return None
    mark = dict(answer.headers).get("ETag", "")
    if mark and mark in exchange.header("if-none-match"):
        return Answer(304, b"", headers=answer.headers)
    return answer


@cache
def _aggregated(path: str) -> Answer | None:
    found = discovery.aggregated(path)
    body = encoded(found) if found is not None else b""
    headers = (("Cache-Control", "public"), _mark(body), _VARIES)
    return Answer(200, body, discovery.AGGREGATED, headers) if found is not None else None


@cache
def _openapi(location: str, schemas: bool) -> Answer | None:
    if not location:
        mark = dict([_mark(encoded(discovery.aggregated("/apis") or {}))])["ETag"].strip('"')
        paths = {
            one: {"serverRelativeURL": f"{_V3}/{one}?hash={mark}"} for one in sorted(openapi.locations())
        }
        return _lasting(encoded({"paths": paths}), "text/plain; charset=utf-8")
    document = openapi.document(location, schemas)
    return _lasting(encoded(document), "application/json") if document is not None else None


def _lasting(body: bytes, content_type: str) -> Answer:
    headers: Headers = (_PRIVATE, _mark(body), _VARIES)
    return Answer(200, body, content_type, headers, gzip.compress(body, compresslevel=6))


def _mark(body: bytes) -> tuple[str, str]:
    return "ETag", f'"{hashlib.sha512(body).hexdigest().upper()}"'


def _openapi_v2(accept: str) -> Answer:
    """kubectl asks for it only for kinds that v3 does not know; an empty document says the same of v2."""
    if _PACKED_V2 in accept:
        return Answer(200, _field(1, b"2.0"), _NAMED_V2, (_PRIVATE, _mark(b"2.0"), _VARIES))
    if wanted(accept) is Form.NONE:
        return not_acceptable()
    info = {"title": "Kubernetes", "version": "v1.36.2"}
    return Answer(200, encoded({"swagger": "2.0", "info": info, "paths": {}}))


def _field(number: int, text: bytes) -> bytes:
    """One text field of a protobuf message (gnostic openapiv2.Document: 1 is `swagger`)."""
    return bytes([number << 3 | 2, len(text)]) + text
