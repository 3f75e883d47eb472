"""Every lesson of the catalogue keeps the rules, starts broken, and is solved by each of its solutions."""

from __future__ import annotations

import pytest

from k8sviz.lessons.glossary import pattern, terms
from k8sviz.lessons.inspection import flaws
from k8sviz.lessons.load import catalogue, found_folders


@pytest.mark.parametrize("folder", list(found_folders()), ids=lambda folder: folder.name)
def test_a_lesson_is_in_order_and_every_solution_solves_it(folder) -> None:  # type: ignore[no-untyped-def]
    assert [str(flaw) for flaw in flaws(folder)] == []


def test_lessons_stand_in_their_order() -> None:
    orders = [one.lesson.order for one in catalogue().values()]
    assert orders == sorted(set(orders)), "each has a place of its own"


def test_the_first_lesson_is_the_tutorial() -> None:
    assert next(iter(catalogue())) == "services"


def test_every_term_is_found_by_its_own_name() -> None:
    for name, term in terms().items():
        assert pattern().fullmatch(name), name
        assert term.en.strip()
        assert term.zh.strip()
