"""Command lines as nobody would write them who means well."""

from __future__ import annotations

import random

from k8sviz.sim.shell.filters import FILTERS
from k8sviz.sim.shell.run import commands

_NUMBERS = (
    "0",
    "1",
    "-1",
    "+3",
    "07",
    "²",
    "٣",
    "1e9",
    "-",
    "",
    "9" * 30,
    "9" * 5_000,
    "1.5.2",
    "0x10",
    "inf",
    "nan",
)
_RANGES = (
    "1-",
    "-3",
    "3-1",
    "1-,1-,1-,2",
    "-",
    ",",
    "a-z",
    "z-a",
    "\x01-\U0010ffff",
    "[:alpha:]",
    "[:no:]",
    "{1..9}",
)
_PATTERNS = (
    "a*a*a*a*b",
    "[^]]",
    "[",
    "[x-",
    "\\",
    "\\(a\\)",
    "^$",
    ".*",
    "a|b",
    "x\\|y",
    "*",
    "+",
    "a**",
    "[[:digit:]]+",
)
_HOSTS = (
    "web", "web:8080", "nobody", "http://[::1", "http://[fe80::1%eth0]:80/", "fe80::1%eth0", "10.96.0.1",
    "1.2.3.4.5",
    "a..b", "." * 9, "x" * 300, "localhost", "localhost.", "http://web:99999", "http://web:²",
    "udp://web", "web:0", "://",
    "http://", "[", "]", "%", "@", "a b", "web/?%{url}", "ünï.de", "\u2100.de", "https://web:8080/a?b#c",
    "ping://web",
)  # fmt: skip
_FILES = ("/etc/hosts", "/etc/resolv.conf", "/etc/hostname", "/", "/etc", "/dev/null", "-", "no/such")
_OPTIONS = (
    "-n", "-c", "-A", "-B", "-f", "-d", "-s", "-k", "-t", "-F", "-w", "-W", "-o", "-i", "-I", "-v", "-L",
    "-S", "-x", "-e",
    "-E", "-q", "-O-", "-qO-", "-sS", "-4", "-6", "-m", "--", "---", "--lines", "--lines=²", "--decode",
    "--max-time=x",
    "-w%{http_code}", "+short", "+search", "AAAA", "SRV", "PTR", "hosts", "cf", "xf", "list", "route",
    "-nA", "-c²",
)  # fmt: skip
_WORDS = (
    "x", "true", "$A", "${A}$A", "$HOSTNAME", "$?", "${", "$", "%s%d%%", "\\n\\t\\", "{print $0,$0}",
    "{print $²}", "{print}",
    "'a b'", '"c d"', "\u2028", "#", "~", "*", "in", "do", "done", "exit", "sleep", "/host", "/", "sh", "-c",
)  # fmt: skip
_JOINS = (" ; ", " && ", " || ", "\n", ";", " | ", " & ", " > ", ";;", " ( ", " )")
_SHAPES = (
    "if {}; then {}; else {}; fi", "if ! {}; then {}; fi", "while {}; do {}; break; done",
    "for i in a b c; do if {}; then continue; fi; {}; done", "{{ {}; {}; }}", "{} > /dev/null 2>&1",
    "{} 2>&1 | wc",
    "{} >&2", "[ {} ]", "test {}", "! {}", "{} || exit 3", "{{ {}; }} | sort",
    "if [ -n \"$A\" ]; then {}; fi",
    "{}", "while {}; do {}; done", "until {}; do {}; done", "for i in $A {}; do {}; done",
    "for i in {{1..3}}; do {}; echo $i$i; done", "for i in $(seq 9 11); do {}; done", "sh -c '{}'",
    'sh -c "{}"',
    "chroot / {}", "chroot /host {}", "for {}", "while {}", "do {}", "{} done",
    "for i in a b; do for j in $i$i $i; do {}; done; done",
)  # fmt: skip
_KINDS = (_NUMBERS, _RANGES, _PATTERNS, _HOSTS, _FILES, _OPTIONS, _WORDS)
_NAMES = (*commands(on_node=True), *FILTERS, "exit", "seq", "nosuch", "")


class Lines:
    """An endless row of them; a seed gives always the same ones."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def script(self) -> str:
        """Some commands, in loops and after one another."""
        text = self.command()
        for _ in range(self._chance.randrange(4)):
            shape = self._chance.choice(_SHAPES)
            parts = [self.command() for _ in range(shape.count("{}") - 1)]
            text = shape.format(*parts, text) if "{}" in shape else shape
            text += self._chance.choice(("", self._chance.choice(_JOINS) + self.command()))
        return text

    def command(self) -> str:
        """One command and what stands behind its pipes."""
        text = self._call(self._chance.choice(_NAMES))
        for _ in range(self._chance.choice((0, 0, 1, 3))):
            text += " | " + self._call(self._chance.choice(tuple(FILTERS)))
        return text

    def argv(self) -> list[str]:
        """The same without a shell."""
        return [self._chance.choice(_NAMES), *(self._argument() for _ in range(self._chance.randrange(5)))]

    def _call(self, name: str) -> str:
        arguments = (self._quoted(self._argument()) for _ in range(self._chance.randrange(5)))
        return " ".join((name, *arguments))

    def _argument(self) -> str:
        word = self._chance.choice(self._chance.choice(_KINDS))
        return (
            word if self._chance.random() < 0.8 else word + self._chance.choice(self._chance.choice(_KINDS))
        )

    def _quoted(self, word: str) -> str:
        quote = self._chance.choice(("", "'", "'", '"'))
        return f"{quote}{word}{quote}"
