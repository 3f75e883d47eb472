"""Lines that are not too long, as github.com/mitchellh/go-wordwrap breaks them: spaces in front are kept."""

from __future__ import annotations


class _Wrapped:
    def __init__(self, width: int) -> None:
        self.width = width
        self.out: list[str] = []
        self.current = 0
        self.spaces = self.word = ""

    def settle(self) -> None:
        """The word that has ended stands where it is."""
        self.current += len(self.spaces) + len(self.word)
        self.out += [self.spaces, self.word]
        self.spaces = self.word = ""

    def newline(self) -> None:
        """The text itself ends its line."""
        if self.word or self.current + len(self.spaces) <= self.width:
            self.settle()
        self.spaces, self.current = "", 0
        self.out.append("\n")

    def space(self, character: str) -> None:
        """Between two words."""
        if not self.spaces or self.word:
            self.settle()
        self.spaces += character

    def letter(self, character: str) -> None:
        """Part of a word; if the word gets too long for the line, it goes to the next."""
        self.word += character
        if self.current + len(self.spaces) + len(self.word) > self.width and len(self.word) < self.width:
            self.out.append("\n")
            self.spaces, self.current = "", 0


def wrap(text: str, width: int) -> str:
    """The text with lines of at most `width` characters where it has spaces."""
    wrapped = _Wrapped(width)
    for character in text:
        if character == "\n":
            wrapped.newline()
        elif character.isspace() and character != "\u00a0":
            wrapped.space(character)
        else:
            wrapped.letter(character)
    if wrapped.word or wrapped.current + len(wrapped.spaces) <= width:
        wrapped.settle()
    return "".join(wrapped.out)
