"""Publishes a catalogue pack: judged, sealed with the district's key where needed, kept as a file."""

import os
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from app.catalogue.errors import PackRefused
from app.catalogue.incoming import parse_any
from app.catalogue.lint import Finding, errors_of, lint
from app.catalogue.pack import CataloguePack
from app.catalogue.signed_file import is_pack, open_pack, seal_pack
from app.catalogue.trust import certified_by
from server.catalogue import SAFE_VERSION, pack_path
from server.context import Server
from server.errors import ServerError
from server.storage import catalogue
from server.storage.engine import reading, writing


class Published(NamedTuple):
    """A pack that desks are now offered, and what the lint says that does not keep it out."""

    pack: CataloguePack
    warnings: tuple[Finding, ...]


def publish(server: Server, data: bytes) -> Published:
    """Publish a sealed pack, or a list of procedures that this server seals; raises AppError."""
    pack = parse_any(data, certified_by(server.authority.root))
    findings = lint(pack, _newest(server))
    errors = errors_of(findings)
    if errors:
        raise PackRefused(len(errors), errors[0].sentence)
    if not SAFE_VERSION.match(pack.version):
        raise ServerError(f"Số phiên bản “{pack.version}” của gói không dùng làm tên tệp được.")
    _keep(server, pack.version, data if is_pack(data) else _sealed(server, pack))
    return Published(pack, findings)


def _sealed(server: Server, pack: CataloguePack) -> bytes:
    return seal_pack(pack, server.authority.catalogue_key, server.authority.catalogue_certificate)


def _newest(server: Server) -> CataloguePack | None:
    with reading(server.engine) as connection:
        version = catalogue.newest(connection)
    if not version:
        return None
    data = pack_path(server.settings, version).read_bytes()
    return open_pack(data, certified_by(server.authority.root))


def _keep(server: Server, version: str, sealed: bytes) -> None:
    digest = sha256(sealed).digest()
    with writing(server.engine) as connection:
        if catalogue.digest_of(connection, version) is not None:
            raise ServerError(f"Danh mục {version} đã phát hành. Gói sửa đổi cần số phiên bản mới.")
        _write_whole(pack_path(server.settings, version), sealed)
        catalogue.add(connection, version, digest, len(sealed), server.clock.now_ms())


def _write_whole(path: Path, data: bytes) -> None:
    """The whole file or none, and on the disk before anybody is told of it."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
