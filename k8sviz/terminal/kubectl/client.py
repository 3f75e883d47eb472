"""kubectl's side of the conversation: requests, refusals as errors, warnings told once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec

from k8sviz.sim.calls import Request
from k8sviz.terminal.gotext.budget import Budget
from k8sviz.terminal.kubectl import klog, mapping
from k8sviz.terminal.kubectl.api import Api, Files, KubectlError, Object, StatusError
from k8sviz.terminal.kubectl.commandline import Call
from k8sviz.terminal.kubectl.mapping import Mapper, NoMatchError, Resource

CHUNK = 500
JSON, MERGE, STRATEGIC, JSON_PATCH, APPLY = (
    "application/json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/json-patch+json",
    "application/apply-patch+yaml",
)


def _preferred(group: Object) -> list[Object]:
    first = group["preferredVersion"]
    return [first, *(one for one in group["versions"] if one != first)]


class Kubectl:
    """One running kubectl: the call, the cluster it speaks to, and what it has printed."""

    def __init__(
        self, api: Api, call: Call, stdin: str, files: Files, editor: Callable[[str], str] | None = None
    ) -> None:
        self.api = api
        self.call = call
        self.stdin = stdin
        self.files = files
        self.namespace = call.text("namespace") or "default"
        self.enforced = call.has("namespace")
        self.editor = editor
        self.edit: str | None = None
        self.budget = Budget()
        self.prompt: str | None = None
        self.pending: list[KubectlError] = []  # errors that did not stop the command
        self._out: list[str] = []
        self._err: list[str] = []
        self._mapper: Mapper | None = None
        self._warned: set[str] = set()

    @property
    def stdout(self) -> str:
        """All that was printed."""
        return "".join(self._out)

    @property
    def stderr(self) -> str:
        """All warnings and errors."""
        return "".join(self._err)

    def write(self, text: str) -> None:
        """Print as it stands."""
        self._out.append(text)

    def say(self, line: str) -> None:
        """Print a line."""
        self._out.append(line + "\n")

    def warn(self, line: str) -> None:
        """Print a line on stderr."""
        self._err.append(line + "\n")

    def fail(self, text: str) -> None:
        """Print an error as it stands."""
        self._err.append(text)

    async def mapper(self) -> Mapper:
        """What the server serves, asked once."""
        if self._mapper is None:
            groups = await self.get("/apis")
            places = ["/api/v1"]
            places += [
                f"/apis/{version['groupVersion']}"
                for group in groups["groups"]
                for version in _preferred(group)
            ]
            self._mapper = Mapper(mapping.read([await self.get(place) for place in places]))
        return self._mapper

    async def resource(self, word: str) -> Resource:
        """The resource that a word names."""
        return (await self.mapper()).find(word)

    async def ask(
        self,
        method: str,
        path: str,
        query: dict[str, str] | None = None,
        body: Any = None,
        kind: str = JSON,
        table: bool = False,
    ) -> Object:
        """One request; a Status of failure is raised."""
        text = body if isinstance(body, str) else "" if body is None else msgspec.json.encode(body).decode()
        query = {key: value for key, value in (query or {}).items() if value}
        answer = await self.api.request(Request(method, path, query, kind, text, table))
        self._warnings(answer.warnings)
        if answer.code >= 400:
            raise StatusError(answer.body)
        return answer.body

    def _warnings(self, warnings: tuple[str, ...]) -> None:
        for warning in warnings:
            if warning not in self._warned:
                self._warned.add(warning)
                self.warn(f"Warning: {warning}")

    async def get(self, path: str, query: dict[str, str] | None = None, table: bool = False) -> Object:
        """GET."""
        return await self.ask("GET", path, query, table=table)

    async def list(
        self, resource: Resource, namespace: str, query: dict[str, str] | None = None
    ) -> list[Object]:
        """Every object, chunk by chunk, each with its two lines."""
        items: list[Object] = []
        async for chunk in self.chunks(resource, namespace, query or {}):
            kind = {"apiVersion": resource.api_version, "kind": resource.kind}
            items += [{**kind, **item} for item in chunk.get("items") or []]
        return items

    async def chunks(
        self, resource: Resource, namespace: str, query: dict[str, str], table: bool = False
    ) -> AsyncIterator[Object]:
        """A list in its pieces."""
        more = ""
        while True:
            asked = {**query, "limit": str(CHUNK), "continue": more}
            chunk = await self.get(resource.path(namespace), asked, table)
            yield chunk
            more = (chunk.get("metadata") or {}).get("continue", "")
            if not more:
                return

    async def maybe(self, path: str) -> Object | None:
        """The object, or None where there is none."""
        try:
            return await self.get(path)
        except StatusError as error:
            if error.reason == "NotFound":
                return None
            raise

    async def builtin(self, group: str, kind: str) -> Resource:
        """A kind that kubectl knows by itself."""
        found = (await self.mapper()).of_group_kind(group, kind)
        if found is None:
            raise NoMatchError(f'the server doesn\'t have a resource type "{kind.lower()}s"')
        return found

    @property
    def dry_run(self) -> str:
        """none, client or server; a bare --dry-run is told what it is."""
        value = self.call.text("dry-run") or "none"
        if value == "unchanged":
            self._deprecated()
            return "client"
        if value not in ("none", "client", "server"):
            raise KubectlError(f'Invalid dry-run value ({value}). Must be "none", "server", or "client".')
        return value

    def _deprecated(self) -> None:
        """Said once, however often it is asked."""
        said = "--dry-run is deprecated and can be replaced with --dry-run=client."
        if said not in self._warned:
            self._warned.add(said)
            self.warn(klog.line("W", "helpers.go:702", said, self.api.now()))

    def writing(self, manager: str, validate: bool = False) -> dict[str, str]:
        """The query of a request that changes something."""
        given = self.call.text("field-manager") if self.call.has("field-manager") else ""
        query = {"fieldManager": given or manager}
        if self.dry_run == "server":
            query["dryRun"] = "All"
        if validate:
            query["fieldValidation"] = self.validation
        return query

    @property
    def validation(self) -> str:
        """Strict, Warn or Ignore."""
        given = self.call.text("validate") or "strict"
        if given in ("true", "strict"):
            return "Strict"
        if given in ("false", "ignore"):
            return "Ignore"
        if given == "warn":
            return "Warn"
        raise KubectlError(
            f'invalid - validate option "{given}"; must be one of: strict (or true), warn, ignore (or false)'
        )
