"""From folders to lessons. What is wrong with one is a value: the file, the line and the reason."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import yaml
from django.conf import settings
from django.core.signals import setting_changed

from k8sviz.lessons.lesson import Lesson, Loaded
from k8sviz.lessons.places import Path as Place
from k8sviz.lessons.places import nearest, path_of, places
from k8sviz.lessons.rules import broken

_logger = logging.getLogger(__name__)
OWN = Path(__file__).with_name("catalogue")
FILE = "lesson.yaml"
_POINTER = re.compile(r" - at `(?:key in )?(\$[^`]*)`$")


class Flaw(NamedTuple):
    """A broken rule."""

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class Read(NamedTuple):
    """What became of a folder: a lesson, or flaws; and the lines of its values."""

    lesson: Loaded | None
    flaws: tuple[Flaw, ...]
    lines: dict[Place, int]


def folders() -> list[Path]:
    """Where lessons lie: ours, and the teacher's own (settings.K8SVIZ_LESSONS)."""
    own = getattr(settings, "K8SVIZ_LESSONS", "")
    return [OWN, *([Path(own)] if own else [])]


def read(folder: Path) -> Read:
    """One lesson from its folder; only its form is looked at."""
    file = folder / FILE
    try:
        value, lines = places(file.read_text(encoding="utf-8"))
    except OSError as error:
        return Read(None, (Flaw(file, 1, f"cannot be read: {error.strerror}"),), {})
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return Read(None, (Flaw(file, mark.line + 1 if mark else 1, f"no YAML: {error.problem}"),), {})
    try:
        lesson = msgspec.convert(value, Lesson)
    except msgspec.ValidationError as error:
        return Read(None, (_misfit(file, lines, str(error)),), lines)
    return Read(Loaded(folder.name, folder, lesson), (), lines)


def _misfit(file: Path, lines: dict[Place, int], message: str) -> Flaw:
    found = _POINTER.search(message)
    path = path_of(found[1]) if found else ()
    where = found[1].removeprefix("$.") if found else ""
    reason = _POINTER.sub("", message)
    return Flaw(file, nearest(lines, path), f"{where}: {reason}" if where.strip("$") else reason)


def found_folders() -> Iterator[Path]:
    """Every folder that holds a lesson; a teacher's own takes the place of one of ours with its name."""
    by_name = {
        folder.name: folder
        for place in folders()
        if place.is_dir()
        for folder in sorted(place.iterdir())
        if (folder / FILE).is_file()
    }
    yield from by_name.values()


@cache
def catalogue() -> dict[str, Loaded]:
    """All lessons that keep the rules, in their order; `manage.py lesson check` tells of the others."""
    loaded = [result.lesson for result in map(read, found_folders()) if result.lesson is not None]
    slugs = {one.slug for one in loaded}
    good = [one for one in loaded if not any(broken(one, slugs))]
    if len(good) < len(list(found_folders())):
        _logger.warning("some lessons break a rule and are left out: python manage.py lesson check")
    return {one.slug: one for one in sorted(good, key=lambda one: (one.lesson.order, one.slug))}


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "K8SVIZ_LESSONS":
        catalogue.cache_clear()


setting_changed.connect(_forget)
