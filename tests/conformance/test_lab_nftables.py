"""The laboratory's pairs in nftables mode: the same answers, but for what it is known to do otherwise.

Only iptables mode was recorded with real packets. What must differ stands in a table, with the reason.
"""

from __future__ import annotations

from typing import Any

import pytest
from lab import ENOUGH, ROWS, label, met, recorded_for

REFUSED, SILENCE = {("ECONNREFUSED", "")}, {("TIMEOUT", "")}
OTHERWISE = {
    # @cluster-ips refuses ports that no Service has; iptables mode has no rule (semantics 64)
    "httpd-svc clusterIP wrong port": REFUSED,
    "empty udp": REFUSED,
    # node ports are served on the node's primary address alone (semantics 73)
    "np nodePort @cni gw": REFUSED,
    "np nodePort @127.0.0.1": REFUSED,
}
OWN_ENDPOINT = "solo pod on node-1"
"""A Pod that comes back to itself by way of another node: only its own node has it in @hairpin-connections,
so nothing hides its address, and its kernel drops what comes from outside with its own address as source."""


def differs(row: dict[str, Any]) -> set[tuple[str, str]] | None:
    if row["client"] == OWN_ENDPOINT and row["dest"].endswith("-local nodePort @node-2"):
        return SILENCE
    return OTHERWISE.get(row["dest"])


@pytest.mark.parametrize("row", [row for row in ROWS if differs(row) is None], ids=label)
def test_the_same_pods_answer_and_see_the_same_source(row: dict[str, Any]) -> None:
    seen, recorded = met(row, "nftables"), recorded_for(row)
    if row["attempts"] < ENOUGH:
        assert recorded <= seen
    else:
        assert seen == recorded


@pytest.mark.parametrize("row", [row for row in ROWS if differs(row) is not None], ids=label)
def test_what_nftables_mode_does_otherwise(row: dict[str, Any]) -> None:
    assert met(row, "nftables") == differs(row)
