"""manage.py words: compile the translations, without GNU gettext on the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Compiles every .po file under LOCALE_PATHS to the .mo file that Django reads."""

    help = "Compile the translations."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile."""
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
