"""Who is at the other end: the session cookie, the form token, and where a form was sent from."""

import secrets
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from server.console.parts import Console
from server.context import Server
from server.handlers.answers import server_of
from server.storage import users
from server.storage.engine import reading
from server.storage.users import User

SESSION_COOKIE = "soxa_console"
FORM_COOKIE = "soxa_form"
MAX_FORM_FIELDS = 20


class Visitor(NamedTuple):
    """Somebody logged in; ``csrf`` must come back with every form."""

    user: User
    csrf: str
    token: str


def console_of(request: Request) -> Console:
    """What the pages are made with."""
    return cast(Console, request.app.state.console)


def visitor(request: Request) -> Visitor | None:
    """Who is logged in here."""
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    server = server_of(request)
    with reading(server.engine) as connection:
        session = users.find_session(connection, token, server.clock.now_ms())
    return Visitor(session.user, session.csrf, token) if session else None


def is_same(given: str, expected: str) -> bool:
    """Compare secrets without telling how far they agree."""
    return secrets.compare_digest(given.encode(), expected.encode())


def is_own_form(request: Request) -> bool:
    """Whether a form came from a page of ours, as far as the browser says where from."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def set_cookie(server: Server, response: Response, name: str, value: str, seconds: int) -> None:
    """A cookie no script can read and no other site can make the browser send."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=not server.settings.plain,
        httponly=True,
        samesite="strict",
    )
