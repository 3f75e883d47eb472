"""manage.py prune: delete the rooms that nobody has used for a long time."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from k8sviz.rooms.idle import idle, prune
from k8sviz.rooms.limits import limits


class Command(BaseCommand):
    """Deletes idle rooms. A running server does it by itself, daily."""

    help = "Delete the rooms that nobody has used for a long time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """prune [--days N] [--dry-run]."""
        parser.add_argument("--days", type=float, default=limits().idle_days, help="unused for so long")
        parser.add_argument("--dry-run", action="store_true", help="only print their codes")

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, or print."""
        days = options["days"]
        if options["dry_run"]:
            for room in idle(days) if days > 0 else ():
                self.stdout.write(room.code)
            return
        self.stdout.write(f"{prune(days)} rooms deleted")
