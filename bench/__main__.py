"""`make bench`: all figures in one run of less than four minutes."""

import sys
import time

from bench import browser, core, kubectl, past, rules, server

for name, part in (
    ("core", core.run),
    ("rules", rules.run),
    ("past", past.run),
    ("server", server.run),
    ("kubectl", kubectl.run),
    ("browser", browser.run),
):
    began = time.perf_counter()
    print(f"— {name} …", file=sys.stderr, flush=True)
    part()
    print(f"— {name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
