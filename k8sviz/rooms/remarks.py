"""The words of `sim.authoring`'s margin: message ids to short remarks in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from k8sviz.sim.authoring import Note

REMARKS = {
    "note-selects": words("selects %(count)s of %(all)s Pods, %(ready)s ready"),
    "note-selects-none": words("selects 0 of %(all)s Pods"),
    "note-nearest": words("selects 0 of %(all)s Pods · nearest label %(label)s"),
    "note-port-reaches": words("%(chain)s → %(container)s listens on %(number)s"),
    "note-port-closed": words(
        "%(chain)s → nothing listens on %(number)s; %(container)s listens on %(listening)s"
    ),
    "note-port-unknown": words("%(chain)s → %(container)s: its image is unknown, taken to listen there"),
    "note-node-port-free": words("%(port)s is free"),
    "note-node-port-own": words("%(port)s is this Service's already"),
    "note-node-port-taken": words("%(port)s is taken by %(owner)s"),
    "note-node-port-range": words("%(port)s is no node port: they go from %(first)s to %(last)s"),
    "note-local-drops": words("no ready Pod on %(nodes)s: packets from outside are dropped there"),
    "note-no-cloud": words("no cloud controller here: the address stays pending"),
    "note-selected-by": words("selected by Service %(services)s"),
    "note-selected-by-none": words("no Service selects these Pods"),
    "note-drift": words("in the cluster it is %(live)s now: somebody has changed it"),
}


def remark(note: Note) -> str:
    """What the margin says."""
    return _(REMARKS[note.message]) % note.values
