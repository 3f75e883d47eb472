"""A script as a row of commands and jumps, and where a process is in it."""

from __future__ import annotations

from typing import NamedTuple

OUT, ERR = 1, 2
NOWHERE = "/dev/null"
SUCCEEDED, FAILED = "succeeded", "failed"
OPEN, CLOSE = "(", ")"


class Call(NamedTuple):
    """A command's words and where its streams go: `2>&1` is (2, "1"), `>/dev/null` is (1, "/dev/null")."""

    words: tuple[str, ...]
    streams: tuple[tuple[int, str], ...] = ()


class Step(NamedTuple):
    """One command with the filters behind it, a jump, or a mark."""

    call: Call = Call(())
    filters: tuple[Call, ...] = ()
    negated: bool = False  # `!`
    jump: int = -1
    when: str = ""  # the jump is made only if the last command has succeeded, or failed
    clears: bool = False  # and the last command counts as a success then
    mark: str = ""  # the output from OPEN to CLOSE goes through the filters of CLOSE

    @property
    def words(self) -> tuple[str, ...]:
        """Of the command."""
        return self.call.words


Program = tuple[Step, ...]


class Spot(NamedTuple):
    """Where a process is in its program, and how its last command ended."""

    at: int = 0
    code: int = 0


def upcoming(program: Program, spot: Spot) -> tuple[Step | None, Spot]:
    """The next command to be run, or the next mark; None at the end."""
    at, code = spot
    while at < len(program):
        step = program[at]
        if step.jump < 0:
            return step, Spot(at, code)
        jumps = not step.when or step.when == (FAILED if code else SUCCEEDED)
        at, code = (step.jump, 0 if step.clears else code) if jumps else (at + 1, code)
    return None, Spot(at, code)


def after(program: Program, spot: Spot, code: int) -> Spot:
    """Where the process is when that command has ended."""
    step = program[spot.at]
    ends = step.words[:1] == ("exit",)
    told = int(not code) if step.negated and not ends else code
    return Spot(len(program) if ends else spot.at + 1, told)
