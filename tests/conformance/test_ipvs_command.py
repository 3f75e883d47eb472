"""`manage.py dataplane --mode ipvs` answers recorded cases in the recorded form."""

from __future__ import annotations

import json
from io import StringIO

from django.core.management import call_command
from recorded import HERE

TEXTS = {"ipset-save", "iptables-restore", "ipvsadm-save", "kube-ipvs0"}


def test_each_case_and_node_has_a_line_with_all_its_texts() -> None:
    out = StringIO()
    call_command("dataplane", str(HERE / "named-cases.jsonl.xz"), "--mode", "ipvs", stdout=out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert {told["mode"] for told in answers} == {"ipvs"}
    assert all(told["rules"].keys() == TEXTS and told["packets"] == [] for told in answers)
    named = [told["node"] for told in answers if told["case"] == "dualstack"]
    assert named == ["node-1", "node-1.v6", "node-2", "node-2.v6", "node-3", "node-3.v6"]
