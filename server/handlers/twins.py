"""The console's word on two machines under one key."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server import twins
from server.console.forms import Form
from server.console.render import error_page
from server.console.sessions import Visitor
from server.errors import ServerError
from server.handlers.answers import server_of

NO_SUCH_LOG = "Không có sổ này. Không thay đổi gì."


def decide(request: Request, _visitor: Visitor, form: Form) -> Response:
    """POST /communes/{code}/decide: the machine of this log goes on."""
    code = request.path_params["code"]
    try:
        twins.decide(server_of(request), code, bytes.fromhex(form.get("log", "")))
    except ValueError:
        return error_page(request, 400, NO_SUCH_LOG)
    except ServerError as error:
        return error_page(request, 400, str(error))
    return RedirectResponse(f"/communes/{code}", 303)
