"""What the figures stand on: how each dossier counts, in the order in which reports read it."""

from alembic import op

revision = "0011"
down_revision = "0010"

COLUMNS = (
    "received_ms INTEGER",
    "procedure_code TEXT DEFAULT '' NOT NULL",
    "field TEXT DEFAULT '' NOT NULL",
    "channel INTEGER DEFAULT 0 NOT NULL",
    "ended_ms INTEGER",
    "owed_ms INTEGER",
    "waiting_ms INTEGER",
    "timing INTEGER DEFAULT 0 NOT NULL",
    "supplements INTEGER DEFAULT 0 NOT NULL",
    "paused_ms INTEGER DEFAULT 0 NOT NULL",
)


def upgrade() -> None:
    """Add the columns; the program derives what stands in them after the last step."""
    for column in COLUMNS:
        op.execute(f"ALTER TABLE dossier_state ADD COLUMN {column}")
    op.execute(
        "CREATE INDEX dossier_state_counted ON dossier_state (field, procedure_code, timing, channel, "
        "received_ms, ended_ms, owed_ms, waiting_ms, supplements, paused_ms) WHERE received_ms IS NOT NULL"
    )
