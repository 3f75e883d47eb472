"""Pages for what went wrong before a view could help: what happened, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _


class Problem(NamedTuple):
    """What happened, and what the reader can do."""

    status: int
    title: str
    advice: str


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing at this address; a view that knows more says it in its Http404."""
    said = next((str(word) for word in exception.args if isinstance(word, str | Promise)), "")
    advice = said or _("Check the address, or begin at the start page.")
    return _told(request, Problem(404, _("Nothing is here"), advice))


def not_sent_by_us(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the cookie that says where it came from; `reason` is for the log."""
    advice = _(
        "The browser did not send the cookie that belongs to this form. "
        "Allow cookies for this site, go back, reload the page and try again."
    )
    return _told(request, Problem(403, _("The server did not accept this form"), advice))


def too_many_rooms(request: HttpRequest) -> HttpResponse:
    """More new rooms than one address may open in a minute."""
    advice = _("Too many new rooms from this address. Wait a minute, go back and try again.")
    return _told(request, Problem(429, _("Please wait a moment"), advice))


def _told(request: HttpRequest, problem: Problem) -> HttpResponse:
    template = "_problem.html" if request.headers.get("HX-Request") else "problem.html"
    return render(request, template, {"problem": problem}, status=problem.status)
