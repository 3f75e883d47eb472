"""What the lesson's panel says in the browser, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def lesson_words() -> dict[str, str]:
    """The keys are those that static/js/lesson*.js ask for."""
    return {
        "step_done": _("Step {n} is done."),
        "check_met": _("Done: {what}"),
        "lesson_done": _("You have finished this lesson."),
        "of": _("{have} of {want}"),
        "seen_answered": _("answered"),
        "seen_refused": _("refused"),
        "seen_timeout": _("no answer"),
        "seen_nxdomain": _("unknown name"),
        "seen_unreachable": _("unreachable"),
        "seen_reset": _("reset"),
        "seen_hidden": _("the Pod sees another address"),
        "seen_no-address": _("no address yet"),
        "seen_uneven": _("the shares differ too much"),
        "seen_no-client": _("no such client yet"),
        "met": _("done"),
        "not_met": _("not yet"),
        "predicted_right": _("As you said."),
        "predicted_wrong": _("You said: {said}. It went otherwise."),
        "predicted_none": _("You did not say. Here is what happened."),
        "predict_waiting": _("Now see for yourself."),
        "link_copied": _("The link to this step is copied."),
        "hint": _("Hint {n} of {all}"),
    }
