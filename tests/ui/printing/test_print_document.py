from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPalette

from app.printing.forms import PrintedForm, receipt_html
from tests.app.printing.receipts import APPLICATION_FORM, a_receipt, a_template
from tests.ui.printing.hostile_names import hostile_names
from ui.printing.output import page_image
from ui.printing.print_document import FormDocument

pytestmark = pytest.mark.usefixtures("qapp")
BLACK, WHITE = QColor("black"), QColor("white")


def a_form(html: str) -> PrintedForm:
    return replace(receipt_html(a_receipt(), a_template()), html=html)


def a_receipt_of(components: int, pack: str = "2025") -> FormDocument:
    form = a_receipt(components=(APPLICATION_FORM,) * components)
    return FormDocument(receipt_html(form, a_template("01", pack)))


def colours_of(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def has_ink(image: QImage, top: float, bottom: float) -> bool:
    """Whether anything is printed between two heights, given as parts of the page."""
    rows = range(int(image.height() * top), int(image.height() * bottom))
    return any(image.pixelColor(x, y) != WHITE for y in rows for x in range(image.width()))


@pytest.fixture
def red_picture(tmp_path: Path) -> Path:
    path = tmp_path / "red.png"
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.save(str(path))
    return path


@pytest.mark.parametrize("spelling", ["{path}", "file://{path}"])
def test_a_picture_from_the_disk_is_not_loaded(red_picture: Path, spelling: str):
    source = spelling.format(path=red_picture)
    document = FormDocument(a_form(f'<img src="{source}" width="300" height="300">'))
    assert colours_of(page_image(document, 100)) == {"#ffffff"}
    assert {path.removeprefix("file://") for path in document.refused} == {str(red_picture)}


@pytest.mark.parametrize(
    "html",
    [
        '<html><head><link type="text/css" href="file:///x.css"></head><body>a</body></html>',
        '<img src="http://localhost:9/x.png">',
        '<table background="file:///x.png"><tr><td style="background-image: url(http://localhost:9/y)">a</table>',
        '<img src="qrc:/qt-project.org/styles/commonstyle/images/file-16.png">',
    ],
)
def test_a_template_reaches_no_file_and_no_network(html: str):
    document = FormDocument(a_form(html))
    assert colours_of(page_image(document, 60)) <= {f"#{grey:02x}{grey:02x}{grey:02x}" for grey in range(256)}
    assert document.refused


def test_a_thousand_hostile_names_ask_for_nothing():
    form = a_receipt(corrections=tuple(hostile_names(1000)))
    document = FormDocument(receipt_html(form, a_template()))
    document.pageCount()
    assert document.refused == []


@pytest.mark.parametrize("pack", ["2018", "2025"])
def test_eight_papers_fit_on_one_page_and_more_flow_on(pack: str):
    assert a_receipt_of(8, pack).pageCount() == 1
    assert a_receipt_of(20, pack).pageCount() == 2


def test_page_two_has_its_number_on_top_and_page_one_has_none():
    document = a_receipt_of(20)
    first, second = (page_image(document, 210, page=page) for page in (0, 1))
    assert not has_ink(first, 0.03, 0.063)
    assert has_ink(second, 0.03, 0.063)


def test_a_page_shows_nothing_of_the_pages_beside_it():
    document = a_receipt_of(60)
    for page in range(document.pageCount()):
        image = page_image(document, 210, page=page)
        assert not has_ink(image, 0, 0.03)
        assert not has_ink(image, 0.94, 1)


@pytest.mark.parametrize("components", range(8, 16))
def test_the_signatures_are_not_cut_by_a_page_break(components: int):
    document = a_receipt_of(components)
    signatures = document.rootFrame().childFrames()[-1]
    bounds = document.documentLayout().frameBoundingRect(signatures)
    height = document.pageSize().height()
    assert bounds.top() // height == bounds.bottom() // height


def test_paper_is_black_on_white_in_the_dark_theme():
    light = QGuiApplication.palette()
    QGuiApplication.setPalette(QPalette(QColor("#101010"), QColor("#101010")))
    try:
        image = page_image(a_receipt_of(1), 420)
    finally:
        QGuiApplication.setPalette(light)
    assert image.pixelColor(0, 0) == WHITE
    assert BLACK.name() in colours_of(image)
