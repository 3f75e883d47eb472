"""What a script's output is, and where it goes."""

from __future__ import annotations

import pytest
from prompts import place, said, world


@pytest.mark.parametrize(
    ("script", "printed"),
    [
        ("curl -sS nobody 2>/dev/null; echo $?", "6\n"),
        ("curl -sS nobody 2>&1 | wc -l", "1\n"),
        ("curl -sS nobody | wc -l 2>/dev/null", "0\n"),
        ("curl -s web:8080 > /dev/null && echo up", "up\n"),
        ("if curl -sf web:8080 >/dev/null 2>&1; then echo up; else echo down; fi", "up\n"),
        ("if wget -q --spider nobody; then echo up; else echo down; fi", "down\n"),
        ("echo lost >&2", ""),
        ("echo kept 2>&1 >/dev/stdout", "kept\n"),
        ("echo lost >/dev/null 2>&1", ""),
        ("curl -sS nobody 2>&1 >/dev/null", "curl: (6) Could not resolve host: nobody\n"),
        ("echo x; echo y | grep z; echo w", "x\nw\n"),
        ("echo a | grep b || echo none", "none\n"),
        ("for i in 3 1 2; do echo $i; done | sort | head -n 2; echo end", "1\n2\nend\n"),
        ("echo before; { echo b; echo a; } | sort", "before\na\nb\n"),
        ("for i in 1 2 3; do echo $i; exit 4; done | cat; echo after", "1\nafter\n"),
        ("{ for i in 1 2; do echo $i; done | tail -n 1; echo x; } | wc -l", "2\n"),
        ("for i in 1 2 3; do echo $i; break; done", "1\n"),
        ("! false; echo $?", "0\n"),
        ("while false; do echo x; done; echo $?", "0\n"),
        ("""echo '$HOSTNAME' "$HOSTNAME" \\$HOSTNAME""", "$HOSTNAME client $HOSTNAME\n"),
        ("echo ';' \"a | b\" '#' # c", "; a | b #\n"),
        ("printf '%s-%d\\n' a 1 b 2", "a-1\nb-2\n"),
        ("printf '100%%\\n'", "100%\n"),
        ("printf 'x\\n' a b", "x\n"),
        ("[ 1 -eq 01 ] && [ a != b ] && [ -z '' ] && [ -n x ] && test ! '' && echo yes", "yes\n"),
        ("[ 2 -lt 10 ] && echo less; [ b = c ] || echo unlike", "less\nunlike\n"),
    ],
)
def test_a_script_prints_what_a_shell_would(script: str, printed: str) -> None:
    assert said(place(world()), "sh", "-c", script).stdout == printed


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("[ 1 -eq 2", "sh: missing ]\n"),
        ("[ x -eq 2 ]", "sh: x: bad number\n"),
        ("[ 1 -foo 2 ]", "sh: 1: unknown operand\n"),
        ("x=1; echo $x", "sh: `x=` is not simulated\n"),
        ("echo x > file", "sh: `>file` is not simulated; `>/dev/null` and `2>&1` are\n"),
        ("echo $(date)", "sh: `$(date)` is not simulated\n"),
        ("echo x | tee y", "sh: `| tee` is not simulated; behind `|` there are: "),
        ("echo 'x", "sh: syntax error: no closing quotation\n"),
    ],
)
def test_what_a_script_cannot_use_it_names(script: str, told: str) -> None:
    reply = said(place(world()), "sh", "-c", script)
    assert (reply.stdout, reply.code) == ("", 2)
    assert reply.stderr.startswith(told)


def test_the_filters_code_is_the_pipelines() -> None:
    assert said(place(world()), "sh", "-c", "curl -s nobody | cat").code == 0
    assert said(place(world()), "sh", "-c", "! echo a | grep a").code == 1
