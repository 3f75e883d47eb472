"""Headers that every page and file has, beside those that Django itself sets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import async_only_middleware

_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), usb=()"
    ),
}
View = Callable[[HttpRequest], Awaitable[HttpResponse]]


@async_only_middleware
def guarded(view: View) -> View:
    """No other site takes a room's pages and files apart, and no page may use what no lesson needs."""

    async def answered(request: HttpRequest) -> HttpResponse:
        response = await view(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answered
