"""Scanned pages: which codes they carry, how they are kept, and what is refused."""

import io

import pypdfium2
import pytest
from PIL import Image

from app.scanning.child import answered
from app.scanning.messages import Answer, LookThrough, Made, MakeFile, Reason, Refused, Seen, ShowFirst, Tone
from app.scanning.paper import MOST_SMALL_BYTES, in_black
from tests.support.papers import (
    a_bomb,
    a_huge_page,
    a_letter,
    a_locked_pdf,
    a_page,
    a_scan,
    as_bytes,
    page_count,
)

FIRST, SECOND = "H99.45.17-261123-0001", "H99.45.17-261123-0002"
G4, JPEG = b"/CCITTFaxDecode", b"/DCTDecode"


def seen(data: bytes) -> Seen:
    answer = answered(LookThrough(data))
    assert isinstance(answer, Seen)
    return answer


def made(data: bytes, pages: list[int], tone: Tone = Tone.BLACK) -> Made:
    answer = answered(MakeFile(data, pages, tone))
    assert isinstance(answer, Made)
    return answer


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_each_page_tells_its_codes_and_can_be_looked_at(kind: str) -> None:
    found = seen(a_scan([FIRST, "", SECOND], kind))
    assert [page.codes for page in found.pages] == [[FIRST], [], [SECOND]]
    assert not found.is_document
    looks = [Image.open(io.BytesIO(shown)) for page in found.pages for shown in (page.black, page.grey)]
    assert all(look.format == "JPEG" and max(look.size) <= 960 for look in looks)


def test_pages_are_kept_in_two_tones_at_200_dpi_and_small() -> None:
    colour = as_bytes(a_page(size=(1240, 1748)), "TIFF", dpi=(300, 300))
    kept = made(colour, [0])
    assert kept.data.startswith(b"%PDF-")
    assert G4 in kept.data
    assert len(kept.data) < len(colour) / 50
    assert pypdfium2.PdfDocument(kept.data)[0].get_size() == pytest.approx((298, 420), abs=1)


def test_identity_papers_are_kept_in_grey() -> None:
    kept = made(a_scan(["", ""]), [1, 0], Tone.GREY)
    assert page_count(kept.data) == 2
    assert JPEG in kept.data
    assert b"/DeviceGray" in kept.data


def test_what_stays_as_it_is_stays_to_the_byte_and_some_pages_are_taken_out_unchanged() -> None:
    letter, pile = a_letter(), a_scan(["", FIRST, ""])
    assert made(letter, [0], Tone.AS_IT_IS).data == letter
    assert page_count(made(pile, [1], Tone.AS_IT_IS).data) == 1
    photo = as_bytes(a_page(size=(600, 800)))
    assert made(photo, [0], Tone.AS_IT_IS).data == photo
    assert made(as_bytes(a_page(size=(600, 800)), "BMP"), [0], Tone.AS_IT_IS).data.startswith(b"%PDF-")


def test_a_file_that_a_program_wrote_is_told_from_a_scan() -> None:
    assert seen(a_letter()).is_document
    assert not seen(a_scan([""])).is_document


def test_shadow_and_yellow_paper_go_and_ink_stays() -> None:
    page = a_page(size=(800, 1100), mode="L")
    shaded = Image.composite(
        page, page.point(lambda level: level // 2), Image.linear_gradient("L").resize(page.size)
    )
    black = in_black(shaded)
    assert black.getpixel((20, 20)) == 255
    assert black.getpixel((20, 1080)) == 255
    assert black.getpixel((70, 278)) == 0


@pytest.mark.parametrize(
    "data",
    [a_scan([FIRST]), a_letter(), as_bytes(a_page()), as_bytes(a_page(mode="RGBA"), "PNG"), a_huge_page()],
    ids=["scan", "letter", "photo", "see-through", "two hundred inches"],
)
def test_the_picture_of_page_one_is_small_and_readable(data: bytes) -> None:
    answer = answered(ShowFirst(data))
    assert isinstance(answer, Made)
    assert 0 < len(answer.first) <= MOST_SMALL_BYTES
    assert max(Image.open(io.BytesIO(answer.first)).size) >= 300


SCAN = a_scan(["", ""])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.UNREADABLE),
        (b"MZ" + bytes(400), Reason.UNREADABLE),
        (b"%PDF-1.7 a sample" + bytes(70_000), Reason.UNREADABLE),
        (SCAN[: len(SCAN) // 3], Reason.UNREADABLE),
        (as_bytes(a_page())[:9_000], Reason.UNREADABLE),
        (a_locked_pdf(), Reason.LOCKED),
        (a_bomb(), Reason.TOO_LARGE),
    ],
    ids=["empty", "program", "no pdf", "cut pdf", "cut photo", "locked", "bomb"],
)
def test_what_gives_no_pages_has_its_reason_whatever_is_asked(data: bytes, reason: Reason) -> None:
    answers: list[Answer] = [
        answered(ask) for ask in (LookThrough(data), MakeFile(data, [0], Tone.BLACK), ShowFirst(data))
    ]
    assert answers == [Refused(reason)] * 3


def test_a_pile_of_too_many_pages_is_refused_before_one_is_drawn() -> None:
    book = pypdfium2.PdfDocument.new()
    for _ in range(201):
        book.new_page(100, 100)
    out = io.BytesIO()
    book.save(out)
    assert answered(LookThrough(out.getvalue())) == Refused(Reason.TOO_MANY_PAGES)


def test_a_page_that_is_not_there_is_not_made_up() -> None:
    for pages in ([], [5], [-1]):
        assert answered(MakeFile(SCAN, pages, Tone.BLACK)) == Refused(Reason.UNREADABLE)
