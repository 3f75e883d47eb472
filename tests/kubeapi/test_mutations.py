"""Requests as nobody means them: whatever comes, the Kubernetes API answers, and its log stays empty."""

from __future__ import annotations

import logging
import random
import string
from urllib.parse import quote

import msgspec
import pytest
from inside import Inside, new_client

pytestmark = pytest.mark.django_db(transaction=True)
_N = "/api/v1/namespaces/default"
_TARGETS = (
    f"{_N}/pods?limit=2&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0",
    f"{_N}/pods?labelSelector=app%20in%20(a,b),!c&fieldSelector=status.phase%3DRunning",
    f"{_N}/pods/web/log?tailLines=5&sinceSeconds=10&limitBytes=100&timestamps=true",
    f"{_N}/pods/web/proxy/path?a=1",
    f"{_N}/services/http:web:80/proxy/a%2Fb",
    f"{_N}/pods/web/exec?command=ls&container=web",
    f"{_N}/pods?watch=1&resourceVersion=99999999&timeoutSeconds=1",
    f"{_N}/configmaps/a?fieldManager=x&fieldValidation=Strict&dryRun=All&pretty=1",
    f"{_N}/serviceaccounts/default/token",
    "/apis/apps/v1/namespaces/default/deployments/web/scale",
    "/apis/discovery.k8s.io/v1/endpointslices?resourceVersion=0&resourceVersionMatch=NotOlderThan",
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    "/openapi/v3/apis/apps/v1?hash=1",
    "/api/v1/nodes/node-1/status",
)
_POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "labels": {"app": "a"}, "annotations": {"a": "b"}},
    "spec": {"containers": [{"name": "web", "image": "nginx", "ports": [{"containerPort": 80}]}]},
}
_BODIES = (
    msgspec.json.encode(_POD),
    b'[{"op":"add","path":"/data/a","value":"1"},{"op":"test","path":"/data/a","value":"1"}]',
    b'{"data":{"a":"2"},"metadata":{"labels":{"x":"y"},"finalizers":null}}',
    b'{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"propagationPolicy":"Orphan"}',
    b'{"spec":{"replicas":3,"template":{"spec":{"containers":[{"name":"web","$patch":"delete"}]}}}}',
    b'k8s\0\n\r\n\x02v1\x12\x07Service\x12\x12\n\x10\n\x02np\x12\0\x1a\0"\0*\0002\0008\0B\0',
)
_TYPES = (
    "application/json", "application/json-patch+json", "application/merge-patch+json", "text/html",
    "application/strategic-merge-patch+json", "application/apply-patch+yaml", "application/yaml",
    "application/vnd.kubernetes.protobuf", "", ";", "application/json; charset=²",
)  # fmt: skip
_ACCEPTS = (
    "", "*/*", "application/json", "application/json;as=Table;v=v1;g=meta.k8s.io", ";;,,=", "text/html",
    "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", "application/x",
)  # fmt: skip
_ODD = (
    "²", "٣", "-1", "1_0", "1e9", "0x10", "NaN", "9" * 5_000, "%00", "%0d%0a", "..", "%2e%2e", "//", "~",
    "%", "%zz", "%ff", "\\", '"', "{}", "[]", "null", "true", "$patch", "%F0%9F%98%80", "?", "&", "=", ";",
    ",", "(", "!", ":", "/", "", " ", "a" * 300, "%ED%A0%80",
)  # fmt: skip
_METHODS = (*("GET", "POST", "PUT", "PATCH", "DELETE") * 5, "HEAD", "OPTIONS", "TRACE", "²")


def _mutated(chance: random.Random, text: str) -> str:
    """A few places of a text cut out, doubled, or replaced by something odd."""
    for _ in range(chance.randrange(4)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randrange(12))
        middle = chance.choice(
            (chance.choice(_ODD), text[start:end] * 2, "", chance.choice(string.printable))
        )
        text = text[:start] + middle + text[end:]
    return text


def _target(chance: random.Random) -> str:
    kept = "/?&=%:+,;!()~.-_*'$@\\\"{}[]"
    text = "/" + _mutated(chance, chance.choice(_TARGETS)).lstrip("/")
    return "".join(
        letter if letter in kept or (letter.isascii() and letter.isalnum()) else quote(letter)
        for letter in text
    )


def _body(chance: random.Random) -> bytes:
    text = chance.choice(_BODIES)
    if chance.random() < 0.1:
        return b'{"a":' * chance.choice((50, 5_000, 100_000))
    return _mutated(chance, text.decode("latin-1")).encode("latin-1", "replace")


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_asked_is_answered_and_no_fault_of_the_server(
    seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    chance, client = random.Random(seed), await new_client()
    await client.ask("POST", f"{_N}/pods", _BODIES[0], content_type="application/json")
    with caplog.at_level(logging.WARNING):
        for _ in range(120):
            await _asked(chance, client)
    assert not caplog.records, [record.getMessage() for record in caplog.records]


async def _asked(chance: random.Random, client: Inside) -> None:
    method, target, body = chance.choice(_METHODS), _target(chance), _body(chance)
    headers = {
        "content_type": chance.choice((*_TYPES[:3] * 3, *_TYPES)),
        "accept": chance.choice((*_ACCEPTS[:4] * 5, *_ACCEPTS)),
        "content_length": chance.choice(("", str(len(body)), "²", "9" * 5_000)),
        "if_none_match": chance.choice(("", "*", '"x"')),
    }
    said = await client.ask(method, target, body, **headers)
    where = f"{method} {target[:200]} {headers} {body[:300]!r} → {said.code} {said.body[:300]!r}"
    assert said.code not in (500, 502) and 200 <= said.code < 600, where
    assert all("\r" not in value and "\n" not in value for value in said.headers.values()), where
    assert len(said.body) < 4 * 1024 * 1024, where
