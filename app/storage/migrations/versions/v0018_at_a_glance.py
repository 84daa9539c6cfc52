"""What the screens ask after every act is found by an index of its own, however many dossiers there are."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Index contested dossiers, hand-overs by who took them, a book's entries by turn and by void."""
    op.execute("CREATE INDEX dossier_state_contested ON dossier_state (dossier_id) WHERE is_contested = 1")
    op.execute("CREATE INDEX dossier_event_handed ON dossier_event (dossier_id, holder_id) WHERE kind = 2")
    op.execute("CREATE INDEX book_entry_by_turn ON book_entry (turn_id, number)")
    op.execute("CREATE INDEX book_entry_by_void ON book_entry (voided_ms) WHERE voided_ms > 0")
