"""What a container's command comes to."""

from __future__ import annotations

import pytest

from k8sviz.sim.objects.program import Program, ScriptError, Spot, after, of_container, read, upcoming
from k8sviz.sim.shell.run import commands


def _ran(program: Program, codes: dict[str, int], most: int = 12) -> list[str]:
    """The commands that a process runs, if those named end as told and all others succeed."""
    ran: list[str] = []
    spot = Spot()
    while len(ran) < most:
        step, spot = upcoming(program, spot)
        if step is None:
            break
        ran.append(" ".join(step.words))
        spot = after(program, spot, codes.get(ran[-1], 0))
    return ran


@pytest.mark.parametrize(
    ("script", "ran"),
    [
        ("curl -s web:8080", ["curl -s web:8080"]),
        ("a; b\nc", ["a", "b", "c"]),
        ("a && b || c", ["a", "b"]),
        ("bad && b || c; d", ["bad", "c", "d"]),
        ("bad || b && c", ["bad", "b", "c"]),
        ("a # said\nb", ["a", "b"]),
        ("curl -w '%{http_code}\\n' \"a b\"", ["curl -w %{http_code}\\n a b"]),
        ("for i in 1 2; do a $i ${i}x; done; b", ["a 1 1x", "a 2 2x", "b"]),
        ("for i in $(seq 1 3); do a; done", ["a", "a", "a"]),
        ("for i in $(seq 3)\ndo\n  a $i\ndone\n", ["a 1", "a 2", "a 3"]),
        ("for i in {1..2}; do for j in x y; do a $i$j; done; done", ["a 1x", "a 1y", "a 2x", "a 2y"]),
        ("for i in ; do a; done; b", ["b"]),
        ("while bad; do a; done; b", ["bad", "b"]),
        ("until a; do b; done; c", ["a", "c"]),
        ("a; while true; do b; sleep 1; done", ["a", *["true", "b", "sleep 1"] * 3, "true", "b"]),
        ("a; exit 1; b", ["a", "exit 1"]),
    ],
)
def test_a_script_is_run_as_a_shell_would(script: str, ran: list[str]) -> None:
    assert _ran(read(script), {"bad": 1}) == ran


@pytest.mark.parametrize(
    "script",
    [
        "a | b",
        "a > b",
        "a &",
        "(a)",
        "while a; do b",
        "for x",
        "echo 'open",
        "for i in {1..1000}; do a; b; done",
    ],
)
def test_what_is_not_simulated_is_named(script: str) -> None:
    with pytest.raises(ScriptError):
        read(script)


@pytest.mark.parametrize(
    ("container", "known"),
    [
        ({"args": ["curl", "-s", "web"]}, True),
        (
            {
                "command": ["/bin/sh", "-c"],
                "args": ["while sleep 0.01; do wget -q -O- http://php-apache; done"],
            },
            True,
        ),
        ({"command": ["sh", "-c", "echo one; sleep 3; exit 1"]}, True),
        ({"command": ["sh", "-c", "python server.py"]}, False),
        ({"command": ["sh", "-ec", "echo one; false; echo two"]}, False),
        ({"command": ["sh"]}, False),
        ({"command": ["sh", "script.sh"]}, False),
        ({"image": "nginx"}, False),
        ({"command": ["sh", "-c", "echo hi | tee file"]}, False),
    ],
)
def test_only_what_is_simulated_is_a_program(container: dict[str, object], known: bool) -> None:
    assert (of_container(container) is not None) is known


def test_every_command_of_a_program_is_simulated() -> None:
    from k8sviz.sim.objects.program import COMMANDS

    assert set(COMMANDS) <= {*commands(on_node=False), "exit", "sleep"}
