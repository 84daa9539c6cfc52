"""Scanned piles: whose they are, parted at the slips, and kept in their dossiers as what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from app.domain.ids import DossierId
from app.domain.scan import Place, Stack, stacks
from app.scanning.messages import Made, Seen, Tone
from app.scanning.reader import ScanReader
from app.services import attachments, dossier
from app.services.access import check_reading
from app.services.attachments import shown_name
from app.services.desk import Desk, Officer
from app.services.scan_folder import Lying
from app.storage import applicants, dossiers
from app.storage.dossiers import ComponentRecord

KEPT_KINDS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"})


@dataclass(frozen=True, slots=True)
class Target:
    """A dossier that pages may go to."""

    id: DossierId
    code: str
    applicant_name: str
    papers: Sequence[ComponentRecord]


@dataclass(frozen=True, slots=True, repr=False)
class Scan:
    """A file as it came, looked through: its name is data and never a path.

    ``lying`` says where it lay, for clearing away only; None for a page from the scanner itself.
    """

    name: str
    data: bytes
    seen: Seen
    lying: Lying | None = None

    def stacks(self) -> list[Stack]:
        """Its pages, parted at the slips."""
        return stacks([page.codes for page in self.seen.pages])


@dataclass(frozen=True, slots=True)
class Kept:
    """What a clerk decided of some pages of a scan."""

    scan: Scan
    pages: Sequence[int]
    tone: Tone
    place: Place
    dossier_id: DossierId


def look_through(reader: ScanReader, name: str, data: bytes, lying: Lying | None = None) -> Scan:
    """A file's pages to look at; raises ScanError."""
    return Scan(shown_name(name), data, reader.look_through(data), lying)


def target(desk: Desk, id_: DossierId) -> Target:
    """A dossier by its id."""
    check_reading(desk)
    with desk.store.read() as connection:
        record = dossiers.load(connection, id_)
        person = applicants.load(connection, record.applicant_id)
        return Target(id_, record.code, person.full_name, dossiers.components(connection, id_))


def target_of_code(desk: Desk, code: str) -> Target | None:
    """The dossier of a slip; raises CodeShared where several carry its code."""
    id_ = dossier.find_by_code(desk, code)
    return None if id_ is None else target(desk, id_)


def made(reader: ScanReader, kept: Kept) -> Made:
    """The file of the pages that are kept; raises ScanError."""
    return reader.make(kept.scan.data, kept.pages, kept.tone)


def attach_made(desk: Desk, officer: Officer, kept: Kept, made: Made) -> int:
    """Put a file that was made into its dossier; raises AttachmentError."""
    name = kept_name(kept.scan, kept.pages, is_pdf=made.data.startswith(b"%PDF-"))
    return attachments.attach_scan(desk, officer, kept.dossier_id, name, made.data, made.first, kept.place)


def kept_name(scan: Scan, pages: Sequence[int], *, is_pdf: bool) -> str:
    """The file's own name, with the pages that were taken and the ending that fits."""
    path = PurePath(scan.name)
    stem = path.stem if path.suffix.lower() in KEPT_KINDS | {".bmp"} else scan.name
    is_part = len(pages) < len(scan.seen.pages)
    part = f", trang {_span(pages)}" if is_part else ""
    return f"{stem}{part}{'.pdf' if is_pdf else path.suffix}"


def _span(pages: Sequence[int]) -> str:
    first, last = pages[0] + 1, pages[-1] + 1
    return str(first) if len(pages) == 1 else f"{first}-{last}"
