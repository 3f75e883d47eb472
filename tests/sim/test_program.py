"""What a container's command comes to."""

from __future__ import annotations

import pytest

from k8sviz.sim.objects.program import of_container
from k8sviz.sim.objects.script import read
from k8sviz.sim.objects.scriptwords import ScriptError
from k8sviz.sim.objects.steps import Program, Spot, after, upcoming
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
        ("for i in ; do a; done; b", [":", "b"]),
        ("while bad; do a; done; b", ["bad", "b"]),
        ("until a; do b; done; c", ["a", "c"]),
        ("a; while true; do b; sleep 1; done", ["a", *["true", "b", "sleep 1"] * 3, "true", "b"]),
        ("a; exit 1; b", ["a", "exit 1"]),
        ("if a; then b; else c; fi; d", ["a", "b", "d"]),
        ("if bad; then b; else c; fi; d", ["bad", "c", "d"]),
        ("if bad; then b; elif a; then c; else d; fi", ["bad", "a", "c"]),
        ("if bad; then b; fi && d", ["bad", "d"]),
        ("if ! bad\nthen\n  b\nfi", ["bad", "b"]),
        ("while a; do b; if c; then break; fi; d; done; e", ["a", "b", "c", "e"]),
        ("while a; do if bad; then b; else exit 3; fi; done", ["a", "bad", "exit 3"]),
        ("for i in 1 2 3; do if a; then continue; fi; b; done; c", ["a", "a", "a", "c"]),
        ("for i in 1 2 3; do a $i; if bad; then b; else break; fi; done; c", ["a 1", "bad", "c"]),
        ("until a; do b; continue; c; done; d", ["a", "d"]),
        ("bad && while a; do b; done; c", ["bad", "c"]),
        ("bad || { a; b; } && c", ["bad", "a", "b", "c"]),
        ("a 'x # y' # z", ["a x # y"]),
        ("a ';' \"b && c\" \\| d", ["a ; b && c | d"]),
        ("a \"{1..3}\" '$(seq 3)' x{1..2}", ["a {1..3} \0$(seq 3) x{1..2}"]),
        ("for i in 1 2; do a '$i' \"$i\" \\$i; done", ["a \0$i 1 \0$i", "a \0$i 2 \0$i"]),
        ('a "x\ny"', ["a x\ny"]),
        ("'if' a; echo then done fi", ["if a", "echo then done fi"]),
        ("a \\\n  b", ["a b"]),
        ("a >/dev/null 2>&1; b", ["a", "b"]),
        ("a | grep b | wc -l && c", ["a", "c"]),
    ],
)
def test_a_script_is_run_as_a_shell_would(script: str, ran: list[str]) -> None:
    assert _ran(read(script), {"bad": 1}) == ran


@pytest.mark.parametrize(
    "script",
    [
        "a | b",
        "a |",
        "a > b",
        "a < b",
        "a 2>",
        "a 3>/dev/null",
        "a >&3",
        "> /dev/null",
        "x=1",
        "x=1 a",
        "a $(date)",
        "a `date`",
        "a $((1+1))",
        "a <<EOF\nb\nEOF",
        "case a in b) c;; esac",
        "if a; then b",
        "if a; b; fi",
        "if a; then; fi",
        "fi",
        "break",
        "while a; do break 2; done",
        "while a; do b; done > /dev/null",
        "! while a; do b; done",
        "done",
        "{ a; ",
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
        ({"command": ["sh", "-c", "until wget -q --spider web 2>/dev/null; do sleep 1; done"]}, True),
        ({"command": ["sh", "-c", "if curl -sf web | grep -q saw; then echo up; fi"]}, True),
        ({"command": ["sh", "-c", "for i in 1 2; do curl -s web; done | sort"]}, False),
        ({"command": ["sh", "-c", "date > /tmp/x"]}, False),
    ],
)
def test_only_what_is_simulated_is_a_program(container: dict[str, object], known: bool) -> None:
    assert (of_container(container) is not None) is known


def test_every_command_of_a_program_is_simulated() -> None:
    from k8sviz.sim.objects.program import COMMANDS

    assert set(COMMANDS) <= {*commands(on_node=False), "exit", "sleep"}


def test_every_filter_of_a_program_is_simulated() -> None:
    from k8sviz.sim.objects.script import FILTERS as NAMES
    from k8sviz.sim.shell.filters import FILTERS

    assert set(NAMES) == set(FILTERS)
