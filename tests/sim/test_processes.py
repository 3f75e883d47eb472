"""Containers' own scripts, in the cluster's time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from given import WEB

from k8sviz.sim import engine
from k8sviz.sim.commands import Apply, Create, Exit
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.world import World

_SECOND = 1_000


def _pod(command: str, restart: str = "Never", extra: str = "") -> str:
    container = f"{{name: it, image: busybox, command: {command}{extra}}}"
    spec = f"{{restartPolicy: {restart}, containers: [{container}]}}"
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: it}}\nspec: {spec}\n"


def _world(profile: str = "lesson") -> World:
    world = engine.create(Create(seed=1, profile=profile))
    engine.step(world, Apply(WEB))
    engine.advance(world, 10 * _SECOND)
    return world


def _run(text: str, profile: str = "lesson", seconds: int = 20) -> World:
    world = _world(profile)
    engine.step(world, Apply(text))
    engine.advance(world, world.cluster.now + seconds * _SECOND)
    return world


def _it(world: World) -> dict[str, Any]:
    found = world.cluster.get(Key("Pod", "default", "it"))
    assert found is not None
    status: dict[str, Any] = found["status"]
    return status


def _said(world: World) -> str:
    entry = _it(world)["containerStatuses"][0]
    return "".join(piece.text for piece in world.output.get(entry["containerID"], ()))


def test_a_command_sends_its_request_and_ends_with_its_answer() -> None:
    world = _run(_pod("[curl, -s, 'web:8080']"))
    assert _said(world).startswith("web saw 10.244.")
    assert _it(world)["phase"] == "Succeeded"
    assert world.journeys[-1].client == "pod/default/it"


def test_a_container_ends_as_its_command_does() -> None:
    world = _run(_pod("[curl, -sS, nobody]"))
    assert _said(world) == "curl: (6) Could not resolve host: nobody\n"
    assert _it(world)["phase"] == "Failed"
    assert _it(world)["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 6


def test_what_ends_at_once_is_never_ready() -> None:
    world = _world()
    engine.step(world, Apply(_pod("[sh, -c, 'wget -qO- web:8080; exit 3']")))
    seen = set()
    for _ in range(100):
        engine.advance(world, world.cluster.now + 100)
        seen |= {(one["type"], one["status"]) for one in _it(world).get("conditions", ())}
    assert ("Ready", "True") not in seen
    assert _it(world)["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 3


def test_a_script_sleeps_in_the_clusters_time() -> None:
    world = _run(_pod("[sh, -c, 'echo one; sleep 30; echo two']"), seconds=20)
    assert (_said(world), _it(world)["phase"]) == ("one\n", "Running")
    engine.advance(world, world.cluster.now + 20 * _SECOND)
    assert (_said(world), _it(world)["phase"]) == ("one\ntwo\n", "Succeeded")


def test_a_loop_without_an_end_is_a_source_of_requests() -> None:
    world = _run(_pod("[sh, -c, 'while true; do wget -q -O- http://web:8080; sleep 1; done']"), seconds=10)
    sent = [journey for journey in world.journeys if journey.client == "pod/default/it"]
    assert 6 <= len(sent) <= 10
    assert {later.at - sooner.at for sooner, later in pairwise(sent)} == {1040}


def test_a_loop_without_a_pause_has_a_bound() -> None:
    world = _world()
    engine.step(world, Apply(_pod("[sh, -c, 'while true; do wget -q -O- web:8080; done']")))
    engine.advance(world, world.cluster.now + 5 * _SECOND)
    before = world.sent
    engine.advance(world, world.cluster.now + _SECOND)
    assert world.sent - before <= 50


@pytest.mark.parametrize(
    "script",
    [
        "while true; do wget -q -O- web:8080; done",
        "for i in $(seq 1 900); do wget -q -O- web:8080; done",
        "while true; do curl -s " + "web:8080 " * 10 + "; done",
    ],
)
def test_many_loops_share_the_bound(script: str) -> None:
    world = _world()
    pod = _pod(f"[sh, -c, {script!r}]")
    for number in range(12):
        engine.step(world, Apply(pod.replace("{name: it}", f"{{name: it-{number}}}", 1)))
    engine.advance(world, world.cluster.now + 12 * _SECOND)
    before = world.sent
    engine.advance(world, world.cluster.now + _SECOND)
    assert 50 <= world.sent - before <= 220


def test_a_timeout_takes_its_time() -> None:
    world = _world()
    engine.step(world, Apply(_pod("[curl, -sS, '192.0.2.1']")))
    while not world.journeys:
        engine.advance(world, world.cluster.now + 100)
    assert _it(world)["phase"] == "Running"
    engine.advance(world, world.cluster.now + 6 * _SECOND)
    assert _it(world)["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 28


def test_a_failed_command_is_restarted_with_back_off() -> None:
    world = _run(_pod("[curl, -sS, nobody]", "OnFailure"), seconds=8)
    entry = _it(world)["containerStatuses"][0]
    assert entry["restartCount"] >= 1
    assert entry["lastState"]["terminated"]["exitCode"] == 6


def test_of_what_a_container_says_the_last_64_ki_characters_are_kept() -> None:
    script = "while true; do echo " + "x" * 9_000 + "; sleep 1; done"
    world = _run(_pod(f"[sh, -c, {script!r}]"), seconds=60)
    assert 60_000 < len(_said(world)) <= 64 * 1024
    engine.step(world, Apply(_pod("[sh]", extra=", stdin: true").replace("name: it}", "name: shell}", 1)))
    engine.advance(world, world.cluster.now + 10 * _SECOND)
    engine.step(world, Exit("pod/default/shell", "it", 0, "x" * 200_000))
    assert max(len(piece.text) for pieces in world.output.values() for piece in pieces) == 64 * 1024


@pytest.mark.parametrize(
    "script",
    [
        "mkdir x; sleep 1.2.3",
        "mkdir x; sleep " + "9" * 400,
        "mkdir x; sleep " + "9" * 5_000,
        "mkdir x; exit " + "9" * 5_000,
        "mkdir x; sleep ²",
        "sleep " + "9" * 5_000 + "x",
        "exit ²",
        "wget http://[x",
        "dig localhost SRV",
        "while || true; do || true; done",
    ],
)
@pytest.mark.parametrize("kind", ["containers", "initContainers", "ephemeralContainers"])
def test_time_passes_whatever_a_script_says(script: str, kind: str) -> None:
    world = _world()
    text = _pod(f"[sh, -c, {script!r}]")
    if kind != "containers":
        text = text.replace("containers:", "containers: [{name: web, image: nginx}], initContainers:")
    if kind == "ephemeralContainers":
        found = world.cluster.get(Key("Pod", "default", "web"))
        assert found is not None
        debugging = [{"name": "it", "image": "busybox", "command": ["sh", "-c", script]}]
        world.cluster.put({**found, "spec": {**found["spec"], "ephemeralContainers": debugging}})
    else:
        assert not engine.step(world, Apply(text)).refused
    engine.advance(world, world.cluster.now + 20 * _SECOND)
    twin = world.copy()
    engine.advance(twin, twin.cluster.now + 2_000_000 * _SECOND)
    assert twin.cluster.now > world.cluster.now


def test_a_killed_pod_is_silent_and_forgotten() -> None:
    world = _run(_pod("[sh, -c, 'while true; do echo x; sleep 1; done']"))
    assert world.processes
    key = Key("Pod", "default", "it")
    world.cluster.remove(key)
    engine.advance(world, world.cluster.now + _SECOND)
    assert (world.processes, world.output) == ({}, {})


@pytest.mark.parametrize(("stdin", "phase"), [("", "Running"), (", stdin: true", "Succeeded")])
def test_the_recorded_reference_runs_only_what_somebody_is_attached_to(stdin: str, phase: str) -> None:
    world = _run(_pod("[curl, -s, 'web:8080']", extra=stdin), "instant", seconds=1)
    assert _it(world)["phase"] == phase


def test_a_shell_without_anything_to_read_ends_at_once() -> None:
    assert _it(_run(_pod("[sh]")))["phase"] == "Succeeded"
    assert _it(_run(_pod("[sh]", extra=", stdin: true")))["phase"] == "Running"


def test_an_attached_shell_ends_when_it_is_told_to() -> None:
    world = _run(_pod("[sh]", extra=", stdin: true"))
    outcome = engine.step(world, Exit("pod/default/it", "it", 3, "/ # exit 3\n"))
    assert not outcome.refused
    assert (_it(world)["phase"], _said(world)) == ("Failed", "/ # exit 3\n")
    assert engine.step(world, Exit("pod/default/it", "it")).refused
    assert engine.step(world, Exit("pod/default/nobody", "it")).refused


def test_an_ephemeral_container_ends_by_itself_and_its_pod_goes_on() -> None:
    world = _world()
    web = world.cluster.get(Key("Pod", "default", "web"))
    assert web is not None
    debugging = [{"name": "a", "image": "busybox"}, {"name": "b", "image": "busybox", "args": ["echo", "hi"]}]
    world.cluster.put({**web, "spec": {**web["spec"], "ephemeralContainers": debugging}})
    engine.advance(world, world.cluster.now + 5 * _SECOND)
    web = world.cluster.get(Key("Pod", "default", "web"))
    assert web is not None
    entries = web["status"]["ephemeralContainerStatuses"]
    assert [entry["state"]["terminated"]["exitCode"] for entry in entries] == [0, 0]
    assert [piece.text for piece in world.output[entries[1]["containerID"]]] == ["hi\n"]
    assert web["status"]["containerStatuses"][0]["ready"]


_WAITS = """
apiVersion: v1
kind: Pod
metadata: {name: it}
spec:
  containers: [{name: it, image: nginx}]
  initContainers:
  - name: waits
    image: busybox
    command:
    - sh
    - -c
    - "until nslookup later.$(cat /var/run/secrets/kubernetes.io/serviceaccount/namespace).svc.cluster.local;
      do echo waiting for later; sleep 2; done"
"""
_LATER = "apiVersion: v1\nkind: Service\nmetadata: {name: later}\nspec: {ports: [{port: 80}]}\n"


def test_an_init_container_waits_for_a_service() -> None:
    world = _run(_WAITS)
    waits = _it(world)["initContainerStatuses"][0]
    assert (_it(world)["phase"], "running" in waits["state"]) == ("Pending", True)
    assert any("waiting for later" in piece.text for piece in world.output[waits["containerID"]])
    engine.step(world, Apply(_LATER))
    engine.advance(world, world.cluster.now + 6 * _SECOND)
    assert _it(world)["initContainerStatuses"][0]["state"]["terminated"]["exitCode"] == 0
    assert _it(world)["phase"] == "Running"


def test_an_init_container_asks_quietly_until_there_is_an_answer() -> None:
    script = "until wget -q --spider later 2>/dev/null; do echo waiting; sleep 2; done"
    world = _run(_WAITS[: _WAITS.index("    command")] + f"    command: [sh, -c, {script!r}]\n")
    waits = _it(world)["initContainerStatuses"][0]
    assert {piece.text for piece in world.output[waits["containerID"]]} == {"waiting\n"}


def test_a_script_decides_by_what_it_is_answered() -> None:
    script = "if curl -s web:8080 | grep -q saw; then echo up; else echo down; fi; exit 3"
    world = _run(_pod(f"[sh, -c, {script!r}]"))
    assert _said(world) == "up\n"
    assert _it(world)["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 3


def test_only_a_shell_reads_a_dollar() -> None:
    assert _said(_run(_pod("[echo, $HOSTNAME]"))) == "$HOSTNAME\n"
    assert _said(_run(_pod("[sh, -c, 'echo $HOSTNAME']"))) == "it\n"


def test_an_init_container_that_fails_is_started_again() -> None:
    text = _WAITS[: _WAITS.index("    command")] + "    command: [sh, -c, 'nslookup later; exit 1']\n"
    world = _run(text, seconds=18)
    waits = _it(world)["initContainerStatuses"][0]
    assert waits["state"] == {"waiting": {"reason": "CrashLoopBackOff"}}
    assert waits["lastState"]["terminated"]["exitCode"] == 1
    assert waits["restartCount"] == 1
    assert _it(world)["phase"] == "Pending"
    world = _run(text.replace("spec:\n", "spec:\n  restartPolicy: Never\n"))
    assert _it(world)["phase"] == "Failed"


def test_a_copy_of_the_world_goes_on_by_itself() -> None:
    world = _run(_pod("[sh, -c, 'while true; do curl -s web:8080; sleep 1; done']"), seconds=5)
    twin = world.copy()
    for one in (twin, world):
        engine.advance(one, one.cluster.now + 3 * _SECOND)
    assert _said(twin) == _said(world)
    assert twin.sent == world.sent
