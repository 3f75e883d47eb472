"""Resource arguments: `svc`, `svc a b`, `svc/a deploy/b`, `deploy,svc`, `all` (cli-runtime's Builder)."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.terminal.kubectl.api import KubectlError, Object, StatusError
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.infos import Info
from k8sviz.terminal.kubectl.mapping import Resource

NOTHING = (
    "You must provide one or more resources by argument or filename.\n"
    "Example resource specifications include:\n"
    "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"
)
UNNAMED = "resource(s) were provided, but no name was specified"


class Named(NamedTuple):
    """A resource and a name in it; an empty name means all of them."""

    resource: Resource
    name: str


async def named(kubectl: Kubectl, args: list[str]) -> list[Named]:
    """The resources and names that arguments mean."""
    slashed = [arg for arg in args if "/" in arg]
    if slashed:
        return await _tuples(kubectl, args)
    resources = await _types(kubectl, args[0])
    names = args[1:]
    if len(resources) > 1 and names:
        return [Named(resource, name) for name in names for resource in resources]
    if not names:
        return [Named(resource, "") for resource in resources]
    return [Named(resources[0], name) for name in names]


async def _types(kubectl: Kubectl, word: str) -> list[Resource]:
    mapper = await kubectl.mapper()
    found: list[Resource] = []
    for part in word.split(","):
        group = mapper.category(part)
        found += [one for one in (group or [mapper.find(part)]) if one not in found]
    return found


async def _tuples(kubectl: Kubectl, args: list[str]) -> list[Named]:
    found = []
    for arg in args:
        if arg.count("/") > 1:
            raise KubectlError("arguments in resource/name form may not have more than one slash")
        if "/" not in arg:
            raise KubectlError(
                "there is no need to specify a resource type as a separate argument when passing arguments "
                "in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get "
                "resource resource/<resource_name>'"
            )
        word, _, name = arg.partition("/")
        if not word or not name:
            raise KubectlError("arguments in resource/name form must have a single resource and name")
        found.append(Named(await kubectl.resource(word), name))
    return found


def scope(kubectl: Kubectl, resource: Resource, everywhere: bool = False) -> str:
    """The namespace to ask in."""
    return kubectl.namespace if resource.namespaced and not everywhere else ""


async def fetch(kubectl: Kubectl, one: Named) -> Info:
    """GET one object by name."""
    namespace = scope(kubectl, one.resource)
    try:
        obj = await kubectl.get(one.resource.path(namespace, one.name, kubectl.call.text("subresource")))
    except StatusError as error:
        raise await placeless(kubectl, error, namespace) from error
    return Info(one.resource, namespace, one.name, obj)


async def placeless(kubectl: Kubectl, error: StatusError, namespace: str) -> StatusError:
    """Of what is not found in a namespace that there is not, the namespace is told (Info.Get)."""
    if error.reason == "NotFound" and namespace not in ("", "default"):
        try:
            await kubectl.get(f"/api/v1/namespaces/{namespace}")
        except StatusError as other:
            return other if other.reason == "NotFound" else error
    return error


def bare(kubectl: Kubectl, one: Named) -> Info:
    """An object that need not be asked for."""
    namespace = scope(kubectl, one.resource)
    obj: Object = {
        "apiVersion": one.resource.api_version,
        "kind": one.resource.kind,
        "metadata": {"name": one.name, **({"namespace": namespace} if namespace else {})},
    }
    return Info(one.resource, namespace, one.name, obj)


async def listed(
    kubectl: Kubectl, resource: Resource, everywhere: bool = False, chunk: bool = True
) -> list[Info]:
    """Every object that the selectors let through."""
    query = selectors(kubectl)
    del chunk
    namespace = scope(kubectl, resource, everywhere)
    try:
        items = await kubectl.list(resource, namespace, query)
    except StatusError as error:
        raise unfound(error, resource, query) from error
    return [
        Info(
            resource,
            item["metadata"].get("namespace", ""),
            item["metadata"]["name"],
            item,
        )
        for item in items
    ]


def selectors(kubectl: Kubectl) -> dict[str, str]:
    """The two selectors of the command line."""
    call = kubectl.call
    return {"labelSelector": call.text("selector"), "fieldSelector": call.text("field-selector")}


def unfound(error: StatusError, resource: Resource, query: dict[str, str]) -> StatusError:
    """What a refused list is told as (EnhanceListError)."""
    label, field = query.get("labelSelector", ""), query.get("fieldSelector", "")
    if error.reason not in ("BadRequest", "NotFound") or not (label or field):
        return error
    message = (
        f'Unable to find "{resource.long_name}" that match label selector "{label}", '
        f'field selector "{field}": {error.message}'
    )
    return StatusError({**error.status, "message": message})


async def chosen(kubectl: Kubectl, args: list[str], fetched: bool = True) -> list[Info]:
    """The objects that arguments, --all and -l choose; a resource without a name is an error."""
    many = kubectl.call.on("all") or bool(kubectl.call.text("selector"))
    many = many or bool(kubectl.call.text("field-selector"))
    infos: list[Info] = []
    for one in await named(kubectl, args):
        if one.name and fetched:
            try:
                infos.append(await fetch(kubectl, one))
            except StatusError as error:
                kubectl.pending.append(error)
        elif one.name:
            infos.append(bare(kubectl, one))
        elif many:
            infos += await listed(kubectl, one.resource, kubectl.call.on("all-namespaces"))
        else:
            raise KubectlError(UNNAMED)
    return infos
