"""What the server is told: one frozen dataclass, read from ``config.toml`` in the data folder."""

import json
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from server.errors import ServerError

CONFIG_NAME = "config.toml"
MOST = 60_000
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two installations."""

    data: Path
    """The folder of the embedded database, keys, certificates and catalogue packs."""
    address: str = ""
    """What the enrolment tickets carry, such as ``https://10.1.2.3:8743``."""
    host: str = "127.0.0.1"
    port: int = 8743
    plain: bool = False
    """HTTP without TLS; loopback only."""
    name: str = "Máy chủ cấp trên"
    """What the offices call this server."""
    database: str = ""
    """A ``postgresql+psycopg://`` URL, or nothing for the embedded engine."""
    key_file: str = ""
    """The embedded database's key (a systemd credential fits); nothing means ``key`` in the data folder."""
    durable: str = "stored"
    """When a desk may drop what it sent: ``stored`` at once, ``backup`` after a verified backup holds it."""
    min_write_schema: int = 0
    """The oldest registry that desks should write with; what older ones write is stored all the same."""
    log_file: str = ""
    """Where the log goes; nothing means standard error, for journald."""
    requests_per_minute: int = 60
    """How often one device may ask in the long run, whichever process serves it."""
    request_burst: int = 120
    """How many requests a device may make at once after a rest."""
    spread_s: int = 300
    """Over how many seconds a crowd that cannot be served now is told to come back."""
    drain_s: int = 20
    """How long what is under way may take to end when the server is stopped."""

    blobs: str = ""
    """Where whole scans are kept: a folder or ``s3://bucket/prefix``; nothing means ``blobs`` in the data."""
    blobs_endpoint: str = ""
    """The address of an S3-compatible store other than Amazon's."""
    blobs_region: str = "us-east-1"
    blobs_key_file: str = ""
    """Two lines, key id and secret of that store (a systemd credential fits)."""
    staging_mb: int = 2048
    """How much of one commune's unfinished scans is kept at most."""

    @property
    def staging_path(self) -> Path:
        """The folder of scans that are still coming."""
        return self.data / "staging"

    @property
    def key_path(self) -> Path:
        """The file of the embedded database's key."""
        return Path(self.key_file) if self.key_file else self.data / "key"

    @property
    def database_path(self) -> Path:
        """The embedded database."""
        return self.data / "server.db"

    @property
    def authority_path(self) -> Path:
        """The folder of keys and certificates."""
        return self.data / "authority"

    @property
    def catalogue_path(self) -> Path:
        """The folder of published catalogue packs."""
        return self.data / "catalogue"

    def check(self) -> None:
        """Refuse what would be unsafe or cannot work."""
        if self.plain and self.host not in LOOPBACK:
            raise ServerError("HTTP không mã hóa chỉ dùng được trên chính máy này (127.0.0.1).")
        if self.durable not in ("stored", "backup"):
            raise ServerError('Cấu hình "durable" chỉ nhận "stored" hoặc "backup".')
        if self.database and not self.database.startswith("postgresql+psycopg://"):
            raise ServerError('Cấu hình "database" phải bắt đầu bằng postgresql+psycopg://.')
        for name in ("requests_per_minute", "request_burst", "spread_s", "drain_s"):
            if not 1 <= getattr(self, name) <= MOST:
                raise ServerError(f'Cấu hình "{name}" chỉ nhận số từ 1 đến {MOST}.')


def load(data: Path, **changed: Any) -> Settings:
    """The settings of a data folder; ``changed`` (None is ignored) wins over the file."""
    path = data / CONFIG_NAME
    try:
        stored = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ServerError(f"Chưa có máy chủ ở {data}. Chạy soxa-server init trước.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ServerError(f"Không đọc được {path}: sai cú pháp TOML.") from error
    given = stored | {name: value for name, value in changed.items() if value is not None}
    settings = Settings(data=data, **_checked(given, path))
    settings.check()
    return settings


def _checked(given: dict[str, Any], path: Path) -> dict[str, Any]:
    kinds = {field.name: field.type for field in fields(Settings) if field.name != "data"}
    for name, value in given.items():
        if name not in kinds:
            raise ServerError(f"{path} có mục lạ: {name}.")
        if type(value) is not kinds[name]:
            raise ServerError(f"{path}: mục {name} sai kiểu.")
    return given


def write(settings: Settings) -> None:
    """Write ``config.toml``, readable by its owner alone: a database URL may hold a password."""
    values = asdict(settings)
    del values["data"]
    # A JSON string, number or boolean is the same in TOML.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items()]
    path = settings.data / CONFIG_NAME
    path.touch(mode=0o600)
    path.write_text("".join(lines), "utf-8")
