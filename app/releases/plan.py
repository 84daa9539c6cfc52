"""What a machine has to fetch for a release: only contents it lacks, each the cheapest way there is."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from app.releases.content import Content, blob_name, delta_name
from app.releases.offer import Delta, Offer
from app.releases.packing import most_packed_bytes


class Piece(NamedTuple):
    """One content to fetch; ``old_sha256`` is None for the whole content, else what the delta starts from.

    ``most_bytes`` is a delta's exact length, and for a whole content the most that it can be.
    """

    content: Content
    old_sha256: str | None
    most_bytes: int

    @property
    def name(self) -> str:
        """Where it lies in an updates folder."""
        if self.old_sha256 is None:
            return blob_name(self.content.sha256)
        return delta_name(self.content.sha256, self.old_sha256)


def whole(content: Content) -> Piece:
    """A content fetched whole; also the way out when a delta turned out damaged."""
    return Piece(content, None, most_packed_bytes(content.size))


def piece_for(content: Content, deltas: Iterable[Delta], at_hand: Collection[str]) -> Piece:
    """The shortest delta from a content that is at hand (by hash), else the whole."""
    ways = [
        Piece(content, delta.old_sha256, delta.size)
        for delta in deltas
        if delta.sha256 == content.sha256 and delta.old_sha256 in at_hand
    ]
    return min(ways, key=lambda piece: piece.most_bytes, default=whole(content))


def pieces_for(contents: Iterable[Content], offer: Offer, at_hand: Collection[str]) -> tuple[Piece, ...]:
    """A piece for each content not at hand, the smallest first: a line that is cut soon has most of them."""
    by_new: dict[str, list[Delta]] = {}
    for delta in offer.deltas:
        by_new.setdefault(delta.sha256, []).append(delta)
    lacking = {content for content in contents if content.sha256 not in at_hand}
    pieces = (piece_for(content, by_new.get(content.sha256, ()), at_hand) for content in lacking)
    return tuple(sorted(pieces, key=lambda piece: (piece.most_bytes, piece.content)))
