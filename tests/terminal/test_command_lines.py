"""Command lines as pflag and cobra read them, and kubectl's words for what is wrong with them."""

from __future__ import annotations

import pytest
from simulated import SimulatedApi

from k8sviz.terminal.kubectl import commandline
from k8sviz.terminal.kubectl.run import run


@pytest.mark.parametrize(
    "line",
    ["get pods -n x -o yaml", "get -nx pods -oyaml", "-n=x get pods -o=yaml",
     "get --namespace x pods --output=yaml", "--namespace=x get pods --output yaml"],
)  # fmt: skip
def test_flags_may_stand_anywhere(line: str) -> None:
    call = commandline.read(commandline.words(line))
    assert (call.path, call.args) == (("get",), ["pods"])
    assert (call.text("namespace"), call.text("output")) == ("x", "yaml")


def test_short_flags_may_stand_together() -> None:
    call = commandline.read(["get", "pods", "-Aw"])
    assert call.on("all-namespaces") and call.on("watch")


def test_what_stands_behind_two_dashes_is_no_flag() -> None:
    call = commandline.read(["exec", "pod/a", "--", "curl", "-s", "x"])
    assert (call.dash, call.args) == (1, ["pod/a", "curl", "-s", "x"])


@pytest.mark.parametrize(
    ("line", "stderr"),
    [
        ("get svc --nosuchflag", "Error: unknown flag: --nosuchflag\nSee 'kubectl get --help' for usage.\n"),
        ("get -z", "Error: unknown shorthand flag: 'z' in -z\nSee 'kubectl get --help' for usage.\n"),
        ("gte pods", 'Error: unknown command "gte" for "kubectl"\n\nDid you mean this?\n\tget\n\n'),
        ("rollout foo",
         "error: unknown command \"foo\"\nSee 'kubectl rollout -h' for help and examples\n"),
        ("scale deploy x --replicas=x",
         'Error: invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax\n'
         "See 'kubectl scale --help' for usage.\n"),
        ("get pods/a/b", "error: arguments in resource/name form may not have more than one slash\n"),
        ("get svc -o foo", "error: unable to match a printer suitable for the output format \"foo\", "
         "allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,"
         "jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml\n"),
        ("proxy", "error: not available in this classroom's terminal: kubectl proxy "
         "(it works with a kubectl on your own machine and this room's kubeconfig)\n"),
        ("kustomize .", "error: not available in this classroom's terminal: kubectl kustomize\n"),
        ("run a --image=b --rm",
         "error: --rm should only be used for attached containers\n"
         "See 'kubectl run -h' for help and examples\n"),
        ("run a --image=b -t",
         "error: -i/--stdin is required for containers with -t/--tty=true\n"
         "See 'kubectl run -h' for help and examples\n"),
        ("create token", "error: exactly one NAME is required, got 0\n"
         "See 'kubectl create token -h' for help and examples\n"),
        ("create token a --duration=x",
         'Error: invalid argument "x" for "--duration" flag: time: invalid duration "x"\n'
         "See 'kubectl create token --help' for usage.\n"),
        ("create token a --duration=-1s", "error: duration must be greater than or equal to 0\n"),
        ("create token a --duration=1ms",
         "error: duration cannot be expressed in units less than seconds\n"),
        ("create token a --bound-object-uid=x",
         "error: --bound-object-uid can only be set if --bound-object-kind is provided\n"),
        ("create token a --bound-object-kind=Node",
         "error: supported --bound-object-kind values are Pod, Secret\n"),
        ("create token nosuch",
         'error: failed to create token: serviceaccounts "nosuch" not found\n'),
        ("top pods", "error: Metrics API not available\n"),
        ("label svc kubernetes", "error: at least one label update is required\n"),
    ],
)  # fmt: skip
async def test_a_wrong_line_is_told_in_kubectls_words(line: str, stderr: str) -> None:
    reply = await run(line, SimulatedApi())
    assert (reply.stdout, reply.stderr, reply.code) == ("", stderr, 1)


@pytest.mark.parametrize(
    "word", ["svc", "service", "services", "Services", "svc/kubernetes", "service/kubernetes"]
)
async def test_a_resource_has_many_names(word: str) -> None:
    reply = await run(f"k get {word} -o name", SimulatedApi())
    assert reply.stdout == "service/kubernetes\n"


async def test_exec_hands_its_command_to_the_container() -> None:
    api = SimulatedApi()
    await run("kubectl run client --image=curl", api)
    await api.sleep(1)
    reply = await run("kubectl exec client -- curl -s httpd:80", api)
    assert reply.stdout == "default/client/client: curl -s httpd:80\n"


async def test_edit_hands_its_text_to_the_page() -> None:
    reply = await run("kubectl edit svc kubernetes", SimulatedApi())
    assert reply.edit is not None and "name: kubernetes" in reply.edit


async def test_a_manifest_may_come_from_standard_input() -> None:
    text = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team\n"
    reply = await run("kubectl apply -f -", SimulatedApi(), text)
    assert reply.stdout == "namespace/team created\n"


async def test_diff_shows_what_apply_would_change() -> None:
    api, text = SimulatedApi(), "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  k: old\n"
    await run("kubectl apply -f -", api, text)
    assert (await run("kubectl diff -f -", api, text)).code == 0
    reply = await run("kubectl diff -f -", api, text.replace("old", "new"))
    assert reply.code == 1
    assert "-  k: old\n+  k: new\n" in reply.stdout


async def test_what_is_found_is_changed_though_another_is_not() -> None:
    reply = await run("kubectl label svc kubernetes nosuch a=b", SimulatedApi())
    assert reply.stdout == "service/kubernetes labeled\n"
    assert reply.stderr == 'Error from server (NotFound): services "nosuch" not found\n'
    assert reply.code == 1
