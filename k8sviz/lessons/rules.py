"""The rules a lesson has to keep besides its form. docs/lessons.md says them in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from k8sviz.lessons import actions
from k8sviz.lessons.addresses import unknown
from k8sviz.lessons.lesson import Goal, Lesson, Loaded, Step, Text
from k8sviz.sim.manifests.check import diagnose

_HAN = re.compile(r"[一-鿿]")
_CODE = re.compile(r"`[^`]*`")
_HINTS = 3
_CHOICES = (2, 4)
Place = tuple[str | int, ...]


class Broken(NamedTuple):
    """A broken rule, and the path of the value that breaks it."""

    place: Place
    reason: str


Rule = Callable[[Loaded], Iterator[Broken]]


def broken(loaded: Loaded, slugs: set[str]) -> Iterator[Broken]:
    """All broken rules of one lesson, among lessons of these names."""
    for rule in _RULES:
        yield from rule(loaded)
    for index, slug in enumerate(loaded.lesson.before):
        if slug not in slugs:
            yield Broken(("before", index), f"there is no lesson {slug}")


def _slug(loaded: Loaded) -> Iterator[Broken]:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", loaded.slug):
        yield Broken((), "the folder's name has to be small letters, digits and single hyphens")


def _texts(loaded: Loaded) -> Iterator[Broken]:
    for place, text in _all_texts(loaded.lesson, ()):
        for language in ("en", "zh"):
            if not text.in_language(language).strip():
                yield Broken((*place, language), "this text is empty")
        plain = _CODE.sub("", text.zh)
        if re.search(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", plain) and not _HAN.search(plain):
            yield Broken((*place, "zh"), "this text is not translated")
        if _HAN.search(_CODE.sub("", text.en)):
            yield Broken((*place, "en"), "this text is not in English")
        if text.en.count("`") % 2 or text.zh.count("`") % 2:
            yield Broken(place, "a ` is left open")


def _all_texts(value: Any, place: Place) -> Iterator[tuple[Place, Text]]:
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _all_texts(getattr(value, name), (*place, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _all_texts(item, (*place, index))


def _steps(loaded: Loaded) -> Iterator[Broken]:
    seen: set[str] = set()
    if not loaded.lesson.steps:
        yield Broken(("steps",), "a lesson has at least one step")
    for index, step in enumerate(loaded.lesson.steps):
        if step.id in seen or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", step.id):
            yield Broken(("steps", index, "id"), f"{step.id!r} is taken, or not small letters and hyphens")
        seen.add(step.id)
        yield from _one_step(step, ("steps", index))


def _one_step(step: Step, place: Place) -> Iterator[Broken]:
    if not step.checks:
        yield Broken(place, "a step has at least one check")
    if not step.solutions:
        yield Broken(place, "a step has at least one solution")
    if step.predict is not None and not _CHOICES[0] <= len(step.predict.choices) <= _CHOICES[1]:
        yield Broken((*place, "predict"), f"a prediction has {_CHOICES[0]} to {_CHOICES[1]} choices")
    for number, check in enumerate(step.checks):
        yield from _goal(check.goal, (*place, "checks", number, "goal"))


def _goal(goal: Goal, place: Place) -> Iterator[Broken]:
    told = [name for name in goal.__struct_fields__ if getattr(goal, name) is not None]
    if len(told) != 1:
        yield Broken(place, f"a goal is exactly one thing, this is {len(told)}")
    for to in (aim.to for aim in (goal.request, goal.sent) if aim is not None):
        for template in [to] if isinstance(to, str) else to:
            for name in unknown(template):
                yield Broken(place, f"there is no placeholder {{{name}:…}}")
    for inner in (*(goal.any or ()), *(goal.all or ())):
        yield from _goal(inner, place)


def _broken_world(loaded: Loaded) -> Iterator[Broken]:
    lesson = loaded.lesson
    if lesson.story is None:
        return
    if not lesson.at_work:
        yield Broken(("story",), "a broken world says what to type at work (at_work)")
    if lesson.steps and len(lesson.steps[0].hints) != _HINTS:
        yield Broken(("steps", 0), f"a broken world has {_HINTS} hints, from a nudge to the answer")


def _files(loaded: Loaded) -> Iterator[Broken]:
    for place, name in _named_files(loaded.lesson):
        try:
            text = loaded.read(name)
        except OSError:
            yield Broken(place, f"there is no file {name} in {loaded.folder}")
            continue
        if place[0] == "start" and place[1] == "apply":
            for found in diagnose(text):
                if found.severity == "error":
                    yield Broken(place, f"{name}:{found.line}: {found.message}")


def _named_files(lesson: Lesson) -> Iterator[tuple[Place, str]]:
    if lesson.start.draft:
        yield ("start", "draft"), lesson.start.draft
    for index, name in enumerate(lesson.start.apply):
        yield ("start", "apply", index), name
    for index, step in enumerate(lesson.steps):
        if step.snippet is not None:
            yield ("steps", index, "snippet", "file"), step.snippet.file


def _callouts(loaded: Loaded) -> Iterator[Broken]:
    for index, step in enumerate(loaded.lesson.steps):
        if step.snippet is None or not (loaded.folder / step.snippet.file).is_file():
            continue
        lines = [line.strip() for line in loaded.read(step.snippet.file).splitlines()]
        for number, callout in enumerate(step.snippet.callouts):
            if not any(line.startswith(callout.line) for line in lines):
                place = ("steps", index, "snippet", "callouts", number)
                yield Broken(place, f"no line of {step.snippet.file} begins with {callout.line!r}")


def _actions(loaded: Loaded) -> Iterator[Broken]:
    for place, action in _all_actions(loaded.lesson):
        try:
            list(actions.read(loaded, action))
        except (ValueError, KeyError, OSError) as error:
            yield Broken(place, f"not an action: {error}")


def _all_actions(lesson: Lesson) -> Iterator[tuple[Place, dict[str, Any]]]:
    for number, action in enumerate(lesson.start.actions):
        yield ("start", "actions", number), action
    for index, step in enumerate(lesson.steps):
        for which, solution in enumerate(step.solutions):
            for number, action in enumerate(solution.actions):
                yield ("steps", index, "solutions", which, "actions", number), action


_RULES: tuple[Rule, ...] = (_slug, _texts, _steps, _broken_world, _files, _callouts, _actions)
