"""The console's page of versions."""

from starlette.requests import Request
from starlette.responses import Response

from app.domain.clock import wall_of
from server.console.render import page
from server.console.sessions import Visitor
from server.console.versions import ending, offer_lines, version_rows
from server.errors import ServerError
from server.handlers.answers import server_of
from server.storage import console as queries
from server.storage.engine import reading
from server.updates.offered import offered
from server.updates.repository import repository_of


def versions(request: Request, visitor: Visitor) -> Response:
    """GET /versions."""
    server = server_of(request)
    now = wall_of(server.clock.now_ms())
    with reading(server.engine) as connection:
        lines = queries.overview(connection, now.date().isoformat())
    trouble = ""
    try:
        offer = offered(repository_of(server.settings))
    except ServerError as error:  # the machines are worth seeing all the same
        offer, trouble = None, str(error)
    return page(
        request,
        "versions.html",
        visitor,
        rows=version_rows(lines, offer),
        offers=offer_lines(offer) if offer is not None else [],
        ending=ending(offer, now) if offer is not None else trouble,
    )
