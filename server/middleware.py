"""Around every request: an id, one line in the log, and no traceback to the caller."""

import logging
import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import Refused
from server.handlers.answers import refusal
from server.log import FACTS, NOTES

ID_HEADER = "x-request-id"
UNREAD = (408, 413)

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

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                line.start(message)
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception:
            logger.exception("unhandled", extra={FACTS: line.facts()})
            if line.status is None:
                await _crashed(line.id)(scope, receive, send_noted)
        logger.info("request", extra={FACTS: line.facts()})


class _Line:
    """What is known of a request by the time it ends."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._start = time.perf_counter()
        self.id = secrets.token_hex(6)
        self.status: int | None = None

    def start(self, message: Message) -> None:
        self.status = message["status"]
        headers = MutableHeaders(scope=message)
        headers[ID_HEADER] = self.id
        headers["x-content-type-options"] = "nosniff"
        if self.status in UNREAD and self._scope["http_version"].startswith("1"):
            headers["connection"] = "close"  # the rest of the body is not wanted

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


def _crashed(request_id: str) -> ASGIApp:
    return refusal(Refused(500, "internal", f"the server made a mistake; it is logged under {request_id}"))
