"""The database file: encrypted, whole, of this program's schema, and with every change captured."""

from collections.abc import Iterator
from contextlib import closing

from sqlalchemy import Connection

from app.storage.doctor.report import Finding, Patient
from app.storage.engine import connect, damaged_pages, refuse_plain_file
from app.storage.errors import DamagedDatabase, NotEncrypted, WrongKey
from app.storage.migrate import HEAD, current_revision, present_triggers
from app.storage.profile import Profile
from app.storage.schema import metadata
from app.storage.triggers import trigger_statements


def look_at_cipher(patient: Patient) -> Iterator[Finding]:
    """Whether the file on the disk is encrypted, and by this build."""
    try:
        refuse_plain_file(patient.profile.folder.database)
    except NotEncrypted:
        yield Finding("Tệp sổ trên đĩa không được mã hóa.", patient.profile.folder.database.name)
    if not patient.connection.exec_driver_sql("PRAGMA cipher_version").scalar():
        yield Finding("Bản chương trình này thiếu phần mã hóa.", "cipher_version")


def look_at_pages(patient: Patient) -> Iterator[Finding]:
    """Every page's authentication code, then how the pages hang together."""
    damaged = _damaged_pages(patient.profile)
    yield from (Finding(f"Trang {page} của tệp sổ bị hỏng.", f"page {page}") for page in damaged)
    if not damaged:
        answers = patient.connection.exec_driver_sql("PRAGMA quick_check(20)").scalars().all()
        yield from (Finding(f"Tệp sổ không khớp cấu trúc: {text}.", text) for text in answers if text != "ok")


def _damaged_pages(profile: Profile) -> list[int]:
    try:
        with closing(connect(profile.folder.database, profile.database_key)) as connection:
            return damaged_pages(connection)
    except WrongKey as error:  # it opened the profile: it is the first page that is not what it was
        raise DamagedDatabase from error


def look_at_references(patient: Patient) -> Iterator[Finding]:
    """Whether every row that is pointed at is there."""
    rows = patient.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    for table, row_id, parent, _ in rows:
        yield Finding(
            f"Dòng {row_id} của {table} trỏ tới một dòng không có của {parent}.", f"{table} {row_id}"
        )


def look_at_schema(patient: Patient) -> Iterator[Finding]:
    """The revision, and every table's columns and indexes."""
    revision = current_revision(patient.connection)
    if revision != HEAD:
        yield Finding(f"Sổ ở bản cấu trúc {revision}, chương trình cần {HEAD}.", "alembic_version")
    for table in metadata.sorted_tables:
        expected = {column.name for column in table.columns}
        present = set(_names(patient.connection, f"PRAGMA table_info('{table.name}')"))
        for column in sorted(expected ^ present):
            yield Finding(f"Cột {column} của {table.name} thừa hoặc thiếu.", f"{table.name}.{column}")
        indexes = {str(index.name) for index in table.indexes}
        for name in sorted(indexes - set(_names(patient.connection, f"PRAGMA index_list('{table.name}')"))):
            yield Finding(f"Thiếu chỉ mục {name}.", name)


def _names(connection: Connection, pragma: str) -> list[str]:
    return [row[1] for row in connection.exec_driver_sql(pragma)]


def look_at_triggers(patient: Patient) -> Iterator[Finding]:
    """Whether every table's changes are captured, by exactly the triggers of the registry."""
    expected, present = trigger_statements(), present_triggers(patient.connection)
    for name in sorted(expected.keys() - present.keys()):
        yield Finding(f"Thiếu bộ ghi thay đổi {name}: có thể có sửa đổi chưa vào nhật ký.", name)
    for name in sorted(present.keys() - expected.keys()):
        yield Finding(f"Có bộ ghi thay đổi lạ {name}.", name)
    for name in sorted(expected.keys() & present.keys()):
        if expected[name] != present[name]:
            yield Finding(f"Bộ ghi thay đổi {name} đã bị sửa.", name)


def look_at_capture(patient: Patient) -> Iterator[Finding]:
    """Whether capture is on and nothing captured was left outside the log."""
    is_on = patient.connection.exec_driver_sql("SELECT is_on FROM capture_switch WHERE id = 1").scalar()
    if is_on != 1:
        yield Finding("Việc ghi thay đổi đang tắt.", "capture_switch")
    left = patient.connection.exec_driver_sql("SELECT count(*) FROM capture").scalar_one()
    if left:
        yield Finding(f"{left} thay đổi đã ghi nhận mà chưa vào nhật ký.", "capture")
