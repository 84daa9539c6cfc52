"""The console's log-in, and the files its pages refer to."""

import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.accounts import SESSION_MS, log_in
from server.console.forms import Form
from server.console.parts import static_file
from server.console.render import error_page, page
from server.console.sessions import FORM_COOKIE, SESSION_COOKIE, console_of, set_cookie
from server.handlers.answers import server_of
from server.log import note

FORM_S = 3600
WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng."


async def static(request: Request) -> Response:
    """GET /static/{name}."""
    found = static_file(request.path_params["name"])
    if found is None:
        return error_page(request, 404, "Không có tệp này.")
    content, kind = found
    return Response(content, media_type=kind, headers={"cache-control": "public, max-age=86400"})


def form(request: Request) -> Response:
    """GET /login."""
    return _form(request)


def enter(request: Request, given: Form) -> Response:
    """POST /login."""
    server, gate = server_of(request), console_of(request).gate
    name, address = given.get("name", "").strip(), request.client.host if request.client else ""
    wait = gate.seconds_to_wait(name, address)
    if wait:
        return _form(request, 429, f"Sai nhiều lần. Xin thử lại sau {_minutes(wait)}.", name)
    token = log_in(server.engine, server.clock, name, given.get("password", ""))
    note(request.scope, code="logged_in" if token else "log_in_failed")
    if token is None:
        gate.failed(name, address)
        return _form(request, 401, WRONG, name)
    gate.succeeded(name, address)
    response = RedirectResponse("/communes", 303)
    set_cookie(server, response, SESSION_COOKIE, token, SESSION_MS // 1000)
    return response


def _form(request: Request, status: int = 200, sentence: str = "", name: str = "") -> Response:
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    response = page(request, "login.html", status=status, csrf=token, sentence=sentence, name=name)
    set_cookie(server_of(request), response, FORM_COOKIE, token, FORM_S)
    return response


def _minutes(seconds: float) -> str:
    return f"{round(seconds)} giây" if seconds < 90 else f"{round(seconds / 60)} phút"
