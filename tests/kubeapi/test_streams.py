"""Logs and exec, with stock kubectl."""

from __future__ import annotations

import pytest
from given import WEB_AND_CLIENT
from serving import Server
from stock import Kubectl, first_line


@pytest.fixture(scope="module")
def kubectl(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Kubectl:
    found = Kubectl(server, server.new_room("--instant"), tmp_path_factory.mktemp("shell"))
    assert found.run("kubectl apply -f -", WEB_AND_CLIENT).rc == 0
    assert found.run("kubectl wait --for=condition=Ready pod/web pod/client --timeout=60s").rc == 0
    return found


def test_exec_sends_a_request_through_the_dataplane(kubectl: Kubectl) -> None:
    done = kubectl.run("kubectl exec client -- curl -s web:8080")
    assert done.stdout.startswith("web saw 10.244.")
    assert done.rc == 0


def test_exec_ends_as_its_command_does(kubectl: Kubectl) -> None:
    done = kubectl.run("kubectl exec client -- curl -sS nobody")
    assert done.rc == 6
    assert "curl: (6) Could not resolve host: nobody" in done.stderr
    assert "command terminated with exit code 6" in done.stderr


def test_a_shell_takes_lines_on_its_standard_input(kubectl: Kubectl) -> None:
    done = kubectl.run("kubectl exec -i client -- sh", "hostname\necho done\nexit\n")
    assert done.stdout == "client\ndone\n"


def test_logs_are_the_requests_that_a_pod_answered(kubectl: Kubectl) -> None:
    kubectl.run("kubectl exec client -- curl -s web:8080/page")
    done = kubectl.run("kubectl logs web --tail=1")
    assert '"GET /page HTTP/1.1" 200' in done.stdout
    assert done.stdout.count("\n") == 1


def test_there_are_no_logs_of_a_container_before(kubectl: Kubectl) -> None:
    done = kubectl.run("kubectl logs web --previous")
    assert done.rc == 1
    assert 'previous terminated container "web" in pod "web" not found' in done.stderr


def test_logs_are_followed(kubectl: Kubectl) -> None:
    following = kubectl.start("exec kubectl logs -f --tail=0 web")
    asking = "kubectl exec client -- curl -s web:8080/new"
    assert "GET /new" in first_line(following, lambda: kubectl.run(asking))
    following.terminate()
    following.communicate()


def test_a_file_is_copied_out_and_none_in(kubectl: Kubectl) -> None:
    assert kubectl.run("kubectl cp web:/etc/hosts hosts && cat hosts").stdout.endswith("\tweb\n")
    done = kubectl.run("kubectl cp hosts web:/srv/hosts")
    assert "Read-only file system" in done.stderr
    assert done.rc != 0


def test_a_wait_and_a_watch_see_what_happens(kubectl: Kubectl) -> None:
    watching = kubectl.start("exec timeout 60 kubectl get cm -w -o name")
    assert watching.stdout is not None
    assert watching.stdout.readline() == "configmap/kube-root-ca.crt\n"
    assert kubectl.run("kubectl create cm made").rc == 0
    assert watching.stdout.readline() == "configmap/made\n"
    watching.terminate()
    watching.communicate()
    assert kubectl.run("kubectl delete pod web && kubectl get pod web").rc == 1
