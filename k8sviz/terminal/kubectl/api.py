"""What kubectl needs of a cluster, and the errors that it tells in its own words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from k8sviz.sim.calls import Request, Response

Object = dict[str, Any]


class Reply(NamedTuple):
    """What a command printed, and its exit code.

    `edit` asks the page to open its editor with a text; `prompt` names the place (`terminal/places.py`) whose
    prompt is to follow.
    """

    stdout: str
    stderr: str
    code: int
    edit: str | None = None
    prompt: str | None = None


class Api(Protocol):
    """A cluster's API server, its nodes' kubelets, and its clock."""

    async def request(self, request: Request) -> Response:
        """One request; a refusal is a Response with a Status body."""

    def watch(self, request: Request) -> AsyncIterator[Object]:
        """Watch events, {"type": "ADDED", "object": …}, until the caller stops or no more can come."""

    async def sleep(self, seconds: float) -> None:
        """Let the cluster's time pass."""

    def now(self) -> float:
        """The cluster's time, in seconds since 1970."""

    async def execute(self, namespace: str, pod: str, container: str, argv: Sequence[str]) -> Reply:
        """Run a command in a container."""

    async def leave(self, namespace: str, pod: str, container: str, code: int, said: str) -> None:
        """End the shell that is a container's own process."""

    async def on_node(self, node: str, argv: Sequence[str]) -> Reply:
        """Run a command on a node."""


Files = Mapping[str, str]


class KubectlError(Exception):
    """kubectl gives up; the text is printed as it stands, after "error: " unless it begins so."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


class UsageError(KubectlError):
    """A command line that cannot be read: cobra's words are printed without "error: "."""


class MissingFlagError(KubectlError):
    """A flag without which there is no command: kubectl logs it instead of printing it."""


class PrintingError(KubectlError):
    """A template or path that ends in the middle of its output; `printed` is what stands there already."""

    def __init__(self, message: str, printed: str = "") -> None:
        super().__init__(message)
        self.printed = printed


class SilentError(KubectlError):
    """Everything has been said already."""


class StatusError(KubectlError):
    """The server refused: a Status."""

    def __init__(self, status: Object) -> None:
        super().__init__(str(status.get("message", "")))
        self.status = status

    @property
    def message(self) -> str:
        """The server's own words, and what kubectl put before them."""
        return str(self.status.get("message", ""))

    @property
    def reason(self) -> str:
        """NotFound, Invalid, …"""
        return str(self.status.get("reason") or "")

    def about(self, doing: str, source: str) -> StatusError:
        """The same refusal, with what kubectl was doing to which file (AddSourceToErr)."""
        message = f'error when {doing} "{source}": {self.message}'
        return StatusError({**self.status, "message": message})


class AggregateError(KubectlError):
    """Several errors at once (an Aggregate)."""

    def __init__(self, errors: Sequence[KubectlError]) -> None:
        super().__init__("; ".join(str(error) for error in errors))
        self.errors = tuple(errors)


def together(errors: Sequence[KubectlError]) -> KubectlError | None:
    """None, the one error, or all of them."""
    if len(errors) < 2:
        return errors[0] if errors else None
    return AggregateError(errors)


def told(error: KubectlError) -> str:
    """What kubectl prints of an error (k8s.io/kubectl/pkg/cmd/util checkErr)."""
    if isinstance(error, SilentError):
        return ""
    if isinstance(error, UsageError):
        return _line(str(error))
    if isinstance(error, AggregateError):
        return "".join(_line(_standard(one)) for one in error.errors)
    if isinstance(error, StatusError) and error.reason == "Invalid":
        return _line(_invalid(error.status))
    text = _standard(error)
    if not isinstance(error, StatusError) and not text.startswith("error: "):
        text = f"error: {text}"
    return _line(text)


def _line(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _standard(error: KubectlError) -> str:
    if not isinstance(error, StatusError):
        return str(error)
    if error.reason == "Unauthorized":
        return f"error: You must be logged in to the server ({error.message})"
    return f"Error from server{f' ({error.reason})' if error.reason else ''}: {error.message}"


def _invalid(status: Object) -> str:
    details = status.get("details") or {}
    causes = list(dict.fromkeys(_cause(cause) for cause in details.get("causes") or []))
    words = "The request is invalid"
    if details.get("kind") or details.get("name"):
        words = f'The {details.get("kind", "")} "{details.get("name", "")}" is invalid'
    elif status.get("message") and not causes:
        words = f"{words}: {status['message']}"
    if not causes:
        return words
    if len(causes) == 1:
        return f"{words}: {causes[0]}"
    return f"{words}: \n" + "".join(f"* {cause}\n" for cause in causes)


def _cause(cause: Object) -> str:
    return f"{cause.get('field', '')}: {cause.get('message', '')}" if cause.get("field") else cause["message"]
