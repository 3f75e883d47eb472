"""manage.py room new: make a room from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from k8sviz.rooms.founding import found
from k8sviz.rooms.models import Room


class Command(BaseCommand):
    """Makes rooms."""

    help = "Make a room: prints its code, its address with the edit key, and its address for viewers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """room new [--tutorial | --lesson SLUG] [--instant] [--dual-stack] [--base-url URL]."""
        actions = parser.add_subparsers(dest="action", required=True)
        new = actions.add_parser("new", help="make a room")
        new.add_argument("--tutorial", action="store_true", help="with the tutorial's text in the editor")
        new.add_argument("--lesson", default="", help="with this lesson, by the name of its folder")
        new.add_argument(
            "--instant", action="store_true", help="without a client Pod, and nothing takes time"
        )
        new.add_argument(
            "--dual-stack", action="store_true", help="the same with IPv6 addresses beside those of IPv4"
        )
        new.add_argument(
            "--base-url", default=f"http://127.0.0.1:{settings.PORT}", help="where the server is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make one."""
        kind = Room.TUTORIAL if options["tutorial"] else Room.LESSON if options["lesson"] else Room.SANDBOX
        profile = "dual-stack" if options["dual_stack"] else "instant" if options["instant"] else "lesson"
        try:
            room, key = async_to_sync(found)(kind, profile, options["lesson"])
        except LookupError as error:
            raise CommandError(f"there is no lesson {options['lesson']}") from error
        address = options["base_url"].rstrip("/") + reverse("room", args=[room.code])
        self.stdout.write(f"code  {room.code}\nedit  {address}?key={key}\nview  {address}")
