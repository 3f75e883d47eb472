"""The page's terminal answers as stock kubectl does, chapter by chapter of kubectl_lines.txt."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server
from side_by_side import chapters, compare
from stock import found_kubectl

_UNEQUAL: dict[str, str] = json.loads((Path(__file__).parent / "kubectl_unequal.json").read_text())
"""Line → why its answer differs."""
_UNHURRIED = (
    '{"actions": {"burst": 10000, "per_second": 1000}, "api_requests": {"burst": 10000, "per_second": 1000}}'
)


@pytest.fixture(scope="module")
def unhurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site where somebody may type as fast as a machine."""
    found_kubectl()
    site = Server(tmp_path_factory.mktemp("var"), K8SVIZ_LIMITS=_UNHURRIED)
    site.manage("migrate", "--verbosity", "0")
    site.start()
    yield site
    site.stop()


@pytest.mark.parametrize("chapter", list(chapters()))
def test_answers_are_those_of_kubectl(chapter: str, unhurried: Server, tmp_path: Path) -> None:
    compared = list(compare(unhurried, tmp_path, chapter))
    unequal = {one.line.typed: one for one in compared if one.differs_in}
    better = [one.line.typed for one in compared if one.line.typed in _UNEQUAL and not one.differs_in]
    if better:
        warnings.warn(f"equal now, take them out of kubectl_unequal.json: {better}", stacklevel=1)
    worse = [one.told() for typed, one in unequal.items() if typed not in _UNEQUAL]
    assert not worse, f"{len(worse)} of {len(compared)} commands differ:\n" + "\n".join(worse)
