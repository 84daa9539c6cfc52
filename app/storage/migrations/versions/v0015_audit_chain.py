"""What is noted of people becomes a chain: a hash for each line over the one before, old lines too."""

from alembic import op

from app.domain.audit import FIRST_HEAD, AuditLine, next_hash

revision = "0015"
down_revision = "0014"

OLD_LINES = (
    "SELECT o.id, o.at_ms, o.clerk_id, o.kind, coalesce(d.code, ''), o.detail FROM act_log o "
    "LEFT JOIN dossier d ON o.kind = 'id_shown' AND o.detail LIKE 'dossier %' "
    "AND d.id = CAST(substr(o.detail, 9) AS INTEGER) ORDER BY o.id"
)


def upgrade() -> None:
    """Give each line its hash; a line keeps its words, and finds its dossier's code."""
    connection = op.get_bind()
    rows = connection.exec_driver_sql(OLD_LINES).all()
    op.execute("DROP TABLE act_log")
    op.execute(
        "CREATE TABLE act_log (id INTEGER NOT NULL, at_ms INTEGER DEFAULT 0 NOT NULL, clerk_id INTEGER, "
        "noted_by INTEGER, kind TEXT DEFAULT '' NOT NULL, code TEXT DEFAULT '' NOT NULL, "
        "detail TEXT DEFAULT '' NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (id))"
    )
    op.execute("CREATE INDEX act_log_by_time ON act_log (at_ms)")
    op.execute(
        "CREATE TABLE act_log_end (id INTEGER NOT NULL, last_id INTEGER DEFAULT 0 NOT NULL, "
        "hash BLOB NOT NULL, PRIMARY KEY (id))"
    )
    last, head = 0, FIRST_HEAD
    for id_, at_ms, clerk_id, kind, code, detail in rows:
        head, last = next_hash(head, AuditLine(id_, at_ms, clerk_id, kind, code, detail)), id_
        connection.exec_driver_sql(
            "INSERT INTO act_log VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (id_, at_ms, clerk_id, clerk_id, kind, code, detail, head),
        )
    connection.exec_driver_sql("INSERT INTO act_log_end VALUES (1, ?, ?)", (last, head))
