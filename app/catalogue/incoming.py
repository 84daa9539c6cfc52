"""What a commune may be handed: a sealed pack, or the list of procedures that this machine makes one of."""

from typing import Any, NamedTuple

import msgspec
from nacl.signing import SigningKey

from app.catalogue.converter import convert_procedures
from app.catalogue.errors import NotAPack, PackTooLarge
from app.catalogue.lint import Finding, lint
from app.catalogue.pack import CataloguePack
from app.catalogue.signed_file import MAX_CONTENT_BYTES, is_pack, open_pack, seal_pack
from app.catalogue.starter import starter_pack
from app.catalogue.trust import Trust
from app.changes.errors import UNREADABLE

UTF8_BOM = b"\xef\xbb\xbf"


class Incoming(NamedTuple):
    """A pack that was read: its sealed bytes, what is in it, and what the lint found."""

    sealed: bytes
    pack: CataloguePack
    findings: tuple[Finding, ...]


def read_any(
    data: bytes, trusted: Trust, local_signer: SigningKey, previous: CataloguePack | None = None
) -> Incoming:
    """Read a file handed in, judged beside the pack in use; a list of procedures is sealed by this machine.

    Nothing is stored: the caller refuses the pack when ``errors_of(findings)`` is not empty.
    """
    pack = parse_any(data, trusted)
    sealed = data if is_pack(data) else seal_pack(pack, local_signer)
    return Incoming(sealed, pack, lint(pack, previous))


def parse_any(data: bytes, trusted: Trust) -> CataloguePack:
    """The pack in a file handed in: opened if it is sealed, converted if it is a list of procedures."""
    if is_pack(data):
        return open_pack(data, trusted)
    try:
        return convert_procedures(_portal_data(data), starter_pack())
    except msgspec.ValidationError as error:
        raise NotAPack from error


def _portal_data(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_CONTENT_BYTES:
        raise PackTooLarge
    try:
        decoded = msgspec.json.decode(data.removeprefix(UTF8_BOM))
    except UNREADABLE as error:
        raise NotAPack from error
    if not isinstance(decoded, dict) or "procedures" not in decoded:
        raise NotAPack
    return decoded
