"""Foreign bundles over HTTP, on a line beside the one for rows."""

from app.storage.unit_of_work import Store
from sync.http.client import HttpTransport
from sync.http.lines import line_of
from sync.protocol.courier import CarryReply, CarryRequest, PieceReply, piece_path
from sync.protocol.messages import PROTOCOL


class HttpCourier:
    """A way for bundles that this desk cannot open."""

    def __init__(self, line: HttpTransport) -> None:
        self._line = line

    def send(self, name: str, offset: int, piece: bytes) -> int:
        """A piece of a file; how much of it the server holds now."""
        return self._line.send(piece_path(name, offset), piece, PieceReply, is_covered=True).held

    def carry(self, names: list[str]) -> CarryReply:
        """Have what was sent taken in."""
        return self._line.ask("/s1/bundle", CarryRequest(PROTOCOL, names), CarryReply)

    def fetch(self, name: str, offset: int) -> bytes:
        """A piece of an answer; b"" at its end."""
        return self._line.fetch(piece_path(name, offset))

    def close(self) -> None:
        """Let go of the line."""
        self._line.close()


def courier_way_of(store: Store) -> HttpCourier:
    """This device's way for foreign bundles; it never uses the nonce that the next exchange counts on."""
    return HttpCourier(line_of(store, is_beside=True))
