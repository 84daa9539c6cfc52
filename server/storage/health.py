"""Whether the database answers and is the one this program knows."""

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from server.storage import meta, migrations
from server.storage.engine import reading


def answers(engine: Engine) -> bool:
    """A round trip that reads a real row."""
    try:
        with reading(engine) as connection:
            return migrations.is_current(connection) and meta.get(connection, meta.EPOCH) is not None
    except SQLAlchemyError:
        return False
