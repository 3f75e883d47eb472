"""Go's text/template as `-o go-template` needs it: read, then carried out on an object.

https://pkg.go.dev/text/template
"""

from __future__ import annotations

from typing import Any

from k8sviz.terminal.gotext.budget import Budget, check_length
from k8sviz.terminal.gotext.template.errors import ExecutionError, TemplateError
from k8sviz.terminal.gotext.template.evaluation import Evaluation
from k8sviz.terminal.gotext.template.functions import FUNCTIONS
from k8sviz.terminal.gotext.template.parser import Parser

__all__ = ["ExecutionError", "TemplateError", "execute"]


def execute(template: str, value: Any, budget: Budget) -> str:
    """The text that a template makes of a value."""
    check_length(template)
    parser = Parser(template, FUNCTIONS)
    body = parser.parse()
    evaluation = Evaluation(template, parser.templates, value, budget)
    try:
        evaluation.body(body, value)
    except ExecutionError as error:
        error.printed = "".join(evaluation.printed)
        raise
    return "".join(evaluation.printed)
