"""One line cannot stop the process or fill its memory: each limit answers by name."""

from __future__ import annotations

from itertools import pairwise

import pytest
from prompts import CLIENT, NODE, place, said, world

from k8sviz.sim import engine
from k8sviz.sim.commands import Apply
from k8sviz.sim.objects.program import of_container
from k8sviz.sim.objects.script import read
from k8sviz.sim.objects.scriptwords import ScriptError
from k8sviz.sim.shell import SCRIPTED, Budget
from k8sviz.sim.shell.pattern import Pattern
from k8sviz.sim.shell.pipes import PipeError, piped, split
from k8sviz.sim.shell.reply import Reply

_LONG = "x" * 100_000 + "\n"
_NINES = "9" * 5_000


def through(text: str, pipe: str) -> Reply:
    return piped(Reply(text), split(f"x | {pipe}")[1], Budget())


@pytest.mark.parametrize(
    ("text", "pipe", "told"),
    [
        (
            _LONG,
            "awk '{print " + ",".join(["$0"] * 500) + "}'",
            "awk: output is longer than 1048576 characters",
        ),
        ("\n" * 500_000, "uniq -c", "uniq: stopped after 4000000 steps of work"),
        ("a\nb\n" * 60_000, "uniq -c", "uniq: output is longer than 1048576 characters"),
        (_LONG * 11, "grep 'a*a*a*b'", "grep: stopped after 4000000 steps of work"),
        (_LONG, " | ".join(["cat"] * 100), "cat: stopped after 4000000 steps of work"),
        ("\n" * 300_000, "cut -c " + ",".join(str(2 * n + 1) for n in range(500)), "cut: stopped after"),
        ("".join(map(chr, range(0x100, 0x5000))), "tr " + "a-b" * 2_000 + " x", "tr: stopped after"),
    ],
)
def test_a_pipe_that_does_too_much_is_stopped(text: str, pipe: str, told: str) -> None:
    done = through(text, pipe)
    assert done.stderr.startswith(f"sh: {told}")
    assert done.stderr.endswith("(limit of this classroom)\n")
    assert (done.stdout, done.code) == ("", 1)


@pytest.mark.parametrize(
    ("pipe", "lines"),
    [
        ("grep -A 999999999 b", ["b", "c"]),
        (f"grep -C {_NINES} b", ["a", "b", "c"]),
        (f"head -n {_NINES}", ["a", "b", "c"]),
        (f"head -n -{_NINES}", []),
        (f"tail -n {_NINES}", ["a", "b", "c"]),
        (f"tail -n +{_NINES}", []),
        ("tail -n -1", ["c"]),
        ("cut -c " + ",".join(["1-"] * 1_000), ["a", "b", "c"]),
        (f"cut -f {_NINES}", ["a", "b", "c"]),
        (f"awk '{{print ${_NINES}}}'", ["", "", ""]),
        (f"sort -k{_NINES}", ["a", "b", "c"]),
        ("grep '[\x01-\U0010ffff]'", ["a", "b", "c"]),
        ("tr '\x0b-\U0010ffff' x", ["x", "x", "x"]),
        ("tr -d '\x0b-a'", ["", "b", "c"]),
        ("grep '" + "[\x01-\U0010ffff]*" * 30 + "c'", ["c"]),
    ],
)
def test_a_wide_argument_costs_no_more_than_a_narrow_one(pipe: str, lines: list[str]) -> None:
    assert through("a\nb\nc\n", pipe).stdout.splitlines() == lines


@pytest.mark.parametrize(
    ("pipe", "told"),
    [
        ("head -n ²", "head: invalid number '²'\n"),
        ("tail -n 1x", "tail: invalid number '1x'\n"),
        ("grep -A ² a", "grep: ²: invalid context length argument\n"),
        ("grep -A -1 a", "grep: -1: invalid context length argument\n"),
        ("grep '[z-a]'", "grep: Invalid range end\n"),
        ("grep '[[:no:]]'", "grep: Invalid character class name\n"),
        ("tr a ''", "tr: when not truncating set1, string2 must be non-empty\n"),
        ("tr z-a x", "tr: range-endpoints of 'z-a' are in reverse collating sequence order\n"),
        ("tr '[:no:]' x", "tr: invalid character class 'no'\n"),
        ("tr a b c", "tr: extra operand\n"),
        ("cut -f ²", "cut: invalid field value '²'\n"),
        ("cut -f 1-2-3", "cut: invalid field value '1-2-3'\n"),
        ("cut -f 3-1", "cut: invalid decreasing range\n"),
        ("cut -f 0", "cut: fields are numbered from 1\n"),
        ("cut -d '' -f 1", "cut: the delimiter must be a single character\n"),
        ("sort -k ²", "sort: invalid field specification '²'\n"),
        ("sort -t '' -k 1", "sort: the separator must be a single character\n"),
        ("awk -F '' '{print $1}'", "awk: only one character separates fields here\n"),
        ("base64 -d", "base64: invalid input\n"),
    ],
)
def test_what_a_filter_cannot_use_it_names(pipe: str, told: str) -> None:
    done = through("a\n", pipe)
    assert (done.stdout, done.stderr) == ("", told)
    assert done.code in (1, 2)


def test_spaces_before_the_end_of_an_awk_program_are_read_once() -> None:
    assert through("a b\n", "awk '{print" + " " * 20_000 + "x'").code == 2
    assert through("a b\n", "awk '{ print $1" + " " * 20_000 + ", $2 ; } '").stdout == "a b\n"


def test_a_line_of_pipes_has_a_longest_length() -> None:
    with pytest.raises(PipeError, match="more than 32768 characters"):
        split("x | grep " + "a" * 40_000)


def test_a_pattern_that_is_just_text_is_as_quick_as_looking_for_it() -> None:
    budget = Budget()
    assert Pattern("^x+$", budget, extended=True).found_in("x" * 1_000)
    slow, budget = budget.steps, Budget()
    assert Pattern("xxx", budget).found_in("x" * 1_000)
    assert budget.steps < slow / 100


def _env(text: str) -> str:
    spec = f"{{containers: [{{name: it, image: busybox, env: [{{name: A, value: {text!r}}}]}}]}}"
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: it}}\nspec: {spec}\n"


@pytest.mark.parametrize(
    ("value", "script", "told"),
    [
        ('sh -c "$A"', 'sh -c "$A"', "more than 8 shells inside one another"),
        ("x" * 50_000, "echo " + "$A" * 8_000, "output is longer than 1048576 characters"),
        ("x", "while true; do sh -c 'while true; do echo; done'; done", "stopped after 200 commands"),
        ("x", "while true; do curl -s web:8080 web:8080 web:8080; done", "stopped after 100 requests"),
        ("x", "while true; do ping -c 9 web; done", "stopped after 100 requests"),
        ("x", "while true; do nslookup web; dig web; done", "stopped after 100 requests"),
        ("x", "while true; do cat " + "/etc/hosts " * 1_000 + "; done", "output is longer than"),
        ("x", "tar cf - " + "/etc/hosts " * 1_200, "output is longer than"),
        ("x" * 200_000, "env; env; env; env; env; env; env", "output is longer than 1048576 characters"),
        ("x", "curl -s -w '" + "%{url}" * 1_500 + "' web:8080/" + "x" * 4_000, "output is longer than"),
        ("x", "printf '" + "%s" + "x" * 6_000 + "' " + "a " * 3_000, "output is longer than"),
    ],
)
def test_a_shell_that_does_too_much_is_stopped(value: str, script: str, told: str) -> None:
    here = world()
    engine.step(here, Apply(_env(value)))
    engine.advance(here, here.cluster.now + 10_000)
    reply = said(place(here, "pod/default/it"), "sh", "-c", script)
    assert told in reply.stderr
    assert "(limit of this classroom)" in reply.stderr
    assert reply.code == 1


def test_what_was_written_before_a_limit_is_kept() -> None:
    reply = said(place(world()), "sh", "-c", "echo first; sh -c 'while true; do echo again; done'")
    assert reply.stdout.startswith("first\nagain\nagain\n")
    assert reply.stderr == "sh: stopped after 200 commands (limit of this classroom)\n"


def test_one_machine_in_another_has_a_limit() -> None:
    reply = said(place(world(), NODE), *["chroot", "/"] * 3_000, "hostname")
    assert "more than 8 shells inside one another" in reply.stderr


def test_a_script_of_a_container_has_a_smaller_budget() -> None:
    reply = said(place(world(), CLIENT, Budget(SCRIPTED)), "curl", "-s", *["web:8080"] * 1_000)
    assert reply.stderr == "sh: stopped after 20 requests (limit of this classroom)\n"
    assert reply.stdout.count("web saw") == 20


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("while true; do " * 1_000, "more than 16 compound commands inside one another"),
        ("for i in a; do " * 20 + "true" + "; done" * 20, "more than 16 compound commands"),
        ("for i in a; do " * 500 + "true" + "; done" * 500, "more than"),
        ("for i in {1..1000}; do " * 3 + "true; " + "done; " * 3, "more than"),
        ("for i in {1..1000}; do " * 3 + "for j in ; do :; done; " + "done; " * 3, "more than"),
        (
            "for x in 0123456789; do for a in $x; do "
            + "".join(f"for {name} in {f'${before}' * 10}; do " for before, name in pairwise("abcdefghijklm"))
            + "true"
            + "; done" * 14,
            "more than",
        ),
        ("for a in " + "x" * 8_000 + "; do echo " + "$a" * 3_000 + "; done", "more than 65536 characters"),
        ("{1..1000} " * 1_500, "more than 65536 characters"),
        (f"for i in $(seq {_NINES}); do true; done", "a sequence of more than 1000 numbers"),
        ("for i in $(seq 1 1000000000000); do true; done", "a sequence of more than 1000 numbers"),
        ("while || true; do || true; done", "syntax error: unexpected `||`"),
        ("true && ; true", "syntax error: unexpected `;`"),
        ("true &&", "syntax error: unexpected `the end`"),
        ("for", "syntax error: for NAME in WORDS"),
        ("x" * 20_000, "a script of more than 16384 characters"),
    ],
)
def test_a_script_that_comes_to_too_much_is_no_program(script: str, told: str) -> None:
    with pytest.raises(ScriptError, match=told.replace("|", "\\|")):
        read(script)
    assert of_container({"command": ["sh", "-c", script]}) is None


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (["sleep", "9" * 200_000 + "x"], 1, "sleep: invalid number '" + "9" * 64),
        (["sleep", "9" * 200_000], 0, ""),
        (["sh", "-c", "exit ²"], 2, "sh: exit: Illegal number: ²\n"),
        (["sh", "-c", f"exit {_NINES}"], 2, "sh: exit: Illegal number: 999"),
        (["sh", "-c", "exit 300"], 44, ""),
        (["ping", "-c", "²", "web"], 1, "ping: invalid argument: '²'\n"),
        (["ping", "-c", "0", "web"], 1, "ping: invalid argument: '0': out of range: 1 <= value <= "),
        (["wget", "http://[x"], 1, "wget: bad URL 'http://[x': URL rejected: "),
        (["wget", "http://web:²"], 1, "wget: bad URL"),
        (["curl", "-v", "http://web:99999"], 3, "* URL rejected: "),
        (["curl", "-sS", "web/" + "x" * 5_000], 3, "curl: (3) URL rejected: longer than 4096 characters"),
        (["dig", "-x", "foo"], 1, "Invalid IP address foo\n"),
        (["dig", "a..b"], 10, "dig: 'a..b' is not a legal name (empty label)\n"),
        (["nslookup", "x" * 64], 1, f"nslookup: '{'x' * 64}' is not a legal name (label too long)\n"),
        (["host", "x." * 200], 1, "host: 'x.x."),
        (["getent", "hosts", "x" * 100_000], 2, ""),
        (["nslookup", ""], 1, "nslookup: which name?"),
        (["nslookup", "fe80::1%eth0"], 1, ""),
        (["dig", "-x", "fe80::1%eth0"], 0, ""),
        (["dig", "localhost", "SRV"], 0, ""),
    ],
)
def test_an_odd_argument_gets_the_tools_own_answer(argv: list[str], code: int, told: str) -> None:
    reply = said(place(world()), *argv)
    assert reply.code == code
    assert reply.stderr.startswith(told) if told else reply.stderr == ""
