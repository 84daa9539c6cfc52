"""The district's keys and certificates, made once and loaded at every start.

root.key        signs the certificates below, then belongs offline; the server never needs it
backup.key      opens backups; belongs offline beside the root key
backup.pub      what backups are encrypted to
server.key      signs receipts, leases and device certificates
catalogue.key   signs catalogue packs
tls.key, tls.pem
bundle.sxa      the root's public key and the certificates it gave: what every desk is shown
"""

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from nacl.public import PrivateKey, PublicKey
from nacl.signing import SigningKey

from app.changes import signed
from app.changes.trust import CONTEXT, FORMAT, AuthorityBundle, Certificate, Purpose, open_authority
from app.domain.entropy import Entropy
from server.errors import ServerError

SEED_BYTES = 32  # of an Ed25519 or X25519 key
TLS_YEARS = 20
ROOT_KEY = "root.key"
BACKUP_KEY = "backup.key"
NOTE_NAME = "CAT-KHOA-NAY-RIENG.txt"
NOTE = """Hai tệp root.key và backup.key không được ở lại trên máy chủ.

root.key    khóa gốc, ký chứng thư của máy chủ và của danh mục. Máy chủ chạy không cần tệp này.
backup.key  khóa mở các bản sao lưu. Mất tệp này thì không phục hồi được máy chủ.

Chép hai tệp vào hai USB, cất ở hai nơi có khóa, rồi xóa chúng khỏi thư mục này.
"""


@dataclass(frozen=True)
class Authority:
    """What the running server signs with and shows."""

    root: bytes
    bundle: bytes
    server_key: SigningKey
    catalogue_key: SigningKey
    catalogue_certificate: bytes
    backup_key: PublicKey

    @property
    def server_public(self) -> bytes:
        """The key that checks receipts."""
        return bytes(self.server_key.verify_key)

    def sign_as_server(self, body: msgspec.Struct, context: bytes) -> bytes:
        """A statement of this server."""
        return signed.sign(body, context, self.server_key)


class Tls(NamedTuple):
    """The files a TLS listener is given."""

    key: Path
    certificate: Path


def tls_files(folder: Path) -> Tls:
    """Where the TLS key and certificate lie."""
    return Tls(folder / "tls.key", folder / "tls.pem")


def write_private(path: Path, data: bytes) -> None:
    """Write a new file that only its owner may read; never over an existing one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def make(folder: Path, address: str, name: str, now_ms: int, entropy: Entropy = token_bytes) -> None:
    """Make every key and certificate of a new district."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    root, server_key, catalogue_key = (SigningKey(entropy(SEED_BYTES)) for _ in range(3))
    backup = PrivateKey(entropy(SEED_BYTES))
    fingerprint = _make_tls(folder, address, now_ms)
    subjects = (
        (Purpose.SERVER, bytes(server_key.verify_key)),
        (Purpose.CATALOGUE, bytes(catalogue_key.verify_key)),
        (Purpose.TLS, fingerprint),
    )
    certificates = [
        _certify(root, purpose, subject, name, serial, now_ms)
        for serial, (purpose, subject) in enumerate(subjects, start=1)
    ]
    bundle = AuthorityBundle(bytes(root.verify_key), certificates)
    write_private(folder / ROOT_KEY, bytes(root))
    write_private(folder / BACKUP_KEY, bytes(backup))
    write_private(folder / "server.key", bytes(server_key))
    write_private(folder / "catalogue.key", bytes(catalogue_key))
    (folder / "backup.pub").write_bytes(bytes(backup.public_key))
    (folder / "bundle.sxa").write_bytes(msgspec.msgpack.encode(bundle))
    (folder / NOTE_NAME).write_text(NOTE, "utf-8")


def load(folder: Path) -> Authority:
    """Read what the running server needs; neither the root key nor the backup key is among it."""
    try:
        bundle_bytes = (folder / "bundle.sxa").read_bytes()
        server_key = SigningKey((folder / "server.key").read_bytes())
        catalogue_key = SigningKey((folder / "catalogue.key").read_bytes())
        backup_key = PublicKey((folder / "backup.pub").read_bytes())
    except (OSError, ValueError) as error:
        raise ServerError(f"Không đọc được khóa và chứng thư ở {folder}.") from error
    bundle = msgspec.msgpack.decode(bundle_bytes, type=AuthorityBundle)
    trusted = open_authority(bundle)
    if trusted.server != bytes(server_key.verify_key):
        raise ServerError(f"Khóa máy chủ ở {folder} không khớp chứng thư của khóa gốc.")
    return Authority(
        root=bundle.root,
        bundle=bundle_bytes,
        server_key=server_key,
        catalogue_key=catalogue_key,
        catalogue_certificate=_certificate_for(bundle, bytes(catalogue_key.verify_key)),
        backup_key=backup_key,
    )


def _certify(
    root: SigningKey, purpose: Purpose, subject: bytes, name: str, serial: int, now_ms: int
) -> bytes:
    issuer = bytes(root.verify_key)
    certificate = Certificate(FORMAT, purpose, subject, "", "", name, serial, now_ms, issuer)
    return signed.sign(certificate, CONTEXT, root)


def _certificate_for(bundle: AuthorityBundle, subject: bytes) -> bytes:
    for data in bundle.certificates:
        if signed.peek(data, Certificate).subject == subject:
            return data
    raise ServerError("Khóa danh mục không khớp chứng thư của khóa gốc.")


def _make_tls(folder: Path, address: str, now_ms: int) -> bytes:
    """A self-signed certificate; its SHA-256 is what the root certifies and every desk pins."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "soxa-server")])
    start = datetime.fromtimestamp(now_ms / 1000, UTC) - timedelta(days=2)  # desks' clocks may be behind
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * TLS_YEARS))
        .add_extension(x509.SubjectAlternativeName(_names(address)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    files = tls_files(folder)
    write_private(files.key, private)
    files.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return sha256(certificate.public_bytes(serialization.Encoding.DER)).digest()


def _names(address: str) -> list[x509.GeneralName]:
    hosts = dict.fromkeys((urlsplit(address).hostname or "localhost", "localhost", "127.0.0.1"))
    return [_general_name(host) for host in hosts]


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
