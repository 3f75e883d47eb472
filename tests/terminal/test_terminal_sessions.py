"""The terminal's kubectl gives the recorded answers, session by session."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from recorded_sessions import sessions
from replaying import kubectl_sessions, replay, told

_LIST = Path(__file__).parent / "unequal.json"
_UNEQUAL: dict[str, dict[str, str]] = json.loads(_LIST.read_text())
"""Session → number of the command → why its answer differs."""


@pytest.mark.parametrize("name", list(kubectl_sessions()))
async def test_answers_are_the_recorded_ones(name: str) -> None:
    compared = await replay(name, sessions()[name])
    unequal = {str(one.number): one for one in compared if one.differs_in}
    known = _UNEQUAL.get(name, {})
    better = sorted(set(known) - set(unequal), key=int)
    if better:
        warnings.warn(f"{name}: equal now, take them out of unequal.json: {better}", stacklevel=1)
    worse = [told(unequal[number]) for number in sorted(set(unequal) - set(known), key=int)]
    assert not worse, f"{len(worse)} commands differ that did not before:\n" + "\n".join(worse)
