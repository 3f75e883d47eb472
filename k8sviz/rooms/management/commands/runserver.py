"""manage.py runserver: Django's own would have neither WebSockets nor streams."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.management.commands.runserver import Command as StaticFilesRunserver
from django.utils import autoreload

from k8sviz.rooms.server import serve


class Command(StaticFilesRunserver):
    """Runs uvicorn under Django's reloader."""

    addr: str
    port: str

    def inner_run(self, *args: Any, **options: Any) -> None:
        """Check, then serve."""
        autoreload.raise_last_exception()
        if not options["skip_checks"]:
            self.check(display_num_errors=True)
        self.check_migrations()
        self.stdout.write(f"http://{self.addr}:{self.port}/")
        serve(self.addr, int(self.port))
