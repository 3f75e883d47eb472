"""For those who run the server: is it alive, and could it serve?"""

import asyncio

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from k8sviz.rooms.hints import layer
from k8sviz.rooms.models import Room

_PATIENCE = 2.0  # seconds


async def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


async def readyz(request: HttpRequest) -> HttpResponse:
    """The database and the channel layer answer too."""
    problems = {}
    for name, probe in (("database", _database), ("layer", _layer)):
        try:
            async with asyncio.timeout(_PATIENCE):
                await probe()
        except Exception as error:
            problems[name] = type(error).__name__
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)


async def _database() -> None:
    await Room.objects.aexists()


async def _layer() -> None:
    if settings.REDIS_URL:
        await layer().group_send("readyz", {"type": "ping"})
