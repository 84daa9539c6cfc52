"""Forms: small, from our own pages, and with the token we gave."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.bodies import read_body
from server.console.render import error_page
from server.console.sessions import FORM_COOKIE, Visitor, is_own_form, is_same, visitor

MAX_FORM_BYTES = 16 * 1024
MAX_FIELDS = 20
STALE = "Trang đã cũ hoặc gửi từ nơi khác. Chưa ghi gì. Xin mở lại trang rồi làm lại."

Form: TypeAlias = Mapping[str, str]
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def for_members(serve: Callable[[Request, Visitor], Response]) -> Endpoint:
    """A page for those who are logged in; others are shown the way to log in."""

    async def endpoint(request: Request) -> Response:
        member = await run_in_threadpool(visitor, request)
        if member is None:
            return RedirectResponse("/login", 303)
        return await run_in_threadpool(serve, request, member)

    return endpoint


def form_of_members(serve: Callable[[Request, Visitor, Form], Response]) -> Endpoint:
    """A form for those who are logged in; nothing is done without their session's token."""

    async def endpoint(request: Request) -> Response:
        form = await _read(request)
        member = await run_in_threadpool(visitor, request)
        if member is None:
            return RedirectResponse("/login", 303)
        if not is_own_form(request) or not is_same(form.get("csrf", ""), member.csrf):
            return await run_in_threadpool(error_page, request, 403, STALE)
        return await run_in_threadpool(serve, request, member, form)

    return endpoint


def form_of_anybody(serve: Callable[[Request, Form], Response]) -> Endpoint:
    """The log-in form: its token stands in the page and in a cookie, and both must agree."""

    async def endpoint(request: Request) -> Response:
        form = await _read(request)
        token = request.cookies.get(FORM_COOKIE, "")
        if not token or not is_own_form(request) or not is_same(form.get("csrf", ""), token):
            return await run_in_threadpool(error_page, request, 403, STALE)
        return await run_in_threadpool(serve, request, form)

    return endpoint


async def _read(request: Request) -> Form:
    body = await read_body(request, limit=MAX_FORM_BYTES)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS))
    except ValueError:  # not UTF-8, or more fields than any form of ours has
        return {}
