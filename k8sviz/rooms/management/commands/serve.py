"""manage.py serve: what `make run` runs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from k8sviz.rooms.server import serve


class Command(BaseCommand):
    """Serves the site."""

    help = "Serve the site with uvicorn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """serve [--host HOST] [--port PORT]."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve."""
        self.check()
        self.stdout.write(f"k8sviz serves on http://{options['host']}:{options['port']} (Ctrl-C stops it)")
        serve(options["host"], options["port"])
