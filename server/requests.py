"""Whether a sync request makes sense in itself, before anything is looked up."""

from collections.abc import Iterable

from app.changes.chain import HEAD_BYTES
from app.changes.changeset import ORIGIN_BYTES
from server.errors import Refused
from server.facts import LARGEST
from sync.protocol.limits import MAX_HEADS, MAX_NAME
from sync.protocol.messages import SyncRequest

MAX_BIRTHS = 16


def check_request(request: SyncRequest) -> None:
    """Refuse sizes and numbers that no honest desk sends and no column would hold."""
    if len(request.heads) > MAX_HEADS or len(request.births) > MAX_BIRTHS:
        raise Refused(400, "malformed", "too many heads or births")
    if len(request.certificates) > MAX_HEADS:
        raise Refused(400, "malformed", "too many certificates")
    numbers = (
        request.cursor,
        request.backlog,
        request.oldest_unsent_ms,
        request.deadline_s,
        request.lease_known,
        *(seq for _, seq, _ in request.heads),
        *(birth.born_from_seq for birth in request.births),
    )
    if not all(0 <= number <= LARGEST for number in numbers):
        raise Refused(400, "malformed", "a number out of range")
    if not _sizes_fit(request):
        raise Refused(400, "malformed", "an origin or head of the wrong size")
    for text in (request.catalogue, request.program_version):
        if len(text) > MAX_NAME or not text.isprintable():
            raise Refused(400, "malformed", "a version that cannot be shown")


def _sizes_fit(request: SyncRequest) -> bool:
    names = [request.origin, *(name for name, _, _ in request.heads)]
    heads = [head for _, _, head in request.heads]
    for birth in request.births:
        names += [birth.origin, birth.born_from_origin]
        heads.append(birth.born_from_head)
    return _all_of_size(names, ORIGIN_BYTES) and _all_of_size(heads, HEAD_BYTES)


def _all_of_size(values: Iterable[bytes], size: int) -> bool:
    return all(len(value) == size for value in values)
