"""A command that is no kubectl: the terminal says where it is to be found."""

from __future__ import annotations

import pytest

from k8sviz.terminal.session import not_here


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("curl", "Run it in a Pod: kubectl exec client -- curl"),
        ("ipvsadm", "Run it on a node: kubectl debug node/node-1 -it"),
        ("vim", "there is no such command here. Type help"),
    ],
)
def test_a_command_is_told_where_it_runs(name: str, said: str) -> None:
    assert said in not_here(name)
