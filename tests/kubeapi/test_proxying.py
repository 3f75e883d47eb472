"""services/proxy and pods/proxy."""

from __future__ import annotations

import urllib.request

import pytest
from asking import Api
from serving import NewRoom, Server
from stock import Kubectl

_WEB = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 8080, targetPort: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: shut}
spec: {selector: {app: web}, ports: [{name: web, port: 8080, targetPort: 81}]}
---
apiVersion: v1
kind: Service
metadata: {name: empty}
spec: {selector: {app: nobody}, ports: [{port: 80}]}
"""
_SERVICES = "/api/v1/namespaces/default/services"
_PODS = "/api/v1/namespaces/default/pods"


@pytest.fixture(scope="module")
def room(server: Server) -> NewRoom:
    return server.new_room("--instant")


@pytest.fixture(scope="module")
def kubectl(server: Server, room: NewRoom, tmp_path_factory: pytest.TempPathFactory) -> Kubectl:
    found = Kubectl(server, room, tmp_path_factory.mktemp("proxy"))
    assert found.run("kubectl apply -f -", _WEB).rc == 0
    assert found.run("kubectl wait --for=condition=Ready pod/web --timeout=60s").rc == 0
    return found


@pytest.fixture(scope="module")
def api(server: Server, room: NewRoom, kubectl: Kubectl) -> Api:
    return Api(server, room)


@pytest.mark.parametrize("name", ["web", "web:8080", "http:web:8080", "http:web:"])
def test_a_service_answers_by_its_name_and_port(kubectl: Kubectl, name: str) -> None:
    done = kubectl.run(f"kubectl get --raw '{kubectl.prefix}{_SERVICES}/{name}/proxy/page'")
    assert done.stdout.startswith("web saw ")
    assert '"GET /page HTTP/1.1" 200' in kubectl.run("kubectl logs web --tail=1").stdout


@pytest.mark.parametrize("name", ["web", "web:80"])
def test_a_pod_answers_too(kubectl: Kubectl, name: str) -> None:
    done = kubectl.run(f"kubectl get --raw '{kubectl.prefix}{_PODS}/{name}/proxy/'")
    assert done.stdout.startswith("web saw ")


def test_a_path_without_its_slash_is_sent_there(api: Api) -> None:
    said = api.get(f"{_SERVICES}/web/proxy?a=1")
    assert (said.code, said.headers["Location"]) == (301, f"{api.base}{_SERVICES}/web/proxy/?a=1")


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        (f"{_SERVICES}/nobody/proxy/", 404, 'services "nobody" not found'),
        (f"{_SERVICES}/web:99/proxy/", 503, 'no service port 99 found for service "web"'),
        (f"{_SERVICES}/web:named/proxy/", 503, 'no endpoints available for service "web:named"'),
        (f"{_SERVICES}/empty/proxy/", 503, 'no endpoints available for service "empty"'),
        (f"{_SERVICES}/a:b:c:d/proxy/", 400, 'invalid service request "a:b:c:d"'),
        (f"{_PODS}/nobody/proxy/", 404, 'pods "nobody" not found'),
    ],
)
def test_what_cannot_be_reached_is_said(api: Api, path: str, code: int, message: str) -> None:
    said = api.get(path)
    assert (said.code, said.body["message"]) == (code, message)


def test_a_port_that_nobody_listens_on_is_refused(api: Api) -> None:
    said = api.get(f"{_SERVICES}/shut:web/proxy/")
    assert said.code == 503
    assert said.body["message"].startswith("error trying to reach service: dial tcp 10.244.")
    assert said.body["message"].endswith(":81: connect: connection refused")


def test_kubectl_proxy_leads_there(kubectl: Kubectl) -> None:
    process = kubectl.start("exec kubectl proxy --port=0")
    assert process.stdout is not None
    port = process.stdout.readline().strip().rpartition(":")[2]
    try:
        url = f"http://127.0.0.1:{port}{kubectl.prefix}{_SERVICES}/web:8080/proxy/"
        with urllib.request.urlopen(url, timeout=60) as response:
            assert response.read().startswith(b"web saw ")
    finally:
        process.terminate()
        process.communicate(timeout=60)
