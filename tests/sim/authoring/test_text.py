"""Diff against what is live, and tidying that never changes what a text says."""

from __future__ import annotations

import pytest
from worlds import Scenario, deployment, service, tutorial

from k8sviz.sim.authoring import differences, formatted


def test_an_object_that_is_new_has_no_live_text() -> None:
    (one,) = differences(Scenario().world, service())
    assert (one.key.name, one.live) == ("httpd-svc", "")
    assert "port: 8080" in one.applied


def test_only_what_changes_differs() -> None:
    scenario = tutorial()
    workload, front = differences(scenario.world, deployment(5) + service())
    assert front.live == front.applied
    changed = set(workload.applied.split("\n")) - set(workload.live.split("\n"))
    assert changed == {"  replicas: 5"}
    assert scenario.get("Deployment.apps", "httpd")["spec"]["replicas"] == 3


def test_what_would_be_refused_is_told_and_differs_in_nothing() -> None:
    (one,) = differences(tutorial().world, service().replace("port: 8080", "port: 0"))
    assert one.refusal is not None
    assert one.live == one.applied


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("a: 1   \nb: 2", "a: 1\nb: 2\n"),
        ("\n\na: 1\n\n\n\nb: 2\n\n", "a: 1\n\nb: 2\n"),
        ("a: 1\n\n---   \n\nb: 2\n", "a: 1\n---\nb: 2\n"),
        ("a: 1 # why\r\nb: 2\r\n", "a: 1 # why\nb: 2\n"),
    ],
)
def test_a_text_is_tidied(text: str, tidy: str) -> None:
    assert formatted(text) == tidy


@pytest.mark.parametrize("text", ["a: |\n  one  \n\n\n\n  two\n", "a: [1\n", "---\n"])
def test_a_text_whose_meaning_would_change_is_left_alone(text: str) -> None:
    assert formatted(text) in (text, text.strip("\n") + "\n")


def test_tidying_twice_is_tidying_once() -> None:
    text = deployment() + "\n\n" + service() + "  \n\n"
    assert formatted(formatted(text)) == formatted(text)
