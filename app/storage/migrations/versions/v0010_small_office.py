"""Whether an office is so small that one clerk may both receive and decide."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE office ADD COLUMN is_small INTEGER DEFAULT 0 NOT NULL")
