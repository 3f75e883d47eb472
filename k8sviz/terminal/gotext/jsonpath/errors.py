"""What can be wrong with a path; the texts are kubectl's."""


class JsonPathError(Exception):
    """A template that cannot be read, or a value that is not there."""
