"""The writes that a watch is answered from."""

from k8sviz.sim import engine
from k8sviz.sim.commands import Apply, Create, Delete
from k8sviz.sim.journal import Journal, Written
from k8sviz.sim.objects.identity import Key

_CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
_KEY = Key("ConfigMap", "default", "a")


def test_every_write_is_noted_with_its_revision() -> None:
    world = engine.create(Create(1))
    start = world.cluster.revision
    engine.step(world, Apply(_CONFIG))
    engine.step(world, Delete("ConfigMap", "a"))
    made, removed = world.cluster.journal.since(start) or []
    assert (made.before, made.after) == (None, removed.before)
    assert removed.after is None
    assert removed.revision == world.cluster.revision > made.revision > start


def test_a_copy_goes_its_own_way() -> None:
    world = engine.create(Create(1))
    twin = world.copy()
    engine.step(twin, Apply(_CONFIG))
    assert world.cluster.journal.since(world.cluster.revision) == []


def test_what_is_long_ago_is_not_known_any_more() -> None:
    journal = Journal()
    for revision in range(1, 10_001):
        journal.note(Written(revision, _KEY, None, None))
    assert journal.since(1) is None
    assert [write.revision for write in journal.since(9_998) or ()] == [9_999, 10_000]
