"""manage.py lesson check | new: for those who write lessons."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from k8sviz.lessons.inspection import flaws
from k8sviz.lessons.load import folders, found_folders
from k8sviz.lessons.skeleton import files


class Command(BaseCommand):
    """Checks lessons, begins new ones."""

    help = "Check lessons (their form, their rules, their solutions), or make the skeleton of a new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """lesson check [SLUG …] | lesson new SLUG [--into FOLDER]."""
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help="validate and solve; all lessons if none is named")
        check.add_argument("slugs", nargs="*")
        new = actions.add_parser("new", help="make a folder with a small lesson to begin with")
        new.add_argument("slug")
        new.add_argument("--into", help="the folder of lessons; K8SVIZ_LESSONS, or else ours")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the two."""
        if options["action"] == "new":
            self._new(options["slug"], Path(options["into"] or folders()[-1]))
        else:
            self._check(options["slugs"])

    def _check(self, slugs: list[str]) -> None:
        known = {folder.name: folder for folder in found_folders()}
        unknown = [slug for slug in slugs if slug not in known]
        if unknown:
            raise CommandError(f"there is no lesson {', '.join(unknown)}; there are {', '.join(known)}")
        failed = 0
        for slug in slugs or known:
            found = list(flaws(known[slug]))
            failed += bool(found)
            self.stdout.write(f"{'✗' if found else '✓'} {slug}")
            for flaw in found:
                self.stdout.write(f"  {flaw}")
        if failed:
            raise CommandError(f"{failed} of {len(slugs or known)} lessons break a rule")

    def _new(self, slug: str, into: Path) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            raise CommandError("a lesson's name is small letters, digits and single hyphens: my-first-lesson")
        folder = into / slug
        if folder.exists():
            raise CommandError(f"{folder} is there already")
        folder.mkdir(parents=True)
        for name, text in files(slug).items():
            (folder / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"{folder}\nnow: python manage.py lesson check {slug}")
