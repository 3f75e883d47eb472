"""Stock kubectl gives the recorded answers, session by session."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from recorded_sessions import FOLDER, sessions, write_files
from replay import profile, replay, told
from serving import Server
from stock import Kubectl, found_kubectl

_UNEQUAL: dict[str, dict[str, str]] = json.loads((FOLDER / "unequal.json").read_text())
"""Session → number of the command → why its answer differs."""


@pytest.mark.parametrize("name", sorted(sessions()))
def test_answers_are_the_recorded_ones(name: str, server: Server, tmp_path: Path) -> None:
    found_kubectl()
    session = sessions()[name]
    write_files(tmp_path)
    kubectl = Kubectl(server, server.new_room(profile(name)), tmp_path)
    compared = replay(kubectl, name, session)
    unequal = {str(one.number): one for one in compared if one.differs_in}
    known = _UNEQUAL.get(name, {})
    better = sorted(set(known) - set(unequal), key=int)
    share = 100 * (1 - len(unequal) / len(compared))
    print(f"{name}: {share:.1f} % of {len(compared)} commands are equal")
    if better:
        warnings.warn(f"{name}: equal now, take them out of unequal.json: {better}", stacklevel=1)
    worse = [told(unequal[number]) for number in sorted(set(unequal) - set(known), key=int)]
    assert not worse, f"{len(worse)} commands differ that did not before:\n" + "\n".join(worse)
