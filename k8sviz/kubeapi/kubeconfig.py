"""GET /rooms/<code>/kubeconfig: what an editor gives to kubectl."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from k8sviz.kubeapi import tokens
from k8sviz.rooms import access

_TEXT = """\
apiVersion: v1
kind: Config
current-context: {name}
clusters:
- name: {name}
  cluster:
    server: {server}
contexts:
- name: {name}
  context:
    cluster: {name}
    namespace: default
    user: {name}
users:
- name: {name}
  user: {user}
"""


@require_GET
async def kubeconfig(request: HttpRequest, code: str) -> HttpResponse:
    """The file, with this room's token; for editors only."""
    room = await access.find_or_404(request, code)
    key = access.edit_key(request, room)
    if not key:
        return render(request, "_viewonly.html", {"room": room}, status=403)
    token = tokens.made_from(key)
    await tokens.register(room, token)
    server, user = f"{request.scheme}://{request.get_host()}/rooms/{room.code}/k8s", f"{{token: {token}}}"
    if (
        not request.is_secure()
    ):  # kubectl keeps tokens to itself then; the address is as open as they would be
        server, user = f"{server}/~{token}", "{}"
    text = _TEXT.format(name=f"k8sviz-{room.code}".lower(), server=server, user=user)
    return HttpResponse(
        text,
        content_type="application/yaml",
        headers={
            "Content-Disposition": f'attachment; filename="{room.code}.kubeconfig"',
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
