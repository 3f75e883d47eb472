"""kubectl run -it, attach, exec -it and debug, with stock kubectl, on a terminal and without one."""

from __future__ import annotations

import os
import pty
import select
import time

import pytest
from given import WEB
from serving import Server
from stock import Done, Kubectl, first_line

_HINT = "If you don't see a command prompt, try pressing enter.\n"
_PATIENCE = 60.0


class Typist:
    """Somebody at a terminal."""

    def __init__(self, kubectl: Kubectl, command: str) -> None:
        self._end, other = pty.openpty()
        self._process = kubectl.start(f"exec {command}", stdin=other, stdout=other, stderr=other)
        os.close(other)
        self.shown, self._read = "", 0

    def wait_for(self, text: str) -> None:
        """Read until it is shown, after all that was waited for before."""
        until = time.monotonic() + _PATIENCE
        while text not in self.shown[self._read :]:
            assert time.monotonic() < until, self.shown
            if select.select([self._end], [], [], 0.1)[0]:
                self.shown += os.read(self._end, 4096).decode()
        self._read = self.shown.index(text, self._read) + len(text)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._end, keys.encode())

    def leave(self) -> int:
        """Wait until the command has ended; its exit code."""
        until = time.monotonic() + _PATIENCE
        while self._process.poll() is None and time.monotonic() < until:
            self._drain()
        self._drain()
        os.close(self._end)
        return self._process.wait(1)

    def _drain(self) -> None:
        try:
            while select.select([self._end], [], [], 0.1)[0]:
                self.shown += os.read(self._end, 4096).decode()
        except OSError:  # the other end is closed
            time.sleep(0.05)


@pytest.fixture(scope="module", params=["--instant", ""], ids=["instant", "lesson"])
def kubectl(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Kubectl:
    profile = [request.param] if request.param else []
    found = Kubectl(server, server.new_room(*profile), tmp_path_factory.mktemp("attach"))
    found.page.post("clock", playing="1", speed="8")  # less of our time for images and starts
    assert found.run("kubectl apply -f -", WEB).rc == 0
    assert found.run("kubectl wait --for=condition=Ready pod/web --timeout=60s").rc == 0
    return found


def _guest(kubectl: Kubectl, options: str, command: str, stdin: str = "") -> Done:
    return kubectl.run(f"kubectl run guest --restart=Never {options} -- {command}", stdin)


def test_a_pod_of_one_request_prints_its_answer_and_is_gone(kubectl: Kubectl) -> None:
    done = _guest(kubectl, "--rm -i --image=curlimages/curl", "curl -s web:8080")
    assert done.stdout.startswith("web saw 10.244.")
    assert done.stdout.endswith('pod "guest" deleted\n')
    assert (done.stderr, done.rc) == ("", 0)
    assert "guest" not in kubectl.names("/api/v1/namespaces/default/pods")


def test_a_pod_that_fails_ends_kubectl_with_its_code(kubectl: Kubectl) -> None:
    done = _guest(kubectl, "--rm -i --image=curlimages/curl", "curl -sS nobody")
    assert done.stdout == 'curl: (6) Could not resolve host: nobody\npod "guest" deleted\n'
    assert (done.stderr, done.rc) == ("pod default/guest terminated (Error)\n", 6)


def test_without_anybody_attached_the_answer_is_in_the_log(kubectl: Kubectl) -> None:
    assert _guest(kubectl, "-i --image=busybox", "sh -c 'wget -qO- web:8080; echo done'").rc == 0
    try:
        assert kubectl.run("kubectl logs guest").stdout.endswith("\ndone\n")
        assert kubectl.run("kubectl get pod guest --no-headers").stdout.split()[2] == "Completed"
    finally:
        kubectl.run("kubectl delete pod guest --now")


def test_commands_are_piped_to_a_shell(kubectl: Kubectl) -> None:
    done = _guest(kubectl, "--rm -i --image=busybox", "sh", "hostname\nwget -qO- web:8080\nexit 3\n")
    assert done.rc == 3
    assert done.stdout.startswith("guest\nweb saw 10.244.")
    assert done.stderr.endswith("pod default/guest terminated (Error)\n")


def test_the_end_of_the_input_is_the_end_of_the_shell(kubectl: Kubectl) -> None:
    done = _guest(kubectl, "--rm -i --image=busybox", "sh", "echo one\necho two")
    assert (done.stdout.replace(_HINT, ""), done.rc) == ('one\ntwo\npod "guest" deleted\n', 0)


def test_a_shell_at_a_terminal(kubectl: Kubectl) -> None:
    typist = Typist(kubectl, "kubectl run guest --rm -it --image=busybox --restart=Never -- sh")
    typist.wait_for("/ # ")
    assert "If you don't see a command prompt, try pressing enter.\r\n" in typist.shown
    typist.type("wgett\x7f -qO- web:8080\r")
    typist.wait_for("\r\n/ # ")
    assert "wgett\b \b -qO- web:8080\r\nweb saw 10.244." in typist.shown
    typist.type("\x1b[A")
    typist.wait_for("wget -qO- web:8080")
    typist.type("\x15exit\r")
    assert typist.leave() == 0
    assert typist.shown.endswith('pod "guest" deleted\r\n')


def test_exec_at_a_terminal_ends_with_the_shells_code(kubectl: Kubectl) -> None:
    typist = Typist(kubectl, "kubectl exec -it web -- bash")
    typist.wait_for("root@web:/# ")
    typist.type("vi\r")
    typist.wait_for("not found")
    typist.wait_for("root@web:/# ")
    typist.type("\x04")
    assert typist.leave() == 127
    assert typist.shown.endswith("command terminated with exit code 127\r\n")


def test_errors_of_a_piped_shell_are_its_standard_error(kubectl: Kubectl) -> None:
    done = kubectl.run("kubectl exec -i web -- sh", "cat /none\necho ok\n")
    assert (done.stdout, done.rc) == ("ok\n", 0)
    assert done.stderr == "cat: can't open '/none': No such file or directory\n"


def test_what_a_server_logs_is_what_an_attached_client_sees(kubectl: Kubectl) -> None:
    attached = kubectl.start("exec kubectl attach web")
    request = ("--rm -i --image=curlimages/curl", "curl -s web:8080/seen")
    assert "GET /seen" in first_line(attached, lambda: _guest(kubectl, *request))
    attached.terminate()
    _, err = attached.communicate(timeout=_PATIENCE)
    assert err == _HINT


def test_a_node_is_debugged_through_its_files(kubectl: Kubectl) -> None:
    done = kubectl.run(
        "kubectl debug node/node-1 -i --image=busybox", "hostname\nchroot /host\niptables-save -t nat\n"
    )
    name = next(
        n for n in kubectl.names("/api/v1/namespaces/default/pods") if n.startswith("node-debugger-node-1-")
    )
    try:
        assert (
            f"Creating debugging pod {name} with container debugger on node node-1.\n"
            in done.stderr + done.stdout
        )
        assert "*nat\n" in done.stdout
        assert done.rc == 0
    finally:
        kubectl.run(f"kubectl delete pod {name} --now")


def test_a_command_on_a_node(kubectl: Kubectl) -> None:
    done = kubectl.run("kubectl debug node/node-2 -i --image=busybox -- chroot /host ip route")
    name = next(
        n for n in kubectl.names("/api/v1/namespaces/default/pods") if n.startswith("node-debugger-node-2-")
    )
    kubectl.run(f"kubectl delete pod {name} --now")
    assert "10.244.1.0/24" in done.stdout


def test_a_pod_is_debugged_by_an_ephemeral_container(kubectl: Kubectl) -> None:
    typist = Typist(kubectl, "kubectl debug web -it --image=busybox -c look")
    typist.wait_for("/ # ")
    typist.type("wget -qO- 127.0.0.1\r")
    typist.wait_for("web saw 127.0.0.1\r\n")
    typist.wait_for("/ # ")
    typist.type("exit\r")
    assert typist.leave() == 0
    pod = kubectl.ask("GET", "/api/v1/namespaces/default/pods/web")
    (entry,) = pod["status"]["ephemeralContainerStatuses"]
    assert entry["state"]["terminated"]["exitCode"] == 0
    assert pod["status"]["phase"] == "Running"


def test_who_is_not_there_cannot_be_attached_to(kubectl: Kubectl) -> None:
    done = kubectl.run("kubectl attach nobody")
    assert (done.stderr, done.rc) == ('Error from server (NotFound): pods "nobody" not found\n', 1)
