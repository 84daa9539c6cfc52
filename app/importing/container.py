"""What a file really is, and whether a workbook may be unpacked at all: looked at before anything is read."""

import zipfile
from enum import Enum
from pathlib import Path

from app.importing.errors import Damaged, Encrypted, HasMacros, NotOpened, OldWorkbook, TooLarge, WrongKind
from app.importing.grid import MOST_BYTES

ZIP_MARK, OLE_MARK = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
OTHER_MARKS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"MZ", b"Rar!", b"7z\xbc\xaf")
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
WORKBOOK, MACROS = "xl/workbook.xml", "vbaproject.bin"
IS_ENCRYPTED = 0x1

# 500 people are some 300 KB of a sheet. Sizes are those that the archive declares: its reader stops there.
MOST_PARTS = 400
MOST_PART_BYTES = 16 << 20
MOST_TABLE_BYTES = 4 << 20  # of styles, shared texts and what else is held whole while it is read
MOST_WHOLE_BYTES = 64 << 20
SHEETS = "xl/worksheets/"
PICTURES = (
    "xl/media/",
    "xl/embeddings/",
    "xl/printersettings/",
)  # not read, unless something calls one a sheet


class Kind(Enum):
    """The two kinds of files that are read."""

    WORKBOOK = "xlsx"
    TEXT = "csv"


def kind_of(path: Path) -> Kind:
    """The kind by what stands in the file, never by its name; raises why it is not read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TooLarge
        content = path.read_bytes()
    except OSError as error:
        raise NotOpened from error
    if content.startswith(OLE_MARK):
        raise Encrypted if ENCRYPTED_PACKAGE in content else OldWorkbook
    if content.startswith(ZIP_MARK):
        _check_archive(path)
        return Kind.WORKBOOK
    if content.startswith(OTHER_MARKS) or (b"\0" in content and not content.startswith(UTF16_MARKS)):
        raise WrongKind
    return Kind.TEXT


def _check_archive(path: Path) -> None:
    """Refuse what is no workbook, brings a program along, or would not fit once unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:  # the last: a way of packing it has not
        raise Damaged from error
    names = {part.filename.lower() for part in parts}
    if any(name.endswith(MACROS) for name in names):
        raise HasMacros
    if WORKBOOK not in names:
        raise WrongKind
    if any(part.flag_bits & IS_ENCRYPTED for part in parts):
        raise Encrypted
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_WHOLE_BYTES:
        raise TooLarge
    if any(part.file_size > _most_bytes(part.filename.lower()) for part in parts):
        raise TooLarge


def _most_bytes(name: str) -> int:
    return MOST_PART_BYTES if name.startswith((SHEETS, *PICTURES)) else MOST_TABLE_BYTES
