"""What a browser may say over the socket: which moment it wants to see. Nothing is changed by it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

_FAST = 10.0  # simulated ms in a real one, at most


class Wish(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Exactly one of them is said; `back` belongs to `step`."""

    resync: Literal[True] | None = None
    seek: Annotated[int, msgspec.Meta(ge=0, le=1 << 53)] | None = None
    play: Annotated[float, msgspec.Meta(ge=0, le=_FAST)] | None = None
    step: Literal["packet", "event"] | None = None
    live: Literal[True] | None = None
    back: bool = False


_decoder = msgspec.json.Decoder(Wish)
_ONE_OF = ("resync", "seek", "play", "step", "live")


def wish_of(text: str) -> Wish | None:
    """The wish that a text says; None if it is not understood."""
    try:
        wish = _decoder.decode(text)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return None
    said = [name for name in _ONE_OF if getattr(wish, name) is not None]
    return wish if len(said) == 1 and (wish.step or not wish.back) else None
