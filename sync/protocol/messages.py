"""The exchange's messages; MessagePack arrays whose fields only ever grow at the end.

GET  /s1/authority            -> AuthorityBundle (app.changes.trust)
POST /s1/enrol                EnrolRequest -> EnrolReply
POST /s1/sync                 SyncRequest -> SyncReply        (signed, see ``signing``)
GET  /s1/catalogue/{version}  -> the sealed pack's bytes      (signed)
GET  /s1/checkpoint           -> CheckpointReply              (signed)
GET  /s1/checkpoint/{cseq}/{part}  -> the part's bytes        (signed)
any refusal                   Refusal, with an HTTP status
"""

import msgspec

from app.changes.changeset import ORIGIN_BYTES
from app.domain.twin import Twin

PROTOCOL = 1
NOBODY = bytes(ORIGIN_BYTES)  # a request under no log of one's own asks for the bytes of every log
CONTENT_TYPE = "application/vnd.soxa.v1+msgpack"


class EnrolRequest(msgspec.Struct, array_like=True, frozen=True):
    """A desk asks for its certificate; ``proof`` signs everything else with the device's key.

    A desk that a restored server has forgotten shows its ``certificate`` in place of a ticket's secret.
    """

    protocol: int
    commune: str
    secret: bytes
    device_key: bytes
    origin: bytes
    device_name: str
    proof: bytes = b""
    certificate: bytes = b""


class EnrolReply(msgspec.Struct, array_like=True, frozen=True):
    """What makes a desk a member of its commune; ``catalogue`` is the newest pack's version, "" for none.

    ``feed_bytes`` is how much the commune's feed holds: a desk asks for a checkpoint where it is worth it.
    """

    protocol: int
    epoch: bytes
    certificate: bytes
    leases: list[bytes]
    server_time_ms: int
    nonce: bytes
    commune_name: str
    server_name: str
    catalogue: str
    feed_bytes: int = 0


class Birth(msgspec.Struct, array_like=True, frozen=True):
    """A new incarnation of an enrolled device: a restored backup names the log it was born from."""

    origin: bytes
    born_from_origin: bytes
    born_from_seq: int
    born_from_head: bytes


class SyncRequest(msgspec.Struct, array_like=True, frozen=True):
    """One round trip up and down.

    ``cursor`` is the last feed number the desk has stored; ``epoch`` the server's as last seen (b"" = never);
    ``segments`` are the desk's own in order, and what a restored server lacks of others; ``heads`` are the
    logs' (origin, seq, head) for fork detection;
    ``deadline_s`` asks the server to end within that many seconds (0: no wish). ``numbers_held`` and
    ``numbers_left`` are those of the desk's day ``numbers_day``: who runs short is given more. ``received``
    says for each segment when a former life of the server had it (ms, 0: never); nothing at all stands for
    zeros.
    ``lease_known`` is the latest lease the desk holds: those up to it need not be given again.
    ``certificates`` of devices and the signed list ``revoked`` tell a restored server what it has forgotten.
    """

    protocol: int
    origin: bytes
    epoch: bytes
    cursor: int
    heads: list[tuple[bytes, int, bytes]]
    segments: list[bytes]
    births: list[Birth] = []
    catalogue: str = ""
    program_version: str = ""
    want_bytes: int = 1 << 20
    deadline_s: int = 0
    backlog: int = 0
    oldest_unsent_ms: int = 0
    numbers_day: str = ""
    numbers_held: int = 0
    numbers_left: int = 0
    received: list[int] = []
    lease_known: int = 0
    certificates: list[bytes] = []
    revoked: bytes = b""


class FeedItem(msgspec.Struct, array_like=True, frozen=True):
    """One stored segment of the commune; ``body`` is b"" for the desk's own (it has the bytes)."""

    cseq: int
    received_ms: int
    origin: bytes
    first_seq: int
    last_seq: int
    body: bytes


class SegmentRefusal(msgspec.Struct, array_like=True, frozen=True):
    """A segment of the request that was not stored, and why (``code`` as in app.changes.errors)."""

    index: int
    code: str
    detail: str = ""


class Fork(msgspec.Struct, array_like=True, frozen=True):
    """The server holds another log under this origin: a restored or cloned device must be re-born."""

    origin: bytes
    stored_seq: int
    stored_head: bytes


class SyncReply(msgspec.Struct, array_like=True, frozen=True):
    """``certificates`` are the devices that sealed what the feed carries; ``more`` says the feed goes on.

    ``revoked`` is the signed list of devices that are no longer trusted, b"" while all are.
    ``min_write_schema`` asks for programs that know at least that registry; what others write is stored too.
    ``twin`` is an app.domain.twin.Twin.
    """

    protocol: int
    epoch: bytes
    receipt: bytes
    refused: list[SegmentRefusal]
    forks: list[Fork]
    feed: list[FeedItem]
    more: bool
    certificates: list[bytes]
    leases: list[bytes]
    server_time_ms: int
    catalogue: str = ""
    retry_after_s: int = 0
    revoked: bytes = b""
    min_write_schema: int = 0
    twin: int = Twin.NONE


class CheckpointReply(msgspec.Struct, array_like=True, frozen=True):
    """The commune's books at one point of its feed, vouched for (app.changes.checkpoint).

    ``certificates`` are those of the devices whose logs it covers.
    """

    protocol: int
    statement: bytes
    certificates: list[bytes]


class Refusal(msgspec.Struct, array_like=True, frozen=True):
    """Why a request was not served; ``code`` is stable, ``reason`` is one English sentence for the log."""

    code: str
    reason: str
