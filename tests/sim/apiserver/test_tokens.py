"""Tokens of service accounts: what can be read in them, and what is refused."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from apicalls import PODS, Api

ACCOUNT = "/api/v1/namespaces/default/serviceaccounts/default"
ISSUER = "https://kubernetes.default.svc.cluster.local"
BEGINNING = 1_767_225_600


def asked(api: Api, path: str = ACCOUNT, **spec: Any) -> Any:
    body = {"kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1", "spec": spec}
    return api.send("POST", f"{path}/token", body)


def claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    read: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return read


def test_a_token_says_whose_it_is_and_how_long() -> None:
    api = Api()
    answer = asked(api)
    assert (answer.code, answer.body["kind"]) == (201, "TokenRequest")
    assert answer.body["spec"] == {"audiences": [ISSUER], "boundObjectRef": None, "expirationSeconds": 3600}
    read = claims(answer.body["status"]["token"])
    uid = api.read(ACCOUNT).body["metadata"]["uid"]
    assert read["sub"] == "system:serviceaccount:default:default"
    assert (read["iss"], read["aud"]) == (ISSUER, [ISSUER])
    assert read["exp"] - read["iat"] == 3600
    assert read["iat"] == BEGINNING + api.world.cluster.now // 1000
    assert read["kubernetes.io"] == {
        "namespace": "default", "serviceaccount": {"name": "default", "uid": uid},
    }  # fmt: skip


def test_it_is_made_as_a_jwt_is_and_no_two_are_the_same() -> None:
    api = Api()
    first, second = (asked(api).body["status"]["token"] for _ in range(2))
    head, _, signature = first.split(".")
    assert json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))["alg"] == "RS256"
    assert len(urlsafe_b64decode(signature + "=" * (-len(signature) % 4))) == 256
    assert claims(first)["jti"] != claims(second)["jti"]


def test_the_same_room_makes_the_same_token() -> None:
    assert asked(Api()).body == asked(Api()).body


def test_a_token_can_be_for_others_and_bound_to_a_pod_and_its_node() -> None:
    api = Api()
    pod = {
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", "image": "httpd"}]},
    }
    api.send("POST", PODS, pod)
    made = api.read(f"{PODS}/p").body
    ref = {"kind": "Pod", "apiVersion": "v1", "name": "p"}
    read = claims(asked(api, audiences=["vault"], boundObjectRef=ref).body["status"]["token"])
    assert read["aud"] == ["vault"]
    assert read["kubernetes.io"]["pod"] == {"name": "p", "uid": made["metadata"]["uid"]}
    assert read["kubernetes.io"]["node"]["name"] == made["spec"]["nodeName"]


@pytest.mark.parametrize(
    ("spec", "code", "message"),
    [
        (
            {"expirationSeconds": 599}, 422,
            'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 599: '
            "may not specify a duration less than 10 minutes",
        ),
        ({"boundObjectRef": {"kind": "Pod", "apiVersion": "v1", "name": "no"}}, 404, 'pods "no" not found'),
        (
            {"boundObjectRef": {"kind": "Service", "apiVersion": "v1", "name": "a"}}, 400,
            "cannot bind token to object of type /v1, Kind=Service",
        ),
        ({"expirationSeconds": "x"}, 400, "spec.expirationSeconds must be a whole number of seconds"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_refused(spec: dict[str, Any], code: int, message: str) -> None:
    answer = asked(Api(), **spec)
    assert (answer.code, answer.body["message"]) == (code, message)


def test_an_account_that_is_not_there_has_no_token() -> None:
    answer = asked(Api(), ACCOUNT.replace("/default/", "/default/", 1) + "s")
    assert (answer.code, answer.body["message"]) == (404, 'serviceaccounts "defaults" not found')
