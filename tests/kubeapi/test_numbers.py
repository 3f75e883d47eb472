"""Numbers that somebody else wrote: in queries, paths and headers."""

from __future__ import annotations

import pytest
from asking import Api
from serving import Server

_PODS = "/api/v1/namespaces/default/pods"
_POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web"},
    "spec": {"containers": [{"name": "web", "image": "nginx"}]},
}
_LONG = "9" * 5_000


@pytest.fixture(scope="module")
def api(server: Server) -> Api:
    found = Api(server, server.new_room("--instant"))
    assert found.post(_PODS, _POD).code == 201
    return found


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("watch=1&resourceVersion=%C2%B2", 'strconv.ParseUint: parsing "²": invalid syntax'),
        ("watch=1&timeoutSeconds=1_0", 'strconv.ParseInt: parsing "1_0": invalid syntax'),
        ("watch=1&timeoutSeconds=%C2%B2", 'strconv.ParseInt: parsing "²": invalid syntax'),
        (
            f"watch=1&timeoutSeconds={_LONG}",
            f'strconv.ParseInt: parsing "{_LONG[:100]}…": value out of range',
        ),
        (
            f"watch=1&resourceVersion={_LONG}",
            f'strconv.ParseUint: parsing "{_LONG[:100]}…": value out of range',
        ),
        ("resourceVersion=-1", 'strconv.ParseUint: parsing "-1": invalid syntax'),
    ],
)
def test_a_number_that_is_none_is_a_bad_request(api: Api, query: str, message: str) -> None:
    said = api.get(f"{_PODS}?{query}")
    assert (said.code, said.body["reason"], said.body["message"]) == (400, "BadRequest", message)


@pytest.mark.parametrize("name", ["sinceSeconds", "tailLines", "limitBytes"])
def test_a_log_is_asked_for_in_numbers(api: Api, name: str) -> None:
    for value in ("%C2%B2", "x", _LONG):
        assert api.get(f"{_PODS}/web/log?{name}={value}").code == 400
    said = api.get(f"{_PODS}/web/log?{name}=-1")
    assert said.code == 422
    assert said.body["message"].startswith(f'PodLogOptions "web" is invalid: {name}: Invalid value: -1: must')


@pytest.mark.parametrize("port", ["%C2%B2", "0", "65536", _LONG, "-1"])
def test_a_port_of_a_pod_that_is_none_is_a_bad_request(api: Api, port: str) -> None:
    said = api.get(f"{_PODS}/web:{port}/proxy/")
    assert (said.code, said.body["reason"]) == (400, "BadRequest")


def test_a_port_of_a_service_that_is_none_is_a_name(api: Api) -> None:
    for port in ("%C2%B2", _LONG):
        said = api.get(f"/api/v1/namespaces/default/services/kubernetes:{port}/proxy/")
        assert said.code == 503
