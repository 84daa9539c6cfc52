"""The console's page for sticks: upload bundles, download the answers, for staff without a shell."""

import msgspec
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from app.errors import AppError
from server.bundles import finish, import_folder
from server.console.forms import STALE
from server.console.render import error_page, page
from server.console.sessions import Visitor, is_own_form, is_same, visitor
from server.console.stick_results import Line, Told, result_lines
from server.console.uploads import Batch, answer_file, clear, keep, read_form
from server.errors import Refused
from server.handlers.answers import server_of
from server.storage import communes
from server.storage.engine import reading
from sync.bundle.folder import find
from sync.bundle.invitation import FORMAT, MAGIC, NAME, Invitation

FILE_TYPE = "application/octet-stream"
NOT_TAKEN = {
    400: "Không đọc được các tệp vừa gửi lên. Chưa nhận gì. Xin chọn lại tệp rồi gửi.",
    408: "Đường truyền quá chậm nên chưa nhận đủ tệp. Chưa ghi gì. Xin gửi lại, mỗi lần ít tệp hơn.",
    413: "Các tệp vừa gửi vượt 2 GB. Chưa nhận gì. Xin gửi mỗi lần ít tệp hơn, hoặc dùng lệnh trên máy chủ.",
}
NO_FILE = "Chưa chọn tệp nào. Xin chọn các tệp TH-….v01 trên USB rồi gửi."


def form(request: Request, member: Visitor) -> Response:
    """GET /usb."""
    return _page(request, member)


def invitation(request: Request, _member: Visitor) -> Response:
    """GET /usb/invitation: what a stick needs so that a desk without a line can enrol."""
    invited = Invitation(FORMAT, server_of(request).authority.bundle)
    headers = {"content-disposition": f'attachment; filename="{NAME}"', "cache-control": "no-store"}
    return Response(MAGIC + msgspec.msgpack.encode(invited), media_type=FILE_TYPE, headers=headers)


def answer(request: Request, _member: Visitor) -> Response:
    """GET /usb/{batch}/{name}."""
    path = answer_file(server_of(request), request.path_params["batch"], request.path_params["name"])
    if path is None:
        return error_page(request, 404, "Gói trả lời này không còn. Xin gửi lại các tệp trên USB.")
    headers = {"cache-control": "no-store"}
    return FileResponse(path, media_type=FILE_TYPE, filename=path.name, headers=headers)


async def upload(request: Request) -> Response:
    """POST /usb: who may and from where is known before a byte of a file is read."""
    member = await run_in_threadpool(visitor, request)
    if member is None:
        return RedirectResponse("/login", 303)
    if not is_own_form(request):
        return await run_in_threadpool(error_page, request, 403, STALE)
    try:
        given = await read_form(request)
    except Refused as refused:
        sentence = NOT_TAKEN.get(refused.status, NOT_TAKEN[400])
        return await run_in_threadpool(_page, request, member, refused.status, sentence)
    try:
        if not is_same(str(given.get("csrf", "")), member.csrf):
            return await run_in_threadpool(error_page, request, 403, STALE)
        batch = await keep(server_of(request), given)
    finally:
        await given.close()
    return await run_in_threadpool(_take_in, request, member, batch)


def _take_in(request: Request, member: Visitor, batch: Batch) -> Response:
    server = server_of(request)
    if not batch.names and not batch.passed_over:
        return _page(request, member, 400, NO_FILE)
    try:
        imported = import_folder(server, batch.folder)
    except AppError as error:
        return _page(request, member, 500, str(error))
    with reading(server.engine) as connection:
        names = dict(communes.every(connection))
    volumes = {each.name: [path.name for path in each.volumes] for each in find(batch.folder)[0]}
    lines = list(result_lines(batch.names, batch.passed_over, Told(imported, volumes, names)))
    clear(batch)
    response = _page(request, member, lines=lines, batch=batch.token)
    response.background = BackgroundTask(run_in_threadpool, finish, server, imported)
    return response


def _page(
    request: Request,
    member: Visitor,
    status: int = 200,
    sentence: str = "",
    lines: list[Line] | None = None,
    batch: str = "",
) -> Response:
    shown = lines or []
    has_answers = any(line.answers for line in shown)
    return page(
        request,
        "usb.html",
        member,
        status,
        sentence=sentence,
        lines=shown,
        batch=batch,
        has_answers=has_answers,
        invitation=NAME,
    )
