"""This device's own row: its signing key, its membership of a commune, its standing with the server."""

from dataclasses import dataclass

from nacl.signing import SigningKey
from sqlalchemy import Connection

from app.storage import sql
from app.storage.errors import NoSyncKey


@dataclass(frozen=True, slots=True)
class Membership:
    """What enrolment gave; ``root`` and the keys are what this device trusts from then on."""

    address: str
    commune: str
    commune_name: str
    server_name: str
    root: bytes
    server_key: bytes
    catalogue_key: bytes
    tls_fingerprint: bytes
    certificate: bytes
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the exchange stands: the server's epoch, the next nonce, the last feed number stored."""

    epoch: bytes
    nonce: bytes
    cursor: int


def name(connection: Connection) -> str:
    """What the office calls this desk."""
    return str(sql.value(connection, "SELECT name FROM device WHERE id = 1"))


def is_keyless(connection: Connection) -> bool:
    """Whether these are training's books, which never had a key to seal or to enrol with."""
    return not _seed(connection)


def signing_key(connection: Connection) -> SigningKey:
    """The key that seals this device's log; raises NoSyncKey in training's books."""
    seed = _seed(connection)
    if not seed:
        raise NoSyncKey
    return SigningKey(seed)


def _seed(connection: Connection) -> bytes:
    return bytes(sql.value(connection, "SELECT signing_seed FROM device WHERE id = 1"))


def membership(connection: Connection) -> Membership | None:
    """The commune this device is a member of; None before enrolment."""
    row = sql.row(
        connection,
        "SELECT address, commune, commune_name, server_name, root, server_key, catalogue_key, "
        "tls_fingerprint, certificate, ca_file FROM device WHERE id = 1 AND certificate IS NOT NULL",
    )
    return None if row is None else Membership(*row)


def join(connection: Connection, given: Membership, standing: Standing) -> None:
    """Become a member."""
    sql.run(
        connection,
        "UPDATE device SET address = ?, commune = ?, commune_name = ?, server_name = ?, root = ?, "
        "server_key = ?, catalogue_key = ?, tls_fingerprint = ?, certificate = ?, ca_file = ?, epoch = ?, "
        "nonce = ?, cursor = ? WHERE id = 1",
        given.address,
        given.commune,
        given.commune_name,
        given.server_name,
        given.root,
        given.server_key,
        given.catalogue_key,
        given.tls_fingerprint,
        given.certificate,
        given.ca_file,
        standing.epoch,
        standing.nonce,
        standing.cursor,
    )


def standing(connection: Connection) -> Standing:
    """Where the exchange stands."""
    row = sql.row(connection, "SELECT epoch, nonce, cursor FROM device WHERE id = 1")
    return Standing(row[0] or b"", row[1] or b"", row[2])


def keep_nonce(connection: Connection, nonce: bytes) -> None:
    """Remember the nonce for the next request."""
    sql.run(connection, "UPDATE device SET nonce = ? WHERE id = 1", nonce)


def pin(connection: Connection, tls_fingerprint: bytes) -> None:
    """The root has certified another TLS certificate: talk to who shows that one."""
    sql.run(connection, "UPDATE device SET tls_fingerprint = ? WHERE id = 1", tls_fingerprint)
