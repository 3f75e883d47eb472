"""The line that somebody types at a terminal."""

from __future__ import annotations

import pytest

from k8sviz.kubeapi.interactive import LINE, Terminal


def _typed(keys: str, tty: bool = True) -> tuple[list[str], str]:
    """The lines that came of it, and what is shown."""
    terminal = Terminal(tty)
    terminal.prompt = "/ # "
    return list(terminal.typed(keys)), terminal.echo()


@pytest.mark.parametrize(
    ("keys", "lines", "shown"),
    [
        ("ls\r", ["ls"], "ls\r\n"),
        ("lx\x7fs\r", ["ls"], "lx\b \bs\r\n"),
        ("\x7fls\r", ["ls"], "ls\r\n"),
        ("ab\x03ls\r", ["ls"], "ab^C\r\n/ # ls\r\n"),
        ("ab\x15ls\r", ["ls"], "ab\b \b\b \bls\r\n"),
        ("ls\r\x1b[A\r", ["ls", "ls"], "ls\r\nls\r\n"),
        ("a\rb\r\x1b[A\x1bOA\x1b[B\r", ["a", "b", "b"], "a\r\nb\r\nb\b \ba\b \bb\r\n"),
        ("\x1b[Cls\x1b[3~\r", ["ls"], "ls\r\n"),
        ("\x04", ["exit"], ""),
        ("ls\x04\r", ["ls"], "ls\r\n"),
        ("ls\x0c\r", ["ls"], "ls\x1b[H\x1b[J/ # ls\r\n"),
    ],
)
def test_keys_are_echoed_and_make_lines(keys: str, lines: list[str], shown: str) -> None:
    assert _typed(keys) == (lines, shown)


def test_without_a_terminal_nothing_is_echoed() -> None:
    assert _typed("one\ntwo\n", tty=False) == (["one", "two"], "")


def test_the_last_line_needs_no_end() -> None:
    terminal = Terminal(tty=False)
    assert list(terminal.typed("one\ntwo")) == ["one"]
    assert (terminal.rest(), terminal.rest()) == ("two", "")


def test_a_line_has_a_bound_at_a_terminal() -> None:
    (line,), _ = _typed("x" * 10_000 + "\r")
    assert len(line) == 4096


def test_a_line_that_is_piped_has_a_bound_and_is_the_last() -> None:
    terminal = Terminal(tty=False)
    for _ in range(3):
        assert list(terminal.typed("x" * (LINE // 2))) == []
    assert (terminal.too_long, terminal.rest()) == (True, "")
    assert list(terminal.typed("\nls\n")) == []


def test_lines_of_a_script_are_as_many_as_there_are() -> None:
    terminal = Terminal(tty=False)
    assert list(terminal.typed("ls\n" * LINE)) == ["ls"] * LINE
    assert not terminal.too_long


@pytest.mark.parametrize("key", ["\x0c", "\x1b[A\x1b[B"], ids=["redraw", "leaf"])
def test_few_keys_bring_no_flood_to_the_screen(key: str) -> None:
    _, shown = _typed("x" * 4096 + "\r" + key * 10_000)
    assert len(shown) <= 64 * 1024
