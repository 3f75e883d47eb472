"""`manage.py dataplane` answers recorded cases in the recorded form."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from recorded import HERE, TEXTS, cases

NAMED = HERE / "named-cases.jsonl.xz"


def run(*arguments: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("dataplane", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_each_case_and_node_has_a_line_with_its_rules_and_packets(mode: str) -> None:
    answers = {(told["case"], told["node"]): told for told in run(str(NAMED), "--mode", mode)}
    recorded = cases("named-cases", mode)
    assert len(answers) == len(recorded)
    for node in recorded:
        told = answers[node.case["name"], node.node + (".v6" if node.family == "IPv6" else "")]
        # rules of different Services, and elements of sets, stand in the order of a Go map in the recording
        assert sorted(told["rules"][TEXTS[mode]].splitlines()) == sorted(node.text.splitlines())
        if not node.packets:
            continue  # upstream's tracer knows no affinity sets
        assert told["packets"] == [
            {"name": packet["packet"]["name"], "output": packet["output"], "masq": packet["masq"]}
            for packet in node.packets
        ]


def test_a_bare_case_in_a_plain_file_will_do(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps(cases("named-cases")[0].case) + "\n\n")
    assert [told["node"] for told in run(str(file), "--mode", "iptables")] == ["node-1", "node-2", "node-3"]


def test_another_mode_is_refused_by_name() -> None:
    with pytest.raises(CommandError, match='proxy mode "kernelspace" is not supported'):
        run(str(NAMED), "--mode", "kernelspace")


@pytest.mark.parametrize(
    ("text", "why"), [("{", "bad.jsonl:1: Expecting"), ("[]", "not a case"), ("{}", "not a case")]
)
def test_what_is_no_case_is_refused_with_its_line(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(text)
    with pytest.raises(CommandError, match=why):
        run(str(file))


def test_a_file_that_is_not_there_is_refused_by_its_name() -> None:
    with pytest.raises(CommandError, match=r"nowhere\.jsonl"):
        run("nowhere.jsonl")
