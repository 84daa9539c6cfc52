"""Lists of people received in one sitting, and the tickets of the day; they never leave this device."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Create the tables."""
    op.execute(
        "CREATE TABLE group_list (id INTEGER NOT NULL, begun_ms INTEGER DEFAULT 0 NOT NULL, "
        "form BLOB NOT NULL, PRIMARY KEY (id))"
    )
    op.execute(
        "CREATE TABLE group_row (list_id INTEGER NOT NULL, line INTEGER NOT NULL, member BLOB NOT NULL, "
        "dossier_id INTEGER, PRIMARY KEY (list_id, line)) WITHOUT ROWID"
    )
    op.execute(
        "CREATE TABLE queue_ticket (day TEXT NOT NULL, number INTEGER NOT NULL, "
        "taken_ms INTEGER DEFAULT 0 NOT NULL, state INTEGER DEFAULT 0 NOT NULL, clerk_id INTEGER, "
        "counter TEXT DEFAULT '' NOT NULL, called_ms INTEGER DEFAULT 0 NOT NULL, "
        "told_ms INTEGER DEFAULT 0 NOT NULL, ended_ms INTEGER DEFAULT 0 NOT NULL, "
        "PRIMARY KEY (day, number)) WITHOUT ROWID"
    )
