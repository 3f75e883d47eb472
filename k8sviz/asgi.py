"""The ASGI application: Django for HTTP, the rooms' consumer for WebSockets."""

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "k8sviz.settings")
_django = get_asgi_application()  # before anything that needs the models

from k8sviz.kubeapi.application import KubeApi  # noqa: E402
from k8sviz.rooms.bodies import Bounded  # noqa: E402
from k8sviz.rooms.urls import websockets  # noqa: E402

_pages = Bounded(_django, settings.REQUEST_BYTES)
_sockets: Any = URLRouter(websockets)

application = ProtocolTypeRouter({"http": KubeApi(_pages), "websocket": KubeApi(_sockets)})
