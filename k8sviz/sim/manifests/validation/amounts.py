"""Numbers and percentages: maxSurge, minAvailable and their like."""

from __future__ import annotations

from k8sviz.sim import digits
from k8sviz.sim.manifests.validation.faults import Faults

NOT_NEGATIVE = "must be greater than or equal to 0"
_ALL = 100
_PERCENT = (
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex "
    "used for validation is '[0-9]+%')"
)


def int_or_percent(faults: Faults, value: int | str, path: str) -> None:
    """A number that is not negative, or a percentage."""
    if isinstance(value, int):
        if value < 0:
            faults.invalid(path, value, NOT_NEGATIVE)
    elif share(value) is None:
        faults.invalid(path, value, _PERCENT)


def at_most_all(faults: Faults, value: int | str, path: str) -> None:
    """A percentage is no more than 100%."""
    if isinstance(value, str) and (share(value) or 0) > _ALL:
        faults.invalid(path, value, "must not be greater than 100%")


def is_zero(value: int | str) -> bool:
    """0 or 0%."""
    return value == 0 or (isinstance(value, str) and share(value) == 0)


def share(value: str) -> int | None:
    """25 for "25%"; None for what is no percentage."""
    return digits.whole(value[:-1]) if value.endswith("%") else None
