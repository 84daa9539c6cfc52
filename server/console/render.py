"""Pages as responses: a template, what it shows, and headers that forbid everything it does not need."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.domain.clock import wall_of
from app.domain.time_words import day_in_words
from server.console.sessions import Visitor, console_of
from server.handlers.answers import server_of

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
}


def page(
    request: Request, template: str, visitor: Visitor | None = None, status: int = 200, **facts: Any
) -> Response:
    """Render a page."""
    server = server_of(request)
    now = wall_of(server.clock.now_ms())
    shown = {
        "server_name": server.settings.name,
        "visitor": visitor,
        "path": request.scope["path"],
        "now_in_words": f"lúc {now:%H:%M}, {day_in_words(now)}",
        **facts,
    }
    html = console_of(request).templates.get_template(template).render(shown)
    return HTMLResponse(html, status, HEADERS)


def error_page(request: Request, status: int, sentence: str) -> Response:
    """A page that only says what is wrong."""
    return page(request, "error.html", status=status, sentence=sentence)
