"""A short help for each command: what it takes, and its flags."""

from __future__ import annotations

from k8sviz.terminal.gotext.tabwriter import DESCRIPTION, align
from k8sviz.terminal.kubectl import grammar
from k8sviz.terminal.kubectl.commandline import Call

_MORE = "https://kubernetes.io/docs/reference/kubectl/"


def of(call: Call) -> str:
    """The help of a command, or of kubectl itself."""
    commands = call.command.commands if call.path else grammar.commands()
    words = call.words
    text = ""
    if commands:
        text += "Available Commands:\n" + "".join(f"  {name}\n" for name in sorted(commands)) + "\n"
    if call.command.flags:
        rows = []
        for name, flag in sorted(call.command.flags.items()):
            short = f"-{flag.short}," if flag.short else "   "
            rows.append(f"  {short} --{name}\t(default: {flag.default or '-'})\n")
        text += "Options:\n" + align("".join(rows), DESCRIPTION) + "\n"
    return f"{text}Usage:\n  {words} {'[command] ' if commands else ''}[flags]\n\nSee {_MORE}\n"
