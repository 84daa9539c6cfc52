"""Brings a database up to this program's schema, one file a step."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from server.errors import ServerError
from server.storage.engine import reachable, writing


def upgrade(engine: Engine, step: str = "head") -> None:
    """Run the missing steps; a database written by a newer program is refused untouched."""
    with reachable(engine), writing(engine) as connection:
        current = revision(connection)
        if current and not is_known(current):
            raise ServerError("Cơ sở dữ liệu do phiên bản mới hơn ghi. Xin cập nhật máy chủ rồi chạy lại.")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, step)


def is_current(connection: Connection) -> bool:
    """Whether every step has been run."""
    return revision(connection) == ScriptDirectory.from_config(_config()).get_current_head()


def revision(connection: Connection) -> str:
    """The last step that was run, "" before the first."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def is_known(step: str) -> bool:
    """Whether this program has a step of that name."""
    return step in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files(__name__)))
    return config
