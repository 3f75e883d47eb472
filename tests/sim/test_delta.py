"""apply(a, diff(a, b)) == b, and the golden answers that the browser's half is held to as well."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8sviz.sim.delta import apply, diff

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/delta.json").read_text())
TABLES = ("elements", "edges", "journeys")

values = st.sampled_from([None, False, 0, 1, "x", ["x"], {"state": "ready"}])
tables = st.dictionaries(st.text("abcde", min_size=1, max_size=2), values, max_size=4)
scenes = st.fixed_dictionaries(dict.fromkeys(TABLES, tables))


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_a_delta_turns_one_scene_into_the_next(case: dict[str, Any]) -> None:
    assert apply(case["before"], case["delta"]) == case["after"]


@given(scenes, scenes)
def test_the_difference_of_two_scenes_applied_to_the_first_is_the_second(
    before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]
) -> None:
    assert apply(before, diff(before, after)) == after


@given(scenes)
def test_equal_scenes_have_nothing_to_send(scene: dict[str, dict[str, Any]]) -> None:
    assert diff(scene, json.loads(json.dumps(scene))) == {}


def test_applying_leaves_the_first_scene_as_it_was() -> None:
    scene = {"elements": {"a": 1}}
    apply(scene, {"elements": {"+": {"b": 2}, "-": ["a"]}})
    assert scene == {"elements": {"a": 1}}
