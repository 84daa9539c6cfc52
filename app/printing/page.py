"""A filled page: its HTML, its pictures, and the hash of exactly what stands on it."""

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import segno

from app.catalogue.pack import FormTemplate
from app.printing.office import OfficeHeader
from app.printing.template import Blocks, Values, filled

QR_IMAGE = "qr.png"
QR_MODULE_PIXELS = 6
QR_QUIET_ZONE_MODULES = 4
FIRST_MONTH_WITHOUT_ZERO = 3
SMALL_PAGE = re.compile(r"@page\s*\{\s*size:\s*(\d+)mm (\d+)mm;\s*margin:\s*(\d+)mm;")
LANDSCAPE = re.compile(r"@page\s*\{[^}]*\blandscape\b")


class SmallPage(NamedTuple):
    """Width, height and margin in millimetres."""

    width: int
    height: int
    margin: int


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A page ready for the printer, with what the record of the print needs.

    ``content_sha256`` is over the HTML and the images, see ``content_hash``. ``printer`` is the name of the
    one it belongs on, "" for the one that prints everything.
    """

    form: str
    pack: str
    version: int
    title: str
    code: str
    copy_label: str
    html: str
    images: Mapping[str, bytes]
    content_sha256: str
    printer: str = ""

    @property
    def is_landscape(self) -> bool:
        """Whether its style asks for the paper's broad side: ``@page { size: A4 landscape; }``."""
        return LANDSCAPE.search(self.html) is not None

    @property
    def small_page(self) -> SmallPage | None:
        """The page its style asks for in place of A4: ``@page { size: 80mm 110mm; margin: 4mm; }``."""
        found = SMALL_PAGE.search(self.html)
        return None if found is None else SmallPage(*(int(number) for number in found.groups()))


def printed(
    template: FormTemplate, values: Values, blocks: Blocks, code: str, copy_label: str
) -> PrintedForm:
    """The template filled in, with the code as QR and the hash of exactly what stands on the page."""
    html = filled(template, values, blocks)
    images = {QR_IMAGE: qr_png(code)} if code else {}
    return PrintedForm(
        form=template.form,
        pack=template.pack,
        version=template.version,
        title=template.title,
        code=code,
        copy_label=copy_label,
        html=html,
        images=MappingProxyType(images),
        content_sha256=content_hash(html, images),
    )


def content_hash(html: str, images: Mapping[str, bytes]) -> str:
    """SHA-256 in hex over the page in UTF-8, then each image by name; every part is led by its length."""
    digest = hashlib.sha256()
    for part in (html.encode(), *(p for name in sorted(images) for p in (name.encode(), images[name]))):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


@lru_cache(maxsize=8)
def qr_png(text: str) -> bytes:
    """The text as a QR code in black on white, with the quiet zone readers need.

    The last few are kept: both copies of a receipt, and its preview at each keystroke, carry the same code.
    """
    picture = io.BytesIO()
    code = segno.make_qr(text, error="m")
    code.save(picture, kind="png", scale=QR_MODULE_PIXELS, border=QR_QUIET_ZONE_MODULES)
    return picture.getvalue()


def header_values(header: OfficeHeader, day: date) -> dict[str, str]:
    """What every form's head says of the office and the day."""
    return {
        "office_name": header.office_name,
        "unit_name": header.unit_name,
        "place_name": header.place_name,
        "phone": header.phone,
        "website": header.website,
        "day": f"{day.day:02d}",
        "month": _month(day.month),
        "year": str(day.year),
    }


def _month(month: int) -> str:
    """January and February alone carry a zero (NĐ 30/2020, Phụ lục I)."""
    return f"{month:02d}" if month < FIRST_MONTH_WITHOUT_ZERO else str(month)


def header_blocks(header: OfficeHeader) -> dict[str, Sequence[Values]]:
    """The head's lines that only some offices have."""
    return {
        "superior": if_given("superior_name", header.superior_name),
        "help_phone": if_given("phone", header.phone),
        "help_website": if_given("website", header.website),
    }


def if_given(name: str, text: str) -> list[Values]:
    """A block that stands on the page only where there is something to say."""
    return [{name: text}] if text else []


def reprint_block(reprint_no: int) -> list[Values]:
    """The mark of a reprint; the first print carries none."""
    return [{"reprint_no": str(reprint_no)}] if reprint_no else []


def line_block(text: str) -> list[Values]:
    """A typed text, a printed line for each line typed."""
    return [{"line": line} for line in text.splitlines()]
