"""The one source of chance in a cluster: a seeded generator whose whole state is one number."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1
_NAME_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"  # apimachinery/pkg/util/rand: no vowels, no look-alikes


class Chance:
    """SplitMix64 (Steele, Lea, Flood 2014): the same state gives the same future in every process."""

    __slots__ = ("state",)

    def __init__(self, state: int) -> None:
        self.state = state & _MASK

    def copy(self) -> "Chance":
        """A generator with the same future."""
        return Chance(self.state)

    def bits(self) -> int:
        """The next 64 random bits."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & _MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def below(self, bound: int) -> int:
        """A number from 0 to `bound` - 1; the bias of 64 bits over a small bound is below 2^-32."""
        return (self.bits() * bound) >> 64

    def unit(self) -> float:
        """A number in [0, 1)."""
        return (self.bits() >> 11) / (1 << 53)

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`."""
        return items[self.below(len(items))]

    def suffix(self, length: int = 5) -> str:
        """The random tail of a generated name."""
        return "".join(self.pick(_NAME_ALPHABET) for _ in range(length))

    def uid(self) -> str:
        """A version 4 UUID (RFC 9562)."""
        high, low = self.bits(), self.bits()
        digits = f"{(high & ~0xF000) | 0x4000:016x}{(low & (_MASK >> 2)) | (1 << 63):016x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
