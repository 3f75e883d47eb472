"""A lesson played without anybody: its start must not pass, each of its solutions must."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from k8sviz.lessons import actions
from k8sviz.lessons.beginning import beginning
from k8sviz.lessons.judge import Court, Seen
from k8sviz.lessons.lesson import Loaded, Solution, Step
from k8sviz.sim import engine
from k8sviz.sim.commands import AnyCommand, Create, SendRequest
from k8sviz.sim.world import World

_PATIENCE = 20_000  # ms of simulated time after each change: Pods start, rules are written, balancers made


class Unsolved(NamedTuple):
    """A step that is not what it says; `place` leads to the value in the lesson's file."""

    place: tuple[str | int, ...]
    reason: str


def begin(lesson: Loaded, seed: int = 7, mode: str = "iptables") -> World:
    """The world a learner finds."""
    (_, create), *rest = beginning(lesson, seed)
    assert isinstance(create, Create)
    world = engine.create(msgspec.structs.replace(create, mode=mode))
    for at, command in rest:
        engine.advance(world, at)
        engine.step(world, command)
    return world


def play(lesson: Loaded, seed: int = 7, mode: str = "iptables") -> Iterator[Unsolved]:
    """Go through all steps with the first solution of each; try the others beside it."""
    world = begin(lesson, seed, mode)
    for index, step in enumerate(lesson.lesson.steps):
        yield from _already_passes(world, step, index)
        worlds = [world.copy() for _ in step.solutions]
        for number, (solution, one) in enumerate(zip(step.solutions, worlds, strict=True)):
            yield from _solved(lesson, one, step, solution, (index, number))
        world = worlds[0] if worlds else world


def _already_passes(world: World, step: Step, index: int) -> Iterator[Unsolved]:
    if step.checks and all(one.met for one in _judge(world, step, set()).values()):
        yield Unsolved(("steps", index, "checks"), "the step passes before anything is done")


def _solved(
    lesson: Loaded, world: World, step: Step, solution: Solution, which: tuple[int, int]
) -> Iterator[Unsolved]:
    index, number = which
    looked: set[str] = set()
    met: dict[int, Seen] = _judge(world, step, looked)
    for action in solution.actions:
        for command in actions.read(lesson, action, world):
            if isinstance(command, actions.Look):
                looked.add(command.at)
                continue
            refusal = _do(world, command)
            if refusal:
                yield Unsolved(("steps", index, "solutions", number), f"the solution is refused: {refusal}")
        for name, seen in _judge(world, step, looked).items():
            lasting = lesson.lesson.story is None or step.checks[name].goal.deed
            kept = met[name].met and lasting  # what a broken world asks of the cluster holds at its end
            met[name] = met[name] if kept else seen
    for name, seen in met.items():
        if not seen.met:
            told = f"{seen.word or 'not met'}, {seen.have} of {seen.want}"
            yield Unsolved(("steps", index, "checks", name), f"solution {number + 1} does not pass ({told})")


def _do(world: World, command: AnyCommand) -> str:
    outcome = engine.step(world, command)
    if not isinstance(command, SendRequest):
        engine.advance(world, world.cluster.now + _PATIENCE)
    refusals = [result.refusal.message for result in outcome.results if result.refusal]
    return refusals[0] if refusals else ""


def _judge(world: World, step: Step, looked: set[str]) -> dict[int, Seen]:
    court = Court(world)
    return {
        number: Seen(check.goal.looked.at in looked) if check.goal.looked else court.judge(check.goal)
        for number, check in enumerate(step.checks)
    }
