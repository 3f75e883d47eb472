"""A lesson that breaks a rule fails with file, line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from k8sviz.lessons.inspection import flaws
from k8sviz.lessons.load import catalogue, read
from k8sviz.lessons.skeleton import files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A lesson of one's own that is in order."""
    made = tmp_path / "mine"
    made.mkdir()
    for name, text in files("mine").items():
        (made / name).write_text(text)
    return made


def told(folder: Path) -> list[tuple[int, str]]:
    return [(flaw.line, flaw.reason) for flaw in flaws(folder)]


def changed(folder: Path, old: str, new: str, file: str = "lesson.yaml") -> int:
    """Change one place of a file; the line it is on."""
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_the_skeleton_is_in_order(folder: Path) -> None:
    assert told(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("minutes: 5", "minutes: short", "minutes: Expected `int`, got `str`"),
        ("before: []", "afterwards: []", "Object contains unknown field `afterwards`"),
        ("before: []", "before: [nowhere]", "there is no lesson nowhere"),
        ("zh: 一节新课", 'zh: ""', "this text is empty"),
        ("zh: 一节新课", "zh: a lesson that is new", "this text is not translated"),
        ("en: A new lesson", "en: 新课", "this text is not in English"),
        ("request: {from", "wish: {from", "Object contains unknown field `wish`"),
        ("to: http://web, pods", "to: 'http://{vip:web}', pods", "there is no placeholder {vip:…}"),
        ("apply: [start.yaml]", "apply: [begin.yaml]", "there is no file begin.yaml in"),
        ("{do: apply, file: fixed.yaml}", "{do: aply}", "not an action: Invalid value 'aply'"),
        ("id: fix", "id: Fix It", "'Fix It' is taken, or not small letters and hyphens"),
    ],
)
def test_a_broken_rule_is_told_with_its_line(folder: Path, old: str, new: str, reason: str) -> None:
    line = changed(folder, old, new)
    found = told(folder)
    assert [text for _, text in found if reason in text], found
    assert abs(found[0][0] - line) <= 1 or "Object contains" in reason, found


def test_text_that_is_no_yaml_is_told_with_its_line(folder: Path) -> None:
    line = changed(folder, "minutes: 5", "minutes: [5")
    [(where, reason)] = told(folder)
    assert reason.startswith("no YAML")
    assert where >= line


def test_a_start_that_passes_already_is_refused(folder: Path) -> None:
    changed(folder, "wbe", "web", "start.yaml")
    assert (25, "the step passes before anything is done, in iptables mode") in told(folder)


def test_a_solution_that_does_not_solve_is_refused(folder: Path) -> None:
    (folder / "fixed.yaml").write_text((folder / "start.yaml").read_text())
    assert told(folder) == [
        (26, "solution 1 does not pass (refused, 0 of 3), in iptables mode"),
        (26, "solution 1 does not pass (refused, 0 of 3), in nftables mode"),
    ]


def test_a_manifest_of_the_start_that_is_wrong_is_told_with_its_own_line(folder: Path) -> None:
    changed(folder, "replicas: 3", "replicas: three", "start.yaml")
    [(_, reason), *_] = told(folder)
    assert reason.startswith("start.yaml:")


def test_a_teachers_own_folder_is_part_of_the_catalogue(folder: Path) -> None:
    with override_settings(K8SVIZ_LESSONS=str(folder.parent)):
        assert "mine" in catalogue()
        call_command("lesson", "check", "mine")
        with pytest.raises(CommandError, match="there is no lesson yours"):
            call_command("lesson", "check", "yours")
    assert "mine" not in catalogue()


def test_a_lesson_that_breaks_a_rule_is_left_out_of_the_catalogue(folder: Path) -> None:
    (folder / "start.yaml").unlink()
    with override_settings(K8SVIZ_LESSONS=str(folder.parent)):
        assert "mine" not in catalogue()
        assert "services" in catalogue()


def test_new_makes_a_lesson_that_passes(tmp_path: Path) -> None:
    call_command("lesson", "new", "first-of-mine", "--into", str(tmp_path))
    assert told(tmp_path / "first-of-mine") == []
    assert read(tmp_path / "first-of-mine").lesson is not None
