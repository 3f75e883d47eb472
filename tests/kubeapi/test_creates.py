"""What stock kubectl makes by itself it sends as protobuf: every `create` has to be understood."""

from __future__ import annotations

import pytest
from serving import Server
from stock import Kubectl

CREATES = {
    "job hello --image=busybox -- echo hi": "job.batch/hello",
    "cronjob tick --image=busybox --schedule='*/5 * * * *' -- date": "cronjob.batch/tick",
    "ingress web --rule='a.example/*=web:80,tls=cert'": "ingress.networking.k8s.io/web",
    "pdb web --selector=app=web --min-available=50%": "poddisruptionbudget.policy/web",
    "role reader --verb=get --resource=pods": "role.rbac.authorization.k8s.io/reader",
    "rolebinding reader --role=reader --user=bob": "rolebinding.rbac.authorization.k8s.io/reader",
    "clusterrole all --verb=get,list --resource=pods": "clusterrole.rbac.authorization.k8s.io/all",
    "clusterrolebinding all --clusterrole=all --user=b": "clusterrolebinding.rbac.authorization.k8s.io/all",
    "priorityclass high --value=10": "priorityclass.scheduling.k8s.io/high",
    "quota small --hard=pods=2": "resourcequota/small",
    "secret generic words --from-literal=a=b": "secret/words",
    "serviceaccount robot": "serviceaccount/robot",
}


@pytest.fixture(scope="module")
def kubectl(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Kubectl:
    return Kubectl(server, server.new_room("--instant"), tmp_path_factory.mktemp("creates"))


@pytest.mark.parametrize("command", CREATES)
def test_create_is_understood(kubectl: Kubectl, command: str) -> None:
    done = kubectl.run(f"kubectl create {command}")
    assert (done.rc, done.stdout) == (0, f"{CREATES[command]} created\n"), done.stderr


def test_what_was_created_says_what_was_asked_for(kubectl: Kubectl) -> None:
    kubectl.run("kubectl create ingress rules --rule='b.example/api*=web:8080'")
    path = ".spec.rules[0].http.paths[0]"
    asked = f"kubectl get ingress rules -o jsonpath='{{{path}.path}} {{{path}.backend.service.port.number}}'"
    assert kubectl.run(asked).stdout == "/api 8080"


def test_kubectl_is_told_who_it_is(kubectl: Kubectl) -> None:
    assert "system:masters" in kubectl.run("kubectl auth whoami").stdout
