"""The messages that move scans: what a desk holds and wants, what the server lacks; arrays that only grow.

POST /s1/blobs                  ScansRequest -> ScansReply                      (signed)
PUT  /s1/blob/{sha256}/list     the file's joined block hashes -> BlocksReply   (signed)
PUT  /s1/blob/{sha256}/{n}      blocks n, n+1 ... -> BlocksReply                (signed over an empty body)
PUT  /s1/blob/{sha256}/{n}.{m}  the same without the first m bytes of block n, which came before a cut
GET  /s1/blob/{sha256}/list     -> the joined block hashes                      (signed)
GET  /s1/blob/{sha256}/{n}      -> block n; {n}-{m}: blocks n to m              (signed)

Blocks are not in the request's signature: each is checked against the list, as it comes, so that a line
that breaks in the middle of a request loses little: of an unfinished block the server keeps the beginning.
"""

import msgspec

LIST = "list"
MAX_ASKED = 64  # files of one request
MAX_BLOB_BYTES = 256 * 1024 * 1024
MAX_RUN = 16  # blocks of one request


class ScanOffer(msgspec.Struct, array_like=True, frozen=True):
    """A file that the desk holds and that a stored row refers to."""

    sha256: bytes
    size: int
    block_root: bytes


class ScansRequest(msgspec.Struct, array_like=True, frozen=True):
    """``wants`` are files that the desk would like to have.

    By stick ``held`` says, for each of them, which blocks are here, a bit each: the answer brings the others.
    """

    protocol: int
    offers: list[ScanOffer]
    wants: list[bytes] = []
    held: list[bytes] = []


class ScanNeed(msgspec.Struct, array_like=True, frozen=True):
    """What the server lacks of an offered file; ``blocks`` has a bit for each block that it holds.

    With a ``code`` it takes nothing of the file for now, and the code says why. ``begun`` are blocks of which
    a beginning came before a cut: their number, and how many bytes the sender may leave out.
    """

    sha256: bytes
    has_list: bool
    blocks: bytes
    code: str = ""
    begun: list[tuple[int, int]] = []


class ScansReply(msgspec.Struct, array_like=True, frozen=True):
    """``receipt`` is a signed ScanReceipt; ``available`` is what can be fetched of what is wanted."""

    protocol: int
    epoch: bytes
    receipt: bytes
    needs: list[ScanNeed]
    available: list[bytes]


class BlocksReply(msgspec.Struct, array_like=True, frozen=True):
    """Which blocks the server holds now; ``receipt`` is not b"" once the file is complete."""

    protocol: int
    blocks: bytes
    receipt: bytes = b""


def list_path(sha256: bytes) -> str:
    """Where a file's list of block hashes is sent to and fetched from."""
    return f"/s1/blob/{sha256.hex()}/{LIST}"


def block_path(sha256: bytes, first: int, count: int = 1, held: int = 0) -> str:
    """Where blocks are sent to (``count`` is left to the body) and fetched from."""
    run = str(first) if count == 1 else f"{first}-{first + count - 1}"
    if held:
        run = f"{first}.{held}"
    return f"/s1/blob/{sha256.hex()}/{run}"
