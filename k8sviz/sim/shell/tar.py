"""tar, as far as `kubectl cp` needs it: the files that a container has can be taken out, and none put in."""

from __future__ import annotations

import io
import tarfile

from k8sviz.sim.shell.files import content
from k8sviz.sim.shell.reply import Command, Place, Reply

_USAGE = "tar: only `tar cf - <file> …` is simulated\n"
_LAST = "tar: Exiting with failure status due to previous errors\n"
_READ_ONLY = "tar: {name}: Cannot open: Read-only file system\n" + _LAST
_FAILED = 2
_OPENED = 512  # steps that a file takes, however short: its header


async def _tar(place: Place, arguments: list[str]) -> Reply:
    letters = arguments[0].lstrip("-") if arguments else ""
    names = [word for word in arguments[1:] if word != "-"]
    if "x" in letters:
        return Reply("", _READ_ONLY.format(name=names[-1] if names else "."), _FAILED)
    if "c" not in letters or "f" not in letters or not names:
        return Reply("", _USAGE, _FAILED)
    return _packed(place, names)


def _packed(place: Place, names: list[str]) -> Reply:
    buffer, complaints = io.BytesIO(), ""
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in names:
            text = content(place, name)
            place.budget.work(_OPENED + len(text or ""))
            place.budget.fits(buffer.tell() + len(complaints))
            if text is None:
                complaints += f"tar: {name}: Cannot stat: No such file or directory\n"
                continue
            head = tarfile.TarInfo(name.lstrip("/"))
            head.size = len(text.encode())
            archive.addfile(head, io.BytesIO(text.encode()))
    if complaints:
        complaints += _LAST
    return Reply(buffer.getvalue().decode(), complaints, _FAILED if complaints else 0)


COMMANDS: dict[str, Command] = {"tar": _tar}
