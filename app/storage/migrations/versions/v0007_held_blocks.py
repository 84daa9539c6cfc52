"""Which blocks of a scan the server holds, as a stick brought word: the next stick leaves them out."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns."""
    op.execute("ALTER TABLE scan ADD COLUMN held BLOB")
    op.execute("ALTER TABLE scan ADD COLUMN held_epoch BLOB")
