"""Single-writer books, second codes of dossiers, and numbers that were given back."""

from importlib.resources import files

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables of registry 2."""
    script = files("app.storage.migrations.versions").joinpath("v0002_books.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
