"""A machine that may not go on under its key enrols anew under another, with all its books and unsent work.

What the old key has sealed stays sealed by it. The new key and the new life are chosen before the server is
asked and kept, so that asking again after a crash asks for the same.
"""

from typing import NamedTuple

from nacl.signing import SigningKey
from sqlalchemy import Connection

from app.changes.chain import first_head
from app.changes.changeset import ORIGIN_BYTES
from app.domain.twin import Twin
from app.storage import device, freeze, log_store, setting
from app.storage.errors import DatabaseBusy
from app.storage.unit_of_work import Store

SETTING = "next_key"
SEED_BYTES = 32


class NextKey(NamedTuple):
    """The key to enrol with, and the life that begins when it is accepted."""

    key: SigningKey
    origin: bytes


def is_needed(connection: Connection) -> bool:
    """Whether the district has done with this machine's key."""
    return freeze.state(connection) is Twin.RETIRED or freeze.is_revoked(connection)


def prepared(store: Store) -> NextKey:
    """The next key; everything written so far is sealed with the present one."""
    with store.read() as connection:
        present, kept = device.signing_key(connection), setting.get(connection, SETTING)
    log_store.seal_pending(store, present)
    if not kept:
        kept = store.entropy(SEED_BYTES + ORIGIN_BYTES).hex()
        with store.write_local() as connection:
            setting.put(connection, SETTING, kept)
    chosen = bytes.fromhex(kept)
    return NextKey(SigningKey(chosen[:SEED_BYTES]), chosen[SEED_BYTES:])


def take_up(connection: Connection, next_key: NextKey) -> None:
    """Write on under the next key and its life; ``incarnations.announce_life`` says so in the log."""
    if connection.exec_driver_sql("SELECT 1 FROM changeset LIMIT 1").first():
        raise DatabaseBusy  # an act came in between, which only the old key may seal
    no = connection.exec_driver_sql("SELECT max(no) + 1 FROM origin").scalar_one()
    connection.exec_driver_sql(
        "INSERT INTO origin(no, origin, is_own, head) VALUES (?, ?, 1, ?)",
        (no, next_key.origin, first_head(next_key.origin)),
    )
    connection.exec_driver_sql("UPDATE log_state SET origin_no = ?, row_counter = 0 WHERE id = 1", (no,))
    connection.exec_driver_sql("UPDATE device SET signing_seed = ? WHERE id = 1", (bytes(next_key.key),))
    setting.put(connection, SETTING, "")
    freeze.forget(connection)
