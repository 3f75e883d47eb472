"""manage.py trace: what it prints, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from worlds import deployment, service

TO = "http://httpd-svc:8080"
OWN_CLIENT = """\
---
apiVersion: v1
kind: Pod
metadata: {name: client, labels: {team: blue}}
spec: {containers: [{name: shell, image: alpine}]}
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "httpd.yaml"
    path.write_text(deployment() + service("NodePort"))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    try:
        call_command("trace", *map(str, words))
    except SystemExit as end:
        assert isinstance(end.code, int)
        return end.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


def told(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    return json.loads(run(capsys, *words, "-o", "json")[1])


def test_the_text_tells_every_hop_and_who_answered(
    manifest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, text = run(capsys, manifest, "--from", "pod/client", "--to", TO, "-n", 10)
    assert status == 0
    for words in (
        "httpd-svc.default.svc.cluster.local.",
        "node-1, nat PREROUTING",
        "-j DNAT --to-destination 10.244.",
        ":8080 becomes 10.244.",
        "saw 10.244.0.2",
        "10 requests: 10 answered",
    ):
        assert words in text


@pytest.mark.parametrize("mode", ["iptables", "nftables", "ipvs"])
def test_every_mode_answers(manifest: Path, mode: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = told(capsys, manifest, "--to", TO, "--mode", mode, "-n", 30)
    assert answer["outcomes"] == {"answered": 30}
    assert len(answer["answered"]) == 3
    assert {journey["seen_source"] for journey in answer["journeys"]} == {"10.244.0.2"}


def test_the_same_seed_gives_the_same_text(manifest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = [run(capsys, manifest, "--to", TO, "-n", 5, "--seed", seed) for seed in (7, 7, 8)]
    assert runs[0] == runs[1] != runs[2]


def test_what_is_not_answered_ends_with_1(manifest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, text = run(capsys, manifest, "--from", "outside", "--to", "http://10.96.0.1:81")
    assert status == 1
    assert "curl: (28)" in text


def test_the_clients_of_a_room_may_ask(manifest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for client in ("node/node-2", "outside", "pod/default/client"):
        port = service("NodePort").replace("targetPort: 80", "targetPort: 80, nodePort: 30080")
        manifest.write_text(deployment() + port)
        assert run(capsys, manifest, "--from", client, "--to", "http://192.168.0.12:30080")[0] == 0


def test_manifests_may_bring_their_own_client(manifest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest.write_text(deployment() + service() + OWN_CLIENT)
    assert run(capsys, manifest, "--to", TO)[0] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "pod/nobody", "--to", TO), 'there is no client "pod/default/nobody"; there are: pod/'),
        (("--to", "ftp://httpd-svc"), 'curl: (1) Protocol "ftp" not supported'),
        (("--to", TO, "-n", "0"), "must be a number from 1"),
        (("--to", TO, "--mode", "userspace"), "invalid choice"),
    ],
)
def test_bad_input_is_told(manifest: Path, words: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError) as found:
        call_command("trace", str(manifest), *words)
    assert message in str(found.value)


def test_a_faulty_manifest_ends_with_2_and_tells_line_and_field(manifest: Path) -> None:
    manifest.write_text(deployment() + service().replace("port: 8080", "port: 808000"))
    with pytest.raises(CommandError) as found:
        call_command("trace", str(manifest), "--to", TO)
    assert found.value.returncode == 2
    assert str(found.value).startswith(f"{manifest}:20:")
    assert "spec.ports[0].port" in str(found.value)


def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as found:
        call_command("trace", str(tmp_path / "none.yaml"), "--to", TO)
    assert found.value.returncode == 2


@pytest.mark.parametrize("mode", ["iptables", "nftables", "ipvs"])
@pytest.mark.parametrize(("family", "source"), [("-4", "10.244.0.2"), ("-6", "fd00:10:244::2")])
def test_a_dual_stack_service_answers_over_both_families(
    manifest: Path, mode: str, family: str, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest.write_text(deployment() + service(more="ipFamilyPolicy: PreferDualStack"))
    answer = told(capsys, manifest, "--to", TO, "--dual-stack", family, "--mode", mode, "-n", 30)
    assert len(answer["answered"]) == 3
    assert {journey["seen_source"] for journey in answer["journeys"]} == {source}


def test_a_node_port_answers_over_ipv6_from_a_node(
    manifest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = service("NodePort", "ipFamilyPolicy: PreferDualStack").replace(
        "targetPort: 80", "targetPort: 80, nodePort: 30080"
    )
    manifest.write_text(deployment() + port)
    words = (manifest, "--from", "node/node-2", "--to", "http://[fd00:10:244:1::1]:30080", "--dual-stack")
    answer = told(capsys, *words, "-n", 10)
    assert answer["outcomes"] == {"answered": 10}


def test_keep_alive_pins_every_request_to_one_pod(manifest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(told(capsys, manifest, "--to", TO, "-n", 20, "--keep-alive")["answered"]) == 1
