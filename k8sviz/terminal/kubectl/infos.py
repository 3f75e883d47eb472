"""What a command is about: objects from files (cli-runtime's Builder)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from k8sviz.sim.manifests import load, recognise
from k8sviz.sim.manifests.diagnostic import STDIN
from k8sviz.sim.manifests.load import Document
from k8sviz.terminal.kubectl.api import KubectlError, Object
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.mapping import Resource

_SUFFIXES = (".json", ".yaml", ".yml")


class Info(msgspec.Struct):
    """One object: where it is served, and where it came from."""

    resource: Resource
    namespace: str
    name: str
    obj: Object
    source: str = ""

    @property
    def path(self) -> str:
        """Where the object is served."""
        return self.resource.path(self.namespace, self.name)

    @property
    def collection(self) -> str:
        """Where such objects are created."""
        return self.resource.path(self.namespace)

    @property
    def line_name(self) -> str:
        """service/httpd-svc."""
        return f"{self.resource.line_name}/{self.name}"

    @property
    def described(self) -> str:
        """How kubectl names it at length."""
        resource = self.resource
        kind = f"{resource.group}/{resource.version}, Kind={resource.kind}"
        mapping = f'Resource: "{resource.long_name}", GroupVersionKind: "{kind}"'
        return f'{mapping}\nName: "{self.name}", Namespace: "{self.namespace}"'


class Read:
    """What became of the files: objects, and the errors that did not end the reading."""

    def __init__(self) -> None:
        self.items: list[Info | KubectlError] = []

    @property
    def infos(self) -> list[Info]:
        """The objects that could be read."""
        return [item for item in self.items if isinstance(item, Info)]

    @property
    def errors(self) -> list[KubectlError]:
        """What could not be read."""
        return [item for item in self.items if isinstance(item, KubectlError)]


def texts(kubectl: Kubectl) -> Iterator[tuple[str, str]]:
    """The name and text of every file that -f names."""
    names = kubectl.call.all("filename")
    if kubectl.call.text("kustomize"):
        raise KubectlError("kustomize is not available in this classroom's terminal: use -f")
    found = [pair for name in names for pair in _named(kubectl, name)]
    yield from found


def _named(kubectl: Kubectl, name: str) -> list[tuple[str, str]]:
    if name == "-":
        return [(STDIN, kubectl.stdin)]
    if name.startswith(("http://", "https://")):
        raise KubectlError(
            f"unable to read URL {name!r}: this classroom has no network; paste the text with -f -"
        )
    clean = name.removeprefix("./")
    if clean in kubectl.files:
        return [(name, kubectl.files[clean])]
    folder = clean.rstrip("/") + "/"
    recursive = kubectl.call.on("recursive")
    inside = sorted(path for path in kubectl.files if path.startswith(folder) or folder == "./")
    if not inside:
        raise KubectlError(f'the path "{name}" does not exist')
    return [
        (path, kubectl.files[path])
        for path in inside
        if path.endswith(_SUFFIXES) and (recursive or "/" not in path.removeprefix(folder))
    ]


async def from_files(kubectl: Kubectl, validate: bool = True) -> Read:
    """Every object of the files, with the namespace it will have."""
    read = Read()
    for source, text in texts(kubectl):
        for document in load.read(text):
            stop = await _document(kubectl, document, source, validate, read)
            if stop:
                break
    return read


async def _document(kubectl: Kubectl, document: Document, source: str, validate: bool, read: Read) -> bool:
    """Whether the reading of this file ends here."""
    told = document.error
    if not told and validate and kubectl.call.text("validate") not in ("false", "ignore"):
        refusal = recognise.validating(document)
        told = refusal.message if refusal else ""
    if told:
        read.items.append(KubectlError(_sourced(told, source)))
        return True
    read.items.append(await _info(kubectl, document, source))
    return False


async def _info(kubectl: Kubectl, document: Document, source: str) -> Info | KubectlError:
    value: Any = document.value
    if not isinstance(value, dict) or not value.get("kind"):
        raw = msgspec.json.encode(value).decode()
        return KubectlError(f"unable to decode \"{source}\": Object 'Kind' is missing in '{raw}'")
    refusal = recognise.metadata_refusal(document)
    if refusal:
        return KubectlError(_sourced(refusal.message, source))
    resource = (await kubectl.mapper()).of_kind(str(value.get("apiVersion", "")), str(value["kind"]))
    metadata = value.get("metadata") or {}
    if resource is None:
        return KubectlError(
            f'resource mapping not found for name: "{metadata.get("name") or ""}" '
            f'namespace: "{metadata.get("namespace") or ""}" from "{source}": no matches for kind '
            f'"{value["kind"]}" in version "{value.get("apiVersion", "")}"\nensure CRDs are installed first'
        )
    return _placed(kubectl, resource, value, metadata, source)


def _placed(
    kubectl: Kubectl, resource: Resource, value: Object, metadata: Object, source: str
) -> Info | KubectlError:
    written = metadata.get("namespace") or ""
    name = metadata.get("name") or ""
    if not resource.namespaced:
        return Info(resource, "", name, {**value, "metadata": metadata}, source)
    if kubectl.enforced and written and written != kubectl.namespace:
        return KubectlError(
            f'the namespace from the provided object "{written}" does not match the namespace '
            f"\"{kubectl.namespace}\". You must pass '--namespace={written}' to perform this operation."
        )
    namespace = written or kubectl.namespace
    obj = {**value, "metadata": {**metadata, "namespace": namespace}}
    return Info(resource, namespace, name, obj, source)


def _sourced(message: str, source: str) -> str:
    return message.replace(f"error parsing {STDIN}:", f"error parsing {source}:").replace(
        f'"{STDIN}"', f'"{source}"'
    )
