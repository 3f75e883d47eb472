"""What somebody may have meant: the nearest of several words."""

from __future__ import annotations

from collections.abc import Iterable

_FAR = 3  # with more letters changed it is another word


def distance(one: str, other: str) -> int:
    """How many letters have to be put in, taken out, changed, or swapped with their neighbour."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], wanted):
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def nearest(word: str, others: Iterable[str]) -> str:
    """The nearest other word, if it is near enough to have been meant; else ""."""
    found = [(distance(word, other), other) for other in others if other != word]
    far = min(_FAR, max(1, len(word) // 2))
    return min((pair for pair in found if pair[0] <= far), default=(0, ""))[1]
