"""What can be wrong with a template; the texts are those of text/template."""


class TemplateError(Exception):
    """A template that cannot be read."""


class ExecutionError(Exception):
    """A template that cannot be carried out; `printed` is what it had printed until then."""

    printed = ""
