"""Requests for objects: reading them, watching them, changing them."""

from __future__ import annotations

from typing import Any

import msgspec

from k8sviz.kubeapi import parameters, statuses
from k8sviz.kubeapi.bodies import UnreadableBodyError, readable
from k8sviz.kubeapi.calendar import ahead, moved
from k8sviz.kubeapi.exchange import Answer, Exchange
from k8sviz.kubeapi.negotiation import Form, wanted
from k8sviz.kubeapi.watching import watch
from k8sviz.rooms import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import requested
from k8sviz.sim import apiserver
from k8sviz.sim.calls import Request, Response

_ERRORS = 400
_YES = ("1", "true", "True", "t", "T", "TRUE")  # strconv.ParseBool


async def resources(room: Room, exchange: Exchange) -> Answer | None:
    """The answer; None if it has been sent already, as a stream."""
    form = wanted(exchange.header("accept"))
    if form is Form.NONE:
        return statuses.not_acceptable()
    if exchange.method == "GET" and exchange.query.get("watch") in _YES:
        return await watch(room, exchange, form)
    here = await live.live.enter(room.pk)
    if exchange.method == "GET":
        cluster = (await live.called(room)).cluster
        asked = parameters.version(exchange.query)
        if asked is not None and asked > cluster.revision:
            return statuses.too_new(asked, cluster.revision)
        response = apiserver.read(cluster, _request(exchange, form))
    else:
        body = await exchange.body()
        try:
            text, media = readable(exchange.method, body, exchange.header("content-type"))
        except UnreadableBodyError as problem:
            body_of = statuses.status_body(problem.code, problem.reason, str(problem))
            told = body_of if problem.details is None else body_of | {"details": problem.details}
            return Answer(problem.code, statuses.encoded(told))
        text = moved(text.encode(), -ahead(here.timeline)).decode()
        response = await requested(room, _request(exchange, form, text, media))
    answer = statuses.answered(_in_form(response, form))
    return msgspec.structs.replace(answer, body=moved(answer.body, ahead(here.timeline)))


def _request(exchange: Exchange, form: Form, text: str = "", media: str = "application/json") -> Request:
    return Request(
        method=exchange.method,
        path=exchange.path,
        query=exchange.query,
        content_type=media,
        body=text,
        table=form is Form.TABLE,
        manager=_manager(exchange.header("user-agent")),
    )


def _manager(user_agent: str) -> str:
    """apiserver pkg/endpoints/handlers/create.go managerOrUserAgent: up to the first slash, 128 bytes."""
    return user_agent.partition("/")[0][:128] or "unknown"


def _in_form(response: Response, form: Form) -> Response:
    """Of objects only the metadata, for clients that want no more (PartialObjectMetadata)."""
    body = response.body
    if form is not Form.METADATA or response.code >= _ERRORS or body.get("kind") == "Status":
        return response
    head: dict[str, Any] = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}
    if "items" in body:
        items = [{**head, "metadata": item["metadata"]} for item in body["items"]]
        kind = {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1"}
        return Response(response.code, {**kind, "metadata": body["metadata"], "items": items})
    return Response(response.code, {**head, "metadata": body["metadata"]}, response.warnings)
