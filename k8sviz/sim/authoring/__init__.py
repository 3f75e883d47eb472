"""Help for those who write manifests: what may stand where, what it means, and what would come of it."""

from k8sviz.sim.authoring.completion import Option, Options, complete
from k8sviz.sim.authoring.consequences import consequences
from k8sviz.sim.authoring.difference import Difference, differences
from k8sviz.sim.authoring.documentation import documented
from k8sviz.sim.authoring.fields import Field
from k8sviz.sim.authoring.formatting import formatted
from k8sviz.sim.authoring.notes import Note

__all__ = [
    "Difference",
    "Field",
    "Note",
    "Option",
    "Options",
    "complete",
    "consequences",
    "differences",
    "documented",
    "formatted",
]
