"""Scanned piles: parted at the slips, kept in the right dossier as what they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.ids import DossierId
from app.domain.scan import RESULT, WHOLE, Place, paper
from app.scanning.child import answered
from app.scanning.errors import ERRORS
from app.scanning.messages import Answer, Question, Refused, Tone
from app.scanning.reader import ScanReader
from app.services import attachments, scanning
from app.services.scanning import Kept, Scan, kept_name
from tests.support.office import Counter, a_counter
from tests.support.papers import a_letter, a_page, a_scan, as_bytes, page_count


class Here(ScanReader):
    """Answers in this process, as the reading process would."""

    def _ask(self, question: Question, seconds: float) -> Answer:
        told = answered(question)
        if isinstance(told, Refused):
            raise ERRORS[told.reason]
        return told


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path, "Bàn 1")
    yield made
    made.device.profile.close()


def keep(counter: Counter, scan: Scan, id_: DossierId, pages: list[int], place: Place, tone=Tone.BLACK):
    kept = Kept(scan, pages, tone, place, id_)
    scanning.attach_made(counter.desk, counter.officer, kept, scanning.made(Here(), kept))
    return attachments.of_dossier(counter.desk, id_)[-1].record


def test_a_pile_goes_to_the_dossiers_of_its_slips(counter: Counter) -> None:
    first, second = (counter.receive(name) for name in ("Chử Văn Mẫu", "Lò Thị Mẫu"))
    pile = scanning.look_through(Here(), "Tập sáng.pdf", a_scan([first.code, "", second.code]))
    stacks = pile.stacks()
    assert [stack.pages for stack in stacks] == [(0, 1), (2,)]
    for stack in stacks:
        target = scanning.target_of_code(counter.desk, stack.code)
        assert target is not None
        keep(counter, pile, target.id, list(stack.pages), WHOLE)
    (scan,) = attachments.of_dossier(counter.desk, first.dossier_id)
    assert scan.record.name == "Tập sáng, trang 1-2.pdf"
    assert page_count(attachments.content(counter.desk, scan.record.ref)[0]) == 2
    assert scan.has_preview
    assert len(attachments.of_dossier(counter.desk, second.dossier_id)) == 1


def test_a_scan_says_of_which_paper_it_is(counter: Counter) -> None:
    id_ = counter.receive().dossier_id
    target = scanning.target(counter.desk, id_)
    pile = scanning.look_through(Here(), "a.pdf", a_scan(["", ""]))
    assert keep(counter, pile, id_, [0], paper(target.papers[1].ordinal)).place == paper(2)
    assert keep(counter, pile, id_, [1], RESULT).place == RESULT
    assert keep(counter, pile, id_, [0, 1], WHOLE).place == WHOLE


def test_a_signed_letter_is_kept_to_the_byte(counter: Counter) -> None:
    letter = scanning.look_through(Here(), "Văn bản.pdf", a_letter())
    record = keep(counter, letter, counter.receive().dossier_id, [0], WHOLE, Tone.AS_IT_IS)
    assert attachments.content(counter.desk, record.ref)[0] == a_letter()


def test_a_slip_of_another_office_is_nobodys_here(counter: Counter) -> None:
    assert scanning.target_of_code(counter.desk, "H99.45.17-200101-0001") is None


@pytest.mark.parametrize(
    ("name", "pages", "expected"),
    [
        ("../../Quét.tif", [0, 1, 2], "Quét.pdf"),
        ("C:\\anh\\Quét.v2.JPG", [0], "Quét.v2, trang 1.pdf"),
        ("không đuôi", [1, 2], "không đuôi, trang 2-3.pdf"),
        ("", [0, 1, 2], "Bản quét.pdf"),
    ],
)
def test_a_name_is_data_and_says_which_pages(name: str, pages: list[int], expected: str) -> None:
    scan = scanning.look_through(
        Here(), name, as_bytes(a_page(), "TIFF", save_all=True, append_images=[a_page()] * 2)
    )
    assert kept_name(scan, pages, is_pdf=True) == expected
