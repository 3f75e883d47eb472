"""kubectl wait, and the waiting that other commands do."""

from __future__ import annotations

from collections.abc import Callable

from k8sviz.terminal.gotext import duration, jsonpath
from k8sviz.terminal.gotext.budget import Budget
from k8sviz.terminal.gotext.values import shown
from k8sviz.terminal.kubectl import infos, naming
from k8sviz.terminal.kubectl.api import KubectlError, Object, together
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.infos import Info

LONGEST = 600.0
"""The most (seconds of the cluster's time) that a command waits in this terminal."""
_STEP = 0.25
_STEPS = 20_000
"""What one look at an object may cost; there are several in a second."""
Test = Callable[[Object], bool]


async def until(kubectl: Kubectl, info: Info, test: Test, seconds: float) -> Object | None:
    """The object as soon as it passes; None when the time is up or it is gone."""
    end = kubectl.api.now() + seconds
    while True:
        found = await kubectl.maybe(info.path)
        if found is None or test(found):
            return found
        if kubectl.api.now() >= end:
            return None
        await kubectl.api.sleep(min(_STEP, max(end - kubectl.api.now(), 0.01)))


async def wait(kubectl: Kubectl) -> None:
    """Wait until objects are as --for says."""
    call = kubectl.call
    wanted = call.text("for")
    test = _test(wanted)
    seconds = min(duration.parse(call.text("timeout")) or 0, LONGEST)
    for info in await _targets(kubectl):
        if wanted.lower() == "delete":
            await _deleted(kubectl, info, seconds)
        elif await until(kubectl, info, test, seconds) is None:
            name = f"{info.resource.plural}/{info.name}"
            words = (
                f"timed out waiting for the condition on {name}"
                if seconds
                else f"condition not met for {name}"
            )
            kubectl.pending.append(KubectlError(words))
        else:
            kubectl.say(f"{info.line_name} condition met")


async def _targets(kubectl: Kubectl) -> list[Info]:
    call = kubectl.call
    if call.has("filename"):
        read = await infos.from_files(kubectl, validate=False)
        problem = together(read.errors)
        if problem:
            raise problem
        return [
            Info(one.resource, one.namespace, one.name, await kubectl.get(one.path)) for one in read.infos
        ]
    if not call.args:
        raise KubectlError(naming.NOTHING)
    wanted = call.text("for").lower()
    if wanted == "delete":
        named = await naming.named(kubectl, call.args)
        if all(one.name for one in named):
            return [naming.bare(kubectl, one) for one in named]
    found = await naming.chosen(kubectl, call.args)
    if not found and not kubectl.pending:
        raise KubectlError("no matching resources found")
    return found


async def _deleted(kubectl: Kubectl, info: Info, seconds: float) -> None:
    end = kubectl.api.now() + seconds
    first = await kubectl.maybe(info.path)
    if first is None:
        return
    uid = info.obj["metadata"].get("uid") or first["metadata"].get("uid")
    while True:
        found = await kubectl.maybe(info.path)
        if found is None or (uid and found["metadata"].get("uid") != uid):
            kubectl.say(f"{info.line_name} condition met")
            return
        if kubectl.api.now() >= end:
            raise KubectlError(f"timed out waiting for the condition on {info.resource.plural}/{info.name}")
        await kubectl.api.sleep(_STEP)


def _test(wanted: str) -> Test:
    kind, _, rest = wanted.partition("=")
    if wanted.lower() in ("delete", "create"):
        return lambda obj: True
    if kind == "condition" and rest:
        name, equals, value = rest.partition("=")
        return lambda obj: _condition(obj, name, value if equals else "true")
    if kind == "jsonpath" and rest:
        return _jsonpath(rest)
    raise KubectlError(f'unrecognized condition: "{wanted}"')


def _condition(obj: Object, name: str, value: str) -> bool:
    status = obj.get("status") or {}
    generation = obj["metadata"].get("generation")
    observed = status.get("observedGeneration")
    if observed is not None and generation is not None and observed < generation:
        return False
    return any(
        one["type"].lower() == name.lower() and one["status"].lower() == value.lower()
        for one in status.get("conditions") or []
    )


def _jsonpath(rest: str) -> Test:
    end = rest.rfind("}") + 1
    path, value = (rest[:end], rest[end:]) if end else rest.partition("=")[::2]
    value = value.removeprefix("=")
    if not path.strip("'\""):
        raise KubectlError("jsonpath expression cannot be empty")
    try:
        [steps] = jsonpath.parse(jsonpath.relaxed(path.strip("'\"")))
    except jsonpath.JsonPathError as error:
        raise KubectlError(str(error)) from error

    def test(obj: Object) -> bool:
        values = jsonpath.find(steps, obj, Budget(_STEPS))
        if not values:
            return False
        return not value or shown(values[0]) == value.strip("'\"")

    return test
