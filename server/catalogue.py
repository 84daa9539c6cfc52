"""Hands out published catalogue packs."""

import re
from hashlib import sha256
from pathlib import Path

from server.context import Server
from server.errors import Refused
from server.settings import Settings
from server.storage import catalogue
from server.storage.engine import reading

SUFFIX = ".sxdm"
SAFE_VERSION = re.compile(r"^\d[0-9A-Za-z]*(?:[._-][0-9A-Za-z]+)*$")


def pack_path(settings: Settings, version: str) -> Path:
    """Where a pack lies; only for versions that ``SAFE_VERSION`` matches."""
    return settings.catalogue_path / f"{version}{SUFFIX}"


def read_pack(server: Server, version: str) -> bytes:
    """The bytes of a published pack; raises Refused."""
    if len(version) > 40 or not SAFE_VERSION.match(version):
        raise Refused(404, "not_found", "no such catalogue version")
    with reading(server.engine) as connection:
        digest = catalogue.digest_of(connection, version)
    if digest is None:
        raise Refused(404, "not_found", "no such catalogue version")
    data = pack_path(server.settings, version).read_bytes()
    if sha256(data).digest() != digest:
        raise OSError(f"catalogue pack {version} on disk is not the one that was published")
    return data
