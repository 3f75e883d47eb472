"""A lesson as its panel shows it: everything in the reader's language, ready for the template."""

from __future__ import annotations

import json
from typing import Any

from k8sviz.lessons.lesson import Loaded, Prediction, Snippet, Step
from k8sviz.lessons.wording import Wording


def panel(loaded: Loaded, language: str) -> dict[str, Any]:
    """What templates/lessons/_panel.html draws."""
    lesson, wording = loaded.lesson, Wording(language)
    return {
        "slug": loaded.slug,
        "title": lesson.title.in_language(language),
        "story": wording.line(lesson.story.in_language(language), explain=False) if lesson.story else "",
        "steps": [
            _step(loaded, step, number, wording.fresh()) for number, step in enumerate(lesson.steps, 1)
        ],
        "at_work": [
            {"type": one.type, "say": wording.line(one.say.in_language(language))} for one in lesson.at_work
        ],
    }


def _step(loaded: Loaded, step: Step, number: int, wording: Wording) -> dict[str, Any]:
    language = wording.language
    return {
        "id": step.id,
        "number": number,
        "title": step.title.in_language(language),
        "text": wording.paragraphs(step.text.in_language(language)),
        "checks": [
            {
                "name": f"{step.id}.{place}",
                "say": wording.line(check.say.in_language(language), explain=False),
                "deed": check.goal.deed,
                "looked": check.goal.looked.at if check.goal.looked else "",
            }
            for place, check in enumerate(step.checks, 1)
        ],
        "hints": [wording.line(hint.in_language(language)) for hint in step.hints],
        "solutions": [wording.line(one.say.in_language(language)) for one in step.solutions],
        "snippet": _snippet(loaded, step.snippet, wording) if step.snippet else None,
        "predict": _prediction(step.predict, wording) if step.predict else None,
        "after": wording.paragraphs(step.after.in_language(language)) if step.after else "",
    }


def _snippet(loaded: Loaded, snippet: Snippet, wording: Wording) -> dict[str, Any]:
    text = loaded.read(snippet.file)
    numbers: dict[int, int] = {}
    lines = text.splitlines()
    for number, callout in enumerate(snippet.callouts, 1):
        for index, line in enumerate(lines):
            if line.strip().startswith(callout.line) and index not in numbers:
                numbers[index] = number
                break
    return {
        "text": text,
        "lines": [{"text": line, "number": numbers.get(index, 0)} for index, line in enumerate(lines)],
        "callouts": [
            {
                "number": number,
                "line": one.line,
                "stage": one.stage,
                "say": wording.line(one.say.in_language(wording.language)),
            }
            for number, one in enumerate(snippet.callouts, 1)
        ],
    }


def _prediction(told: Prediction, wording: Wording) -> dict[str, Any]:
    language = wording.language
    return {
        "ask": wording.line(told.ask.in_language(language), explain=False),
        "on": json.dumps(told.on),
        "choices": [
            {"say": wording.line(one.say.in_language(language), explain=False), "when": json.dumps(one.when)}
            for one in told.choices
        ],
        "then": wording.line(told.then.in_language(language)),
    }
