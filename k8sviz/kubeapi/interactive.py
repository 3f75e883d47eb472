"""The line that somebody types in `kubectl exec -it … -- sh`: echo, erasing, and what ends it."""

from __future__ import annotations

from collections.abc import Iterator

_ERASE, _INTERRUPT, _END, _CLEAR = ("\x7f", "\b"), "\x03", "\x04", "\x15"
_LONGEST = 4096  # characters in a line (termios' N_TTY_BUF_SIZE)
_ESCAPE = "\x1b"


class Terminal:
    """With a tty, keys come one by one and have to be echoed; without, there are only lines."""

    def __init__(self, tty: bool) -> None:
        self._tty = tty
        self._line = ""
        self._echo = ""
        self.over = False

    @property
    def prompt(self) -> str:
        """What asks for a line."""
        return "/ # " if self._tty and not self.over else ""

    def typed(self, keys: str) -> Iterator[str]:
        """The lines that these keys complete."""
        if _ESCAPE in keys:
            return  # arrows and the like: no history here
        for key in keys:
            if self.over:
                return
            if key in "\r\n":
                line, self._line = self._line, ""
                self._put("\r\n")
                if line.strip() in ("exit", "logout"):
                    self.over = True
                    return
                yield line
            else:
                self._key(key)

    def _key(self, key: str) -> None:
        if key in _ERASE:
            if self._line:
                self._line = self._line[:-1]
                self._put("\b \b")
        elif key == _END:
            self.over = not self._line
        elif key in (_INTERRUPT, _CLEAR):
            self._put("^C\r\n" + self.prompt if key == _INTERRUPT else "\b \b" * len(self._line))
            self._line = ""
        elif key.isprintable() and len(self._line) < _LONGEST:
            self._line += key
            self._put(key)

    def _put(self, text: str) -> None:
        if self._tty:
            self._echo += text

    def echo(self) -> str:
        """What is to be shown of the keys so far."""
        shown, self._echo = self._echo, ""
        return shown

    def shown(self, text: str) -> str:
        """Output as a terminal wants it (stty onlcr)."""
        return text.replace("\n", "\r\n") if self._tty else text
