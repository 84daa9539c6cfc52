"""How often a payment's slip was printed, when last, and what exactly stood on it."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns."""
    op.execute("ALTER TABLE payment ADD COLUMN slips INTEGER DEFAULT 0 NOT NULL")
    op.execute("ALTER TABLE payment ADD COLUMN printed_ms INTEGER DEFAULT 0 NOT NULL")
    op.execute("ALTER TABLE payment ADD COLUMN content_hash BLOB")
