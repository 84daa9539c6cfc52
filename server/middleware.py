"""Around every request: an id, one line in the log, no traceback to the caller, and a door that can close."""

import logging
import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.context import Server
from server.errors import Refused
from server.handlers.answers import refusal, with_epoch
from server.log import FACTS, NOTES

ID_HEADER = "x-request-id"
BODY_HEADERS = frozenset({b"content-length", b"transfer-encoding"})

logger = logging.getLogger("server.requests")


class RequestLog:
    """The outermost layer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        line = _Line(scope)

        async def receive_noted() -> Message:
            message = await receive()
            line.took(message)
            return message

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                line.start(message)
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                line.write()  # what the server does afterwards for itself is no part of the answer

        try:
            await self._app(scope, receive_noted, send_noted)
        except Exception:
            logger.exception("unhandled", extra={FACTS: line.facts()})
            if line.status is None:
                await _crashed(line.id)(scope, receive, send_noted)
        line.write()


class _Line:
    """What is known of a request by the time it ends."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._start = time.perf_counter()
        self.id = secrets.token_hex(6)
        self.status: int | None = None
        self._is_written = False
        self._is_unread = any(name in BODY_HEADERS and value != b"0" for name, value in scope["headers"])

    def took(self, message: Message) -> None:
        """Something of the request's body came, or its end."""
        if not message.get("more_body", False):
            self._is_unread = False

    def start(self, message: Message) -> None:
        self.status = message["status"]
        headers = MutableHeaders(scope=message)
        headers[ID_HEADER] = self.id
        if not self._is_answer_to_a_desk():  # on a thin line every header counts, and no browser sees these
            headers["x-content-type-options"] = "nosniff"
            headers.setdefault("cache-control", "no-store")
        if self._is_unread and self._scope["http_version"].startswith("1"):
            headers["connection"] = "close"  # the rest of the body is not wanted

    def write(self) -> None:
        """Its line in the log, once."""
        if not self._is_written:
            self._is_written = True
            logger.info("request", extra={FACTS: self.facts()})

    def _is_answer_to_a_desk(self) -> bool:
        path: str = self._scope["path"]
        return self._scope["method"] == "POST" and path.startswith("/s1/")

    def facts(self) -> dict[str, object]:
        route = self._scope.get("route")
        return {
            "id": self.id,
            "method": self._scope["method"],
            "route": getattr(route, "path", "-"),  # the pattern: a path may hold anything
            "status": self.status,
            "ms": round((time.perf_counter() - self._start) * 1000, 1),
            **self._scope.get(NOTES, {}),
        }


class Door:
    """Refuses whoever comes while the server is stopping, each with a time to come back."""

    def __init__(self, app: ASGIApp, server: Server) -> None:
        self._app = app
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and self._server.gate.is_closing:
            response = refusal(self._server.gate.busy("the server is stopping"))
            response.headers["connection"] = "close"
            app = with_epoch(response, self._server.epoch)
        await app(scope, receive, send)


def _crashed(request_id: str) -> ASGIApp:
    return refusal(Refused(500, "internal", f"the server made a mistake; it is logged under {request_id}"))
