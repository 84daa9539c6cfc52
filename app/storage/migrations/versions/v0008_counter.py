"""What a whole counter needs: letters and their grounds, payments, certified copies, day closes, people."""

from importlib.resources import files

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the tables of registry 3, and the columns it adds."""
    script = files("app.storage.migrations.versions").joinpath("v0008_counter.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
