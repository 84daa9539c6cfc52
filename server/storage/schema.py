"""The server's tables and nothing else.

Every table of a commune has the commune first in its key, so that it can be hash-partitioned by commune
without a change to any query. Instants are milliseconds UTC, keys and heads raw bytes.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

commune = Table(
    "commune",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("next_cseq", BigInteger, nullable=False),  # the feed's next number; the row is the feed's lock
    Column("next_number", Integer, nullable=False),  # the first dossier number of the day not yet leased
    Column("next_serial", BigInteger, nullable=False),  # of certificates and leases
    Column("receipts", BigInteger, nullable=False),
    Column("lease_width", Integer, nullable=False),
)

# Applying takes this row's lock, so that receiving need not wait for it.
applier = Table("applier", metadata, Column("commune", Text, primary_key=True))

device = Table(
    "device",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("public_key", LargeBinary, primary_key=True),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("certificate", LargeBinary, nullable=False),
    Column("enrolled_ms", BigInteger, nullable=False),
    Column("revoked_ms", BigInteger),
    Column("program_version", Text, nullable=False),
    Column("catalogue", Text, nullable=False),
    Column("last_seen_ms", BigInteger),
    Column("backlog", BigInteger, nullable=False),  # as the device said when last seen
    Column("oldest_unsent_ms", BigInteger, nullable=False),  # 0: nothing unsent
    Column("used_until_ms", BigInteger, nullable=False, server_default="0"),  # of its share of requests
    Column("lost_ms", BigInteger),  # of a revoked one: what it wrote up to here is still taken
    Column("current_origin", LargeBinary),  # the life that was heard last
    Column("came_back", Boolean, nullable=False, server_default=false()),  # to a life it had left before
    Index(None, "public_key"),
)

origin = Table(
    "origin",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("origin", LargeBinary, primary_key=True),
    Column("device_key", LargeBinary, nullable=False),
    Column("is_ended", Boolean, nullable=False),
    Column("stored_seq", BigInteger, nullable=False),
    Column("stored_head", LargeBinary, nullable=False),
    Column("applied_seq", BigInteger, nullable=False),
    Column("applied_head", LargeBinary, nullable=False),
    Column("durable_seq", BigInteger, nullable=False),
    Column("durable_head", LargeBinary, nullable=False),
    Column("born_from_origin", LargeBinary),
    Column("born_from_seq", BigInteger),
    Column("born_from_head", LargeBinary),
    Column("waits_for_origin", LargeBinary),  # applying is held until this changeset is applied
    Column("waits_for_seq", BigInteger),
    Column("twin", Integer, nullable=False, server_default="0"),  # sync.protocol.messages.Twin
)

segment = Table(
    "segment",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("cseq", BigInteger, primary_key=True, autoincrement=False),
    Column("origin", LargeBinary, nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    UniqueConstraint("commune", "origin", "first_seq", "last_seq"),
    Index(None, "commune", "origin", "last_seq"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("origin", LargeBinary, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("serial", BigInteger, primary_key=True, autoincrement=False),
    Column("origin", LargeBinary, nullable=False),
    Column("is_spare", Boolean, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("valid_from", Text, nullable=False),
    Column("statement", LargeBinary, nullable=False),
    Column("ended_ms", BigInteger),
    Column("valid_to", Text, nullable=False, server_default=""),  # "": open
    Column("free_from", Text, nullable=False, server_default=""),  # of ended ones; "": never given again
    Index(None, "commune", "origin"),
)

# What a device wrote after it was lost: neither relayed nor applied until the administrator says so.
held_segment = Table(
    "held_segment",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("origin", LargeBinary, primary_key=True),
    Column("first_seq", BigInteger, primary_key=True, autoincrement=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
)

# Until where the logs of revoked devices count, by a list that a former life of this server signed.
lost_end = Table(
    "lost_end",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("origin", LargeBinary, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

ticket = Table(
    "ticket",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("secret_hash", LargeBinary, primary_key=True),
    Column("role", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_by", LargeBinary),
    Column("used_ms", BigInteger),
)

nonce = Table(
    "nonce",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("device_key", LargeBinary, primary_key=True),
    Column("nonce", LargeBinary, primary_key=True),
    Column("issued_ms", BigInteger, nullable=False),
)

# The projection holds no name, number or address of any citizen: the console has no use for them.
dossier = Table(
    "dossier",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("origin", LargeBinary, primary_key=True),
    Column("counter", BigInteger, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("day", Text, nullable=False),  # of the code, ISO
    Column("number", Integer, nullable=False),  # of the code, within its day
    Column("procedure_code", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("promised_ms", BigInteger),  # as first printed
    Column("due_ms", BigInteger),  # after the latest apology or pause
    Column("state", Integer, nullable=False),
    Column("is_contested", Boolean, nullable=False),
    Column("last_at_ms", BigInteger, nullable=False),
    Column("finished_ms", BigInteger),
    Column("returned_ms", BigInteger),
    Column("stamp_origin", LargeBinary, nullable=False),
    Column("stamp_seq", BigInteger, nullable=False),
    Column("stamp_hlc", BigInteger, nullable=False),
    Index(None, "commune", "code"),  # not unique: two papers with one code are both valid
    Index(None, "commune", "state"),
    Index(None, "commune", "day"),
)

dossier_event = Table(
    "dossier_event",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("origin", LargeBinary, primary_key=True),
    Column("counter", BigInteger, primary_key=True, autoincrement=False),
    Column("dossier_origin", LargeBinary, nullable=False),
    Column("dossier_counter", BigInteger, nullable=False),
    Column("parent_origin", LargeBinary),
    Column("parent_counter", BigInteger),
    Column("kind", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("due_ms", BigInteger),
    Column("hlc", BigInteger, nullable=False),
    Column("over_origin", LargeBinary),  # what a decision set aside
    Column("over_counter", BigInteger),
    Index(None, "commune", "dossier_origin", "dossier_counter"),
)

catalogue = Table(
    "catalogue",
    metadata,
    Column("version", Text, primary_key=True),
    Column("published_ms", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
)

console_user = Table(
    "console_user",
    metadata,
    Column("name", Text, primary_key=True),
    Column("full_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

console_session = Table(
    "console_session",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("user_name", Text, nullable=False),
    Column("csrf", Text, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
)

# The bytes lie in staging and in the object store. The lists of block hashes stay when staging is dropped.
blob = Table(
    "blob",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("sha256", LargeBinary, primary_key=True),
    Column("block_root", LargeBinary, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("hashes", LargeBinary, nullable=False),  # joined; empty until the list has come
    Column("blocks", LargeBinary, nullable=False),  # a bit for each block that is here
    Column("staged_bytes", BigInteger, nullable=False),
    Column("complete_ms", BigInteger),
    Column("touched_ms", BigInteger, nullable=False),
    Index(None, "commune", "staged_bytes"),
)

# Made of the segments, and made again from them. An empty ``packed`` is a claim of whoever is making it.
checkpoint = Table(
    "checkpoint",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("cseq", BigInteger, primary_key=True, autoincrement=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)

checkpoint_part = Table(
    "checkpoint_part",
    metadata,
    Column("commune", Text, primary_key=True),
    Column("cseq", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("bytes", LargeBinary, nullable=False),
)
