"""manage.py without a new process for each command: its words in (a line of JSON), what it printed out."""

from __future__ import annotations

import json
import os
import sys
from io import StringIO
from pathlib import Path

import django
from django.core.management import call_command

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "k8sviz.settings")
    django.setup()
    for words in sys.stdin:
        printed = StringIO()
        call_command(*json.loads(words), stdout=printed)
        print(json.dumps(printed.getvalue()), flush=True)
