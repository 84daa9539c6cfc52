"""An act may decide over another one that was done at the same time."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE dossier_event ADD COLUMN over_id INTEGER REFERENCES dossier_event (id)")
