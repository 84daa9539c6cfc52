"""Training's words stand across every page, on whatever way it leaves; an office's pages carry none."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

import pypdfium2
import pytest
from PySide6.QtGui import QColor, QImage

from app.printing.page import PrintedForm
from ui.printing import watermark
from ui.printing.book_output import BookOnPdf
from ui.printing.output import render_preview, write_pdf
from ui.theme.look import Look

WORDS = "TẬP HUẤN"


@pytest.fixture(autouse=True)
def bare_again(look: Look) -> Iterator[None]:
    yield
    watermark.wear("")


def a_page(style: str = "") -> PrintedForm:
    html = f"<html><head><style>{style}</style></head><body><p>Giấy tiếp nhận</p></body></html>"
    return PrintedForm("01", "", 0, "Giấy tiếp nhận", "", "", html, MappingProxyType({}), "")


def as_pdf(page: PrintedForm, path: Path) -> None:
    write_pdf([page], path)


def as_book(page: PrintedForm, path: Path) -> None:
    book = BookOnPdf(path)
    book.begin(page)
    book.add(page)
    book.finish()


def texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("write", [as_pdf, as_book])
@pytest.mark.parametrize("style", ["", "@page { size: A4 landscape; }"])
def test_every_page_of_a_file_carries_the_words(
    write: Callable[[PrintedForm, Path], None], style: str, tmp_path: Path
) -> None:
    watermark.wear(WORDS)
    write(a_page(style), tmp_path / "page.pdf")
    assert all(WORDS in text for text in texts(tmp_path / "page.pdf"))


def test_an_offices_pages_carry_nothing(tmp_path: Path) -> None:
    as_book(a_page(), tmp_path / "page.pdf")
    assert not any(WORDS in text for text in texts(tmp_path / "page.pdf"))
    assert tinted(render_preview(a_page(), 300)) == 0


def test_the_preview_shows_them_too() -> None:
    watermark.wear(WORDS)
    assert tinted(render_preview(a_page(), 300)) > 500


def tinted(image: QImage) -> int:
    tint = QColor(watermark.TINT).rgb()
    points = ((x, y) for y in range(image.height()) for x in range(image.width()))
    return sum(image.pixel(x, y) == tint for x, y in points)
