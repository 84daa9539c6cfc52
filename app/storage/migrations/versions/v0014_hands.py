"""What waits for a hand, lies at another agency or has its letter is found without walking what is open."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Index open dossiers by holder, those sent away, and the letters; list who refused alone."""
    op.execute("CREATE INDEX dossier_state_held ON dossier_state (holder_id) WHERE is_open = 1")
    op.execute("CREATE INDEX dossier_state_away ON dossier_state (due_ms, dossier_id) WHERE state = 11")
    op.execute("CREATE INDEX dossier_event_letter ON dossier_event (dossier_id) WHERE kind = 15")
    op.execute("DROP INDEX dossier_event_to_oversee")
    op.execute(
        "CREATE INDEX dossier_event_to_oversee ON dossier_event (at_ms) "
        "WHERE kind IN (13, 19) OR legal_basis <> '' OR (kind = 7 AND note <> '') "
        "OR (kind = 12 AND paper <> '')"
    )
