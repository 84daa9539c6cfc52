"""The desktop's tables.

*Synchronised* tables carry exactly the columns of ``app.changes.registry`` and a ``stamp``: the changeset
that wrote the row (same integer form as a row id). *Log* tables hold what was written and what is known of
others. *Derived* tables can be rebuilt from the synchronised ones. *Local* tables never leave this device.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from app.storage.schema_columns import (
    bytes_column,
    id_column,
    int_column,
    metadata,
    optional_column,
    text_column,
)
from app.storage.schema_counter import payment
from app.storage.schema_hall import group_list, group_row, queue_ticket
from app.storage.schema_synced import applicant, attachment, clerk, dossier, dossier_component

__all__ = (
    "applicant",
    "attachment",
    "clerk",
    "dossier",
    "dossier_component",
    "group_list",
    "group_row",
    "metadata",
    "payment",
    "queue_ticket",
)

# Log

origin = Table(
    "origin",
    metadata,
    id_column("no"),
    bytes_column("origin"),
    int_column("is_own"),
    int_column("seq"),
    bytes_column("head"),
    int_column("sealed_seq"),
    int_column("stored_seq"),
    int_column("applied_seq"),
    int_column("durable_seq"),
    int_column("told_seq"),
    UniqueConstraint("origin"),
)

offer = Table(
    "offer",
    metadata,
    Column("origin_no", Integer, ForeignKey("origin.no"), primary_key=True, autoincrement=False),
    optional_column("stored_seq"),
)

log_state = Table(
    "log_state",
    metadata,
    id_column(),
    int_column("origin_no"),
    int_column("hlc"),
    int_column("row_counter"),
    int_column("wall_ms"),
    optional_column("trusted_ms"),
    optional_column("trusted_wall_ms"),
    text_column("last_number"),
)

changeset = Table(
    "changeset",
    metadata,
    Column("origin_no", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    bytes_column("header"),
    bytes_column("payload"),
    bytes_column("head"),
    sqlite_with_rowid=False,
)

segment = Table(
    "segment",
    metadata,
    Column("id", Integer, primary_key=True),
    int_column("origin_no"),
    int_column("first_seq"),
    int_column("last_seq"),
    int_column("sealed_ms"),
    optional_column("cseq"),
    optional_column("received_ms"),
    bytes_column("bytes"),
    Index("segment_by_range", "origin_no", "first_seq"),
)

log_base = Table(
    "log_base",
    metadata,
    id_column("origin_no"),
    int_column("seq"),
    bytes_column("head"),
    bytes_column("device_key"),
)

written = Table("written", metadata, id_column("stamp"), int_column("hlc"), optional_column("clerk_id"))

checkpoint = Table(
    "checkpoint",
    metadata,
    id_column(),
    bytes_column("statement"),
    int_column("cseq"),
    int_column("loaded"),
    int_column("total"),
)

group_stamp = Table(
    "group_stamp",
    metadata,
    *(Column(name, Integer, primary_key=True) for name in ("table_no", "row_id", "ordinal", "group_no")),
    int_column("stamp"),
    sqlite_with_rowid=False,
)

tombstone = Table(
    "tombstone",
    metadata,
    *(Column(name, Integer, primary_key=True) for name in ("table_no", "row_id", "ordinal")),
    int_column("stamp"),
    sqlite_with_rowid=False,
)

conflict = Table(
    "conflict",
    metadata,
    Column("id", Integer, primary_key=True),
    int_column("table_no"),
    int_column("row_id"),
    int_column("ordinal"),
    int_column("group_no"),
    int_column("winner_stamp"),
    int_column("loser_stamp"),
    bytes_column("loser_cells"),
    int_column("noticed_ms"),
    optional_column("settled_ms"),
    UniqueConstraint("table_no", "row_id", "ordinal", "group_no", "loser_stamp"),
)

waiting = Table(
    "waiting",
    metadata,
    id_column("origin_no"),
    int_column("seq"),
    text_column("reason"),
    text_column("detail"),
    int_column("since_ms"),
)

returned = Table(
    "returned",
    metadata,
    *(Column(name, Integer, primary_key=True) for name in ("origin_no", "seq")),
    text_column("code"),
    text_column("detail"),
    sqlite_with_rowid=False,
)

receipt = Table(
    "receipt",
    metadata,
    id_column("number"),
    bytes_column("epoch"),
    int_column("issued_ms"),
    bytes_column("bytes"),
)

capture = Table(
    "capture",
    metadata,
    Column("n", Integer, primary_key=True),
    int_column("table_no"),
    text_column("op"),
    int_column("row_id"),
    int_column("ordinal"),
    int_column("mask"),
)

capture_switch = Table("capture_switch", metadata, id_column(), int_column("is_on", 1))

# Derived

dossier_state = Table(
    "dossier_state",
    metadata,
    Column("dossier_id", Integer, ForeignKey("dossier.id"), primary_key=True, autoincrement=False),
    int_column("state"),
    int_column("is_open"),
    int_column("lane"),
    int_column("due_ms"),
    optional_column("holder_id"),
    text_column("unit"),
    optional_column("finished_ms"),
    optional_column("returned_ms"),
    optional_column("last_event_id"),
    int_column("is_contested"),
    int_column("own_stamp"),
    # For the figures, see app.domain.reporting: NULL in received_ms is a dossier that no figure knows.
    optional_column("received_ms"),
    text_column("procedure_code"),
    text_column("field"),
    int_column("channel"),
    optional_column("ended_ms"),
    optional_column("owed_ms"),
    optional_column("waiting_ms"),
    int_column("timing"),
    int_column("supplements"),
    int_column("paused_ms"),
    Index(
        "dossier_state_counted",
        *("field", "procedure_code", "timing", "channel", "received_ms", "ended_ms", "owed_ms"),
        *("waiting_ms", "supplements", "paused_ms"),
        sqlite_where=text("received_ms IS NOT NULL"),
    ),
    Index("dossier_state_open", "lane", "due_ms", "dossier_id", sqlite_where=text("is_open = 1")),
    Index("dossier_state_held", "holder_id", sqlite_where=text("is_open = 1")),
    Index("dossier_state_contested", "dossier_id", sqlite_where=text("is_contested = 1")),
    Index("dossier_state_away", "due_ms", "dossier_id", sqlite_where=text("state = 11")),
    Index("dossier_state_finished", "finished_ms", sqlite_where=text("finished_ms IS NOT NULL")),
    Index("dossier_state_returned", "returned_ms", sqlite_where=text("returned_ms IS NOT NULL")),
    Index("dossier_state_own", "own_stamp"),
)

# Local

device = Table(
    "device",
    metadata,
    id_column(),
    text_column("name"),
    bytes_column("signing_seed"),
    text_column("address"),
    text_column("commune"),
    text_column("commune_name"),
    text_column("server_name"),
    bytes_column("root", nullable=True),
    bytes_column("server_key", nullable=True),
    bytes_column("catalogue_key", nullable=True),
    bytes_column("tls_fingerprint", nullable=True),
    bytes_column("certificate", nullable=True),
    bytes_column("epoch", nullable=True),
    bytes_column("nonce", nullable=True),
    int_column("cursor"),
    text_column("ca_file"),
)

peer_certificate = Table(
    "peer_certificate",
    metadata,
    Column("public_key", LargeBinary, primary_key=True),
    text_column("name"),
    bytes_column("bytes"),
)

lease = Table(
    "lease",
    metadata,
    id_column("serial"),
    bytes_column("origin"),
    int_column("is_spare"),
    int_column("first"),
    int_column("last"),
    text_column("valid_from"),
    text_column("valid_to"),
    bytes_column("bytes"),
)

day_number = Table(
    "day_number",
    metadata,
    Column("day", Text, primary_key=True),
    int_column("first_to_use", 1),
    int_column("last_used"),
)

catalogue_pack = Table(
    "catalogue_pack",
    metadata,
    Column("version", Text, primary_key=True),
    text_column("effective_from"),
    text_column("decision"),
    text_column("publisher"),
    int_column("imported_ms"),
    bytes_column("signer"),
    bytes_column("bytes"),
)

clerk_secret = Table(
    "clerk_secret",
    metadata,
    Column("clerk_id", Integer, ForeignKey("clerk.id"), primary_key=True, autoincrement=False),
    text_column("pin_hash"),
    int_column("failures"),
    int_column("locked_until_ms"),
)

setting = Table("setting", metadata, Column("name", Text, primary_key=True), text_column("value"))

act_log = Table(
    "act_log",
    metadata,
    Column("id", Integer, primary_key=True),
    int_column("at_ms"),
    optional_column("clerk_id"),
    optional_column("noted_by"),  # the clerk's row as it was called then: what the hash is over
    *(text_column(name) for name in ("kind", "code", "detail")),
    bytes_column("hash"),
    Index("act_log_by_time", "at_ms"),
)

act_log_end = Table("act_log_end", metadata, id_column(), int_column("last_id"), bytes_column("hash"))

# One row for each file that an attachment names, as soon as something is known of it.
scan = Table(
    "scan",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),
    int_column("is_here"),
    int_column("is_wanted"),  # a clerk asked for it
    bytes_column("received_epoch", nullable=True),  # of the server that signed for it
    int_column("sent_blocks"),  # as far as the server said
    bytes_column("hashes", nullable=True),  # the list of a file that is still coming
    bytes_column("staged", nullable=True),  # a bit for each block of it that is here
    bytes_column("held", nullable=True),  # a bit for each block that the server said it holds, by stick
    bytes_column("held_epoch", nullable=True),  # in which life of it
)
