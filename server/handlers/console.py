"""The console's pages for those who are logged in."""

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.domain.clock import wall_of
from app.domain.folding import fold
from server.console import words
from server.console.dossiers import state_rows, sum_of
from server.console.forms import Form
from server.console.overview import Tone, by_urgency, commune_row, device_state
from server.console.render import error_page, page
from server.console.sessions import SESSION_COOKIE, Visitor, console_of
from server.errors import ServerError
from server.handlers.answers import server_of
from server.storage import communes, lives, tickets, users
from server.storage import console as queries
from server.storage.engine import reading, writing
from server.ticketing import DAYS, MOST_DAYS, Issued, issue

NO_SUCH_PAGE = "Không có trang này."


async def home(_request: Request) -> Response:
    """GET /."""
    return RedirectResponse("/communes", 303)


def overview(request: Request, visitor: Visitor) -> Response:
    """GET /communes."""
    server = server_of(request)
    now = wall_of(server.clock.now_ms())
    with reading(server.engine) as connection:
        lines = queries.overview(connection, now.date().isoformat())
    rows = [commune_row(line, now, console_of(request).calendar) for line in lines]
    wanted = request.query_params.get("q", "")[:80]
    is_by_name = request.query_params.get("sort") == "name"
    shown = [row for row in rows if fold(wanted) in fold(row.name)]
    return page(
        request,
        "overview.html",
        visitor,
        rows=shown if is_by_name else by_urgency(shown),
        total=len(rows),
        silent=sum(row.state.tone is Tone.LATE for row in rows),
        backlog=sum(row.backlog for row in rows),
        quarantined=sum(line.quarantined for line in lines),
        wanted=wanted,
        is_by_name=is_by_name,
    )


def commune(request: Request, visitor: Visitor) -> Response:
    """GET /communes/{code}."""
    server = server_of(request)
    now = wall_of(server.clock.now_ms())
    code = request.path_params["code"]
    with reading(server.engine) as connection:
        lines = [each for each in queries.overview(connection, now.date().isoformat()) if each.code == code]
        aside = queries.set_aside(connection, code) if lines else []
        pairs = lives.to_decide(connection, code) if lines else []
    if not lines:
        return error_page(request, 404, NO_SUCH_PAGE)
    calendar = console_of(request).calendar
    (line,) = lines
    devices = [
        (each, device_state(each, now, calendar), words.moment(each.last_seen_ms, now))
        for each in line.devices
    ]
    return page(
        request,
        "commune.html",
        visitor,
        line=line,
        row=commune_row(line, now, calendar),
        devices=devices,
        pairs=[(each, words.moment(each.last_ms, now)) for each in pairs],
        must_choose=any(each.may_go_on for each in pairs),
        aside=[(each, words.moment(each.at_ms, now)) for each in aside],
    )


def dossiers(request: Request, visitor: Visitor) -> Response:
    """GET /dossiers."""
    server = server_of(request)
    with reading(server.engine) as connection:
        members = communes.every(connection)
        found = queries.states(connection, server.clock.now_ms())
    rows = state_rows(members, found)
    headings = [heading for heading, _states in words.STATE_COLUMNS]
    return page(request, "dossiers.html", visitor, rows=rows, whole=sum_of(rows), headings=headings)


def ticket_list(request: Request, visitor: Visitor) -> Response:
    """GET /tickets."""
    return _tickets(request, visitor)


def new_ticket(request: Request, visitor: Visitor, form: Form) -> Response:
    """POST /tickets: the text is in this one answer and nowhere else."""
    days = form.get("days", "")
    try:
        if not days.isdecimal():
            raise ServerError("Số ngày phải là một số.")
        issued = issue(server_of(request), form.get("commune", ""), int(days[:4]), visitor.user.name)
    except ServerError as error:
        return _tickets(request, visitor, status=400, sentence=str(error))
    return _tickets(request, visitor, issued=issued)


def _tickets(
    request: Request,
    visitor: Visitor,
    status: int = 200,
    sentence: str = "",
    issued: Issued | None = None,
) -> Response:
    server = server_of(request)
    now_ms = server.clock.now_ms()
    now = wall_of(now_ms)
    with reading(server.engine) as connection:
        members = communes.every(connection)
        lines = tickets.recent(connection)
    names = dict(members)
    return page(
        request,
        "tickets.html",
        visitor,
        status,
        members=members,
        lines=[(names[line.commune], line, words.ticket_state(line, now_ms, now)) for line in lines],
        moment=lambda ms: words.moment(ms, now),
        sentence=sentence,
        issued=issued,
        picture=segno.make(issued.text, error="m").svg_inline(border=2, omitsize=True) if issued else "",
        days=DAYS,
        most_days=MOST_DAYS,
    )


def log_out(request: Request, visitor: Visitor, _form: Form) -> Response:
    """POST /logout."""
    with writing(server_of(request).engine) as connection:
        users.end_session(connection, visitor.token)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response
