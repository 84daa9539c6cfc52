"""What a replica's logs say, as one text to look things up in: the way to know what it still holds."""

from app.changes import segment as segments
from server.context import Server
from server.storage.engine import reading
from tests.support.devices import Device

BOOKS = (
    "SELECT code, note, content, relation FROM dossier "
    "UNION ALL SELECT note, '', '', '' FROM dossier_event UNION ALL SELECT name, '', '', '' FROM book "
    "UNION ALL SELECT what, void_reason, '', '' FROM book_entry "
    "UNION ALL SELECT name, '', '', '' FROM attachment"
)


def texts_of_desk(device: Device) -> str:
    """Everything a desk's logs and books hold, its own and others'."""
    sealed = device.rows("SELECT bytes FROM segment")
    unsealed = device.rows("SELECT payload FROM changeset")
    books, losers = device.rows(BOOKS), device.rows("SELECT loser_cells FROM conflict")
    parts = [
        *(_payloads(data) for (data,) in sealed),
        *(data for (data,) in unsealed),
        *(cells for (cells,) in losers),
    ]
    return _readable([*parts, *(text.encode() for row in books for text in row)])


def texts_of_server(server: Server) -> str:
    """Everything the server has stored."""
    with reading(server.engine) as connection:
        rows = connection.exec_driver_sql("SELECT bytes FROM segment").all()
    return _readable([_payloads(data) for (data,) in rows])


def _payloads(data: bytes) -> bytes:
    opened = segments.open_body(segments.read(data))
    return b"\0".join(changeset.payload or b"" for changeset, _ in opened)


def _readable(parts: list[bytes]) -> str:
    return b"\0".join(parts).decode("utf-8", "replace")
