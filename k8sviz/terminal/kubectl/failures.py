"""What kubectl tells of a template or path that fails on an object (cli-runtime's printers)."""

from __future__ import annotations

from k8sviz.sim.manifests import gosyntax
from k8sviz.terminal.gotext.budget import Budget
from k8sviz.terminal.gotext.values import literal
from k8sviz.terminal.kubectl.api import Object

_INTRODUCTION = "Error executing template: {}. Printing more information for debugging the template:\n"


def of_template(text: str, obj: Object, error: str, budget: Budget) -> str:
    """A go-template's failure, with the object twice: as JSON and as Go prints it."""
    raw, given = budget.made(gosyntax.marshal(obj)), budget.made(gosyntax.plain(obj))
    return (
        f"{_INTRODUCTION.format(error)}\ttemplate was:\n\t\t{text}\n\traw data was:\n\t\t{raw}\n"
        f"\tobject given to template engine was:\n\t\t{given}\n\n"
    )


def of_path(text: str, obj: Object, error: str, budget: Budget) -> str:
    """A path's failure, with the object in Go's syntax."""
    given = budget.made(literal(obj))
    return (
        f"{_INTRODUCTION.format(error)}\ttemplate was:\n\t\t{text}\n"
        f"\tobject given to jsonpath engine was:\n\t\t{given}\n\n"
    )
