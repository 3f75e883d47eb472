"""The line that somebody types in `kubectl exec -it … -- sh`: echo, erasing, earlier lines, its end."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ERASE, _INTERRUPT, _END, _CLEAR, _REDRAW = ("\x7f", "\b"), "\x03", "\x04", "\x15", "\x0c"
_LONGEST = 4096  # characters in a line (termios' N_TTY_BUF_SIZE)
LINE = 16 * 1024  # characters in a line of a script that is piped in
_ECHO = 64 * 1024  # characters that one message's keys may bring to the screen
_KEPT = 100  # lines
_KEYS = re.compile("\x1b(?:\\[[0-9;]*[A-Za-z~]|O[A-Z]|.)|.", re.DOTALL)
_ENDS = re.compile("[\r\n]")
_UP, _DOWN = ("\x1b[A", "\x1bOA"), ("\x1b[B", "\x1bOB")
EXIT = "exit"


class Terminal:
    """With a tty, keys come one by one and have to be echoed; without, there are only lines."""

    def __init__(self, tty: bool) -> None:
        self.tty = tty
        self.prompt = ""  # what asks for a line
        self._line = ""
        self._echo = ""
        self._lines: list[str] = []
        self._back = 0  # how many lines back the shown one is
        self.too_long = False  # a piped line has passed LINE; no more are read

    def typed(self, keys: str) -> Iterator[str]:
        """The lines that these keys complete; the end of a terminal's input is `exit`."""
        if not self.tty:
            yield from self._piped(keys)
            return
        for match in _KEYS.finditer(keys):
            key = match[0]
            if key in "\r\n":
                yield self._entered()
            elif key == _END and not self._line:
                yield EXIT
            else:
                self._key(key)

    def _piped(self, text: str) -> Iterator[str]:
        """The lines of a script, which nobody sees being typed."""
        *ended, rest = _ENDS.split(text)
        for line in ended:
            if self._grows(line):
                return
            yield self.rest()
        self._grows(rest)

    def _grows(self, piece: str) -> bool:
        """Whether the line is too long with this, and nothing more is to be read."""
        self.too_long = self.too_long or len(self._line) + len(piece) > LINE
        self._line = "" if self.too_long else self._line + piece
        return self.too_long

    def rest(self) -> str:
        """What stands after the last line's end, where no more comes."""
        line, self._line = self._line, ""
        return line

    def _entered(self) -> str:
        line, self._line, self._back = self._line, "", 0
        self._put("\r\n")
        if line.strip():
            self._lines = [*self._lines, line][-_KEPT:]
        return line

    def _key(self, key: str) -> None:
        if key in _ERASE:
            if self._line:
                self._line = self._line[:-1]
                self._put("\b \b")
        elif key in (*_UP, *_DOWN):
            self._leaf(1 if key in _UP else -1)
        elif key == _INTERRUPT:
            self._line, self._back = "", 0
            self._put("^C\r\n" + self.prompt)
        elif key == _CLEAR:
            self._show("")
        elif key == _REDRAW:
            self._put("\x1b[H\x1b[J" + self.prompt + self._line)
        elif key.isprintable() and len(self._line) < _LONGEST:
            self._line += key
            self._put(key)

    def _leaf(self, step: int) -> None:
        self._back = max(0, min(self._back + step, len(self._lines)))
        self._show(self._lines[-self._back] if self._back else "")

    def _show(self, line: str) -> None:
        self._put("\b \b" * len(self._line) + line)
        self._line = line

    def _put(self, text: str) -> None:
        if len(self._echo) + len(text) <= _ECHO:
            self._echo += text

    def echo(self) -> str:
        """What is to be shown of the keys so far."""
        shown, self._echo = self._echo, ""
        return shown

    def shown(self, text: str) -> str:
        """Output as a terminal wants it (stty onlcr)."""
        return text.replace("\n", "\r\n") if self.tty else text
