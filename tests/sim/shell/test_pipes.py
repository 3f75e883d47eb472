"""Lines go through the tools that stand behind a `|`."""

from __future__ import annotations

import pytest

from k8sviz.sim.shell.budget import Budget
from k8sviz.sim.shell.pattern import Pattern, PatternError
from k8sviz.sim.shell.pipes import PipeError, piped, split
from k8sviz.sim.shell.reply import Reply

PODS = "NAME   READY   STATUS\nweb-1   1/1   Running\nweb-2   0/1   Pending\ndb-1   1/1   Running\n"


def through(text: str, pipe: str) -> str:
    return piped(Reply(text), split(f"x | {pipe}")[1], Budget()).stdout


@pytest.mark.parametrize(
    ("pipe", "lines"),
    [
        ("grep web", ["web-1   1/1   Running", "web-2   0/1   Pending"]),
        ("grep -v Running", ["NAME   READY   STATUS", "web-2   0/1   Pending"]),
        ("grep -i name", ["NAME   READY   STATUS"]),
        ("grep -c Running", ["2"]),
        ("grep -n db", ["4:db-1   1/1   Running"]),
        ("grep -A1 web-1", ["web-1   1/1   Running", "web-2   0/1   Pending"]),
        ("grep -E '^(x'", []),
        ("grep -E '^web|^db' | wc -l", ["3"]),
        ("grep '^web-[0-9] ' | head -n 1", ["web-1   1/1   Running"]),
        ("head -1", ["NAME   READY   STATUS"]),
        ("tail -n +4", ["db-1   1/1   Running"]),
        ("tail -1 | awk '{print $3, $1}'", ["Running db-1"]),
        ("awk '{print $NF}' | sort | uniq -c | sort -rn | head -2", ["      2 Running", "      1 STATUS"]),
        ("tr -s ' ' | cut -d ' ' -f 1,3 | tail -1", ["db-1 Running"]),
        ("tr a-z A-Z | tail -n 1", ["DB-1   1/1   RUNNING"]),
        ("sort -k2 | head -n 1", ["web-2   0/1   Pending"]),
        ("grep nothing | wc -l", ["0"]),
    ],
)
def test_filters_say_what_the_real_ones_say(pipe: str, lines: list[str]) -> None:
    assert through(PODS, pipe).splitlines() == lines


def test_a_secret_is_decoded_as_everybody_does_it() -> None:
    assert through("czNjcjN0", "base64 -d") == "s3cr3t"
    assert through("s3cr3t", "base64") == "czNjcjN0Cg==\n"


def test_the_last_filter_says_how_it_ended_and_complaints_are_kept() -> None:
    done = piped(Reply("a\n", "careful\n", 1), split("x | grep b")[1], Budget())
    assert (done.stdout, done.stderr, done.code) == ("", "careful\n", 1)
    assert piped(Reply("a\n", "", 1), split("x | grep a")[1], Budget()).code == 0


@pytest.mark.parametrize(
    ("line", "command", "filters"),
    [
        ("kubectl get pods", "kubectl get pods", []),
        ("a || b | wc", "a || b ", [["wc"]]),
        ("get -o 'x|y' | grep \"a|b\"", "get -o 'x|y' ", [["grep", "a|b"]]),
        ("echo a\\|b", "echo a\\|b", []),
    ],
)
def test_a_line_is_cut_at_pipes_and_not_at_what_looks_like_one(
    line: str, command: str, filters: list[list[str]]
) -> None:
    assert split(line) == (command, filters)


@pytest.mark.parametrize("line", ["a | jq .", "a |", "a | | wc", "a | grep 'b"])
def test_a_pipe_that_cannot_be_built_is_refused_by_name(line: str) -> None:
    with pytest.raises(PipeError):
        split(line)


def test_a_pattern_takes_no_longer_for_being_malicious() -> None:
    assert not Pattern("a*" * 90 + "b", Budget(), extended=True).found_in("a" * 2_000)
    with pytest.raises(PatternError):
        Pattern("a" * 1_000, Budget())
