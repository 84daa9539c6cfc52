"""The console in a real browser, at a desk's size and a telephone's, in light and dark."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import pytest
from PIL import Image

from server.accounts import add_user
from tests.server.conftest import UPPER, District
from tests.server.visitor import PASSWORD
from tests.support.browser import Browser, chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IS_WIDER_THAN_THE_WINDOW = "return document.documentElement.scrollWidth > window.innerWidth"
CUT_CELLS = (
    "return [...document.querySelectorAll('td, th')].filter(c => c.scrollWidth > c.clientWidth + 1).length"
)
LIGHT, DARK = (241, 242, 240), (27, 30, 29)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for these tests."""
    with chromium(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture
def logged_in(browser: Browser, district: District) -> Browser:
    """The browser, past the log-in."""
    add_user(district.server.engine, district.server.clock, "quantri", "Lương Thị Mẫu", PASSWORD)
    desk = district.desk()
    desk.author.receive_dossier("H56-991123-0001")
    desk.sync(catalogue="2026.11")
    browser.resize(1366, 768)
    browser.open(district.address)
    assert "Đăng nhập" in browser.text("h1")
    browser.fill("#name", "quantri")
    browser.fill("#password", PASSWORD)
    browser.click("button.primary")
    return browser


def corner(picture: bytes) -> tuple[int, ...]:
    """The colour of the page's ground."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    pixel = image.getpixel((2, image.height - 2))
    assert isinstance(pixel, tuple)
    return pixel


def test_a_person_logs_in_looks_around_and_leaves(logged_in: Browser) -> None:
    assert "Toàn cảnh 2 đơn vị" in logged_in.text("h1")
    assert UPPER.name in logged_in.text("table")
    logged_in.click(".tabs a[href='/dossiers']")
    assert "Hồ sơ theo trạng thái" in logged_in.text("h1")
    logged_in.click(".tabs a[href='/tickets']")
    logged_in.click("button.primary")
    assert logged_in.text(".code").startswith("SX1-")
    logged_in.click(".who button")
    assert "Đăng nhập" in logged_in.text("h1")


def test_nothing_is_wider_than_the_window(logged_in: Browser) -> None:
    for path in ("/communes", f"/communes/{UPPER.code}", "/dossiers", "/tickets", "/usb", "/nothing"):
        logged_in.open(urljoin(logged_in.address, path))
        for width in (1366, 1024, 641, 640, 390, 320):
            logged_in.resize(width, 800)
            assert not logged_in.run(IS_WIDER_THAN_THE_WINDOW), (path, width)


def test_on_a_telephone_each_row_is_a_block_and_the_menu_opens_without_script(logged_in: Browser) -> None:
    logged_in.resize(390, 844)
    assert logged_in.run("return getComputedStyle(document.querySelector('tbody tr')).display") == "flex"
    assert logged_in.run("return getComputedStyle(document.querySelector('.tabs')).display") == "none"
    logged_in.click(".menu summary")
    logged_in.click(".menu a[href='/tickets']")
    assert "Mã ghi danh" in logged_in.text("h1")


def test_the_page_follows_the_systems_theme(logged_in: Browser, tmp_path: Path) -> None:
    for dark, ground in ((False, LIGHT), (True, DARK)):
        logged_in.resize(1366, 768, dark)
        picture = logged_in.picture()
        (tmp_path / f"console-{'dark' if dark else 'light'}.png").write_bytes(picture)
        assert corner(picture) == ground


def test_no_word_is_cut_and_the_focus_is_seen(logged_in: Browser) -> None:
    assert logged_in.run(CUT_CELLS) == 0
    logged_in.fill("input[type=search]", "Thạch")
    style = "return getComputedStyle(document.activeElement).outlineWidth"
    assert logged_in.run(style) == "2px"
