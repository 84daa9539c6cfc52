"""Who voided a payment and what was handed back; a sitting's documents are found by their payment."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the columns and the index."""
    op.execute("ALTER TABLE payment ADD COLUMN voided_by INTEGER REFERENCES clerk (id)")
    op.execute("ALTER TABLE payment ADD COLUMN refunded INTEGER DEFAULT 0 NOT NULL")
    op.execute("CREATE INDEX certification_by_payment ON certification (payment_id)")
