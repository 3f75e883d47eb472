"""The beginning of a WebSocket."""

from __future__ import annotations

from k8sviz.kubeapi.exchange import Exchange


async def accept(exchange: Exchange, protocol: str | None) -> None:
    """Shake hands."""
    await exchange.receive()  # websocket.connect
    await exchange.send({"type": "websocket.accept", "subprotocol": protocol})


async def refuse(exchange: Exchange) -> None:
    """No handshake (403): kubectl then asks again without WebSocket, and is told why."""
    await exchange.send({"type": "websocket.close", "code": 1008})
