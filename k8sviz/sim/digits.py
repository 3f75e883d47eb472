"""Numbers as people write them: digits 0 to 9, and never more of them than a computer can work with.

`str.isdigit` takes "²" and `int` takes Arabic digits and refuses to read more than 4,300 of them;
what somebody else wrote is read here instead.
"""

import re

BEYOND = 10**18
"""What any larger number is read as: still an int64, and beyond every bound of Kubernetes."""

_WHOLE = re.compile(r"[0-9]+")
_SIGNED = re.compile(r"([+-]?)([0-9]+)")
_READ = len(str(BEYOND))


def whole(text: str) -> int | None:
    """The whole number that `text` writes, at most BEYOND; None if it writes none."""
    return _bounded(text) if _WHOLE.fullmatch(text) else None


def signed(text: str) -> int | None:
    """The number that `text` writes, signed or not, at most BEYOND either way; None if it writes none."""
    match = _SIGNED.fullmatch(text)
    if match is None:
        return None
    return -_bounded(match[2]) if match[1] == "-" else _bounded(match[2])


def number_or_text(text: str) -> int | str:
    """A port, an index, an `IntOrString`: the whole number if `text` writes one, else the text."""
    number = whole(text)
    return text if number is None else number


def _bounded(digits: str) -> int:
    meant = digits.lstrip("0")
    return BEYOND if len(meant) > _READ else min(BEYOND, int(meant or "0"))
