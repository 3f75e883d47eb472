"""manage.py trace: a traceroute for Services, without a server and without a room."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from k8sviz.rooms.traceroute import page
from k8sviz.sim.controllers.balancer import CLOUDS
from k8sviz.sim.dataplane.journey import ANSWERED
from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.tracing import Asked, Fault, Text, Trace, trace

NOT_ANSWERED, BAD_INPUT = 1, 2  # exit statuses; 0: every request was answered
_MOST = 100_000


class Command(BaseCommand):
    """Sends requests through the cluster that manifests make."""

    help = (
        "Apply manifests to a cluster of three nodes, send requests, and tell every hop. "
        "Exit status: 0 answered, 1 not answered, 2 bad input."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """trace MANIFEST… --from CLIENT --to URL [-n N] [--mode M] [--seed S] [-o text|json]."""
        parser.add_argument("manifests", nargs="+", metavar="MANIFEST", help="a file, or - for stdin")
        parser.add_argument(
            "--from", dest="client", default="pod/client", help="pod/client, node/node-1 or outside"
        )
        parser.add_argument("--to", required=True, metavar="URL", help="such as http://httpd-svc:8080")
        parser.add_argument("-n", type=_times, default=1, metavar="N", help="how many requests")
        parser.add_argument("--mode", choices=tuple(MODES), default="iptables", help="of every kube-proxy")
        parser.add_argument("--cloud", choices=(*CLOUDS, "none"), default="aws", help="of load balancers")
        parser.add_argument("--dual-stack", action="store_true", help="a cluster with IPv4 and IPv6")
        parser.add_argument(
            "-4", dest="family", action="store_const", const=4, default=0, help="only IPv4 addresses"
        )
        parser.add_argument("-6", dest="family", action="store_const", const=6, help="only IPv6 addresses")
        parser.add_argument("--keep-alive", action="store_true", help="all requests over one connection")
        parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same journeys")
        parser.add_argument("-o", "--output", choices=("text", "json"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Trace, print, and say by the exit status whether everything was answered."""
        asked = Asked(
            client=options["client"],
            url=options["to"],
            times=options["n"],
            mode=options["mode"],
            seed=options["seed"],
            cloud=options["cloud"],
            dual_stack=options["dual_stack"],
            family=options["family"] or 0,
            keep=options["keep_alive"],
        )
        traced = trace([_read(name) for name in options["manifests"]], asked)
        if not isinstance(traced, Trace):
            raise CommandError("\n".join(map(str, traced)), returncode=BAD_INPUT)
        for warning in traced.warnings:
            self.stderr.write(f"Warning: {warning}")
        self.stdout.write(_json(traced) if options["output"] == "json" else page(traced), ending="")
        if set(traced.outcomes) != {ANSWERED}:
            self.stdout.flush()
            sys.exit(NOT_ANSWERED)


def _times(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= _MOST:
        raise ArgumentTypeError(f"must be a number from 1 to {_MOST}, not {text!r}")
    return int(text)


def _read(name: str) -> Text:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(str(Fault(str(problem), name)), returncode=BAD_INPUT) from problem
    return Text("STDIN" if name == "-" else name, text)


def _json(traced: Trace) -> str:
    asked = traced.asked
    told = {
        "from": traced.journeys[0].client,
        "to": asked.url,
        "mode": asked.mode,
        "seed": asked.seed,
        "outcomes": dict(traced.outcomes),
        "answered": dict(traced.answered),
        "journeys": [msgspec.to_builtins(journey) for journey in traced.journeys],
    }
    return json.dumps(told, ensure_ascii=False) + "\n"
