"""Brings a database up to this program's schema, one file a step."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from server.errors import ServerError


def upgrade(engine: Engine) -> None:
    """Run the missing steps; a database written by a newer program is refused untouched."""
    with engine.begin() as connection:
        if not _is_known(connection):
            raise ServerError("Cơ sở dữ liệu do phiên bản mới hơn ghi. Xin cập nhật máy chủ rồi chạy lại.")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(connection: Connection) -> bool:
    """Whether every step has been run."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def _is_known(connection: Connection) -> bool:
    revision = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return revision is None or revision in known


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files(__name__)))
    return config
