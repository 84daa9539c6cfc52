"""The look's data and what Qt makes of it."""

import re
import unicodedata
from dataclasses import asdict, fields
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel

from ui.theme.fonts import BUNDLED_FAMILY
from ui.theme.icons import Drawings
from ui.theme.look import Look, Mode
from ui.theme.measures import TextSize, room_of
from ui.theme.palette import palette_of, system_tokens
from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import CONTRAST, DARK, LIGHT, TokenName, Tokens

RESOURCES = Path(__file__).parents[2] / "resources"
THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
GROUNDS = ("window", "surface", "bar", "sunken", "hover", "select")
TEXTS = ("text", "text2", "text3", "accent", "new", "ok", "due", "late", "pause")
STATES = ("new", "ok", "due", "late", "pause")
TONES = "̣̀́̉̃"
VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
VIETNAMESE = [unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)]
ALPHABET = [*VIETNAMESE, *VOWELS, *"đĐ0123456789.,:;–…•“”·%₫&/()"]


def luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(tokens: Tokens, ink: str, ground: str) -> float:
    """The WCAG 2 ratio of two tokens."""
    dark, light = sorted((luminance(getattr(tokens, ink)), luminance(getattr(tokens, ground))))
    return (light + 0.05) / (dark + 0.05)


@THEMES
@pytest.mark.parametrize(("ink", "ground"), [*product(TEXTS, GROUNDS)])
def test_text_is_readable_on_every_ground(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(tokens, ink, ground) >= 4.5


@THEMES
@pytest.mark.parametrize("state", STATES)
def test_a_state_is_readable_on_its_own_ground(tokens: Tokens, state: str) -> None:
    assert contrast(tokens, state, f"{state}_bg") >= 5.2
    assert contrast(tokens, "text", f"{state}_bg") >= 4.5


@THEMES
@pytest.mark.parametrize("ground", ["accent", "accent_hover", "accent_press"])
def test_words_on_a_primary_button_are_readable(tokens: Tokens, ground: str) -> None:
    assert contrast(tokens, "on_accent", ground) >= 4.5


@THEMES
@pytest.mark.parametrize(
    ("ink", "ground"), [*product(["line2"], GROUNDS[:-1]), *product(["train", "accent"], GROUNDS[:-1])]
)
def test_borders_are_visible_on_every_ground_but_the_chosen_row(
    tokens: Tokens, ink: str, ground: str
) -> None:
    assert contrast(tokens, ink, ground) >= 3


@pytest.mark.parametrize(("ink", "ground"), [*product([*TEXTS, "line", "line2"], GROUNDS)])
def test_high_contrast_is_higher_than_that_of_the_other_themes(ink: str, ground: str) -> None:
    assert contrast(CONTRAST, ink, ground) >= 7


def test_every_theme_that_can_be_chosen_is_worn(look: Look) -> None:
    worn = {}
    for mode, tokens in ((Mode.LIGHT, LIGHT), (Mode.DARK, DARK), (Mode.CONTRAST, CONTRAST)):
        look.choose(mode)
        worn[mode] = look.tokens
        assert look.tokens is tokens
    assert set(worn) | {Mode.SYSTEM} == set(Mode)


def test_every_token_can_be_named() -> None:
    assert [field.name for field in fields(Tokens)] == list(get_args(TokenName))


@THEMES
def test_the_style_sheet_knows_every_value_it_names(tokens: Tokens) -> None:
    sheet = stylesheet(RESOURCES / "styles", tokens, lambda length: 2 * length)
    assert "$" not in sheet
    assert "min-height: 56px" in sheet
    assert set(re.findall(r"#[0-9A-F]{6}", sheet)) <= set(asdict(tokens).values())


def test_the_style_sheet_of_a_high_contrast_system_sets_no_colour_of_ours() -> None:
    sheet = stylesheet(RESOURCES / "styles", None, lambda length: length)
    assert "$" not in sheet
    values = re.findall(r"(?:background|color|solid)[:\s]+([^;]+);", sheet)
    assert set(values) == {"palette(window-text)", "palette(highlight)", "palette(base)"}


def test_a_high_contrast_system_brings_its_own_colours() -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.WindowText, "#00FF00")
    palette.setColor(QPalette.ColorRole.Window, "#000000")
    tokens = system_tokens(palette)
    assert {tokens.text, tokens.late, tokens.ok, tokens.line2} == {"#00ff00"}
    assert {tokens.window, tokens.select, tokens.late_bg} == {"#000000"}


@pytest.mark.parametrize(("folder", "tokens"), [("light", LIGHT), ("dark", DARK), ("contrast", CONTRAST)])
@pytest.mark.parametrize(
    ("drawing", "token"),
    [("check", "on_accent"), ("radio", "accent"), ("chevron-down", "text2"), ("chevron-up", "text2")],
)
def test_drawings_of_the_style_sheet_wear_their_token(
    folder: str, tokens: Tokens, drawing: str, token: str
) -> None:
    svg = (RESOURCES / "styles" / folder / f"{drawing}.svg").read_text()
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", svg)) == {getattr(tokens, token)}


@THEMES
def test_the_palette_is_made_of_tokens(tokens: Tokens) -> None:
    palette = palette_of(tokens)
    assert palette.color(QPalette.ColorRole.Base).name().upper() == tokens.surface
    assert palette.color(QPalette.ColorRole.PlaceholderText).name().upper() == tokens.text3


@pytest.mark.parametrize("file", sorted((RESOURCES / "fonts").glob("*.ttf")), ids=lambda file: file.stem)
def test_bundled_fonts_have_every_vietnamese_letter(look: Look, file) -> None:
    raw = QRawFont(str(file), 13)
    assert [letter for letter in ALPHABET if not raw.supportsCharacter(ord(letter))] == []


def test_bundled_fonts_come_with_their_licence() -> None:
    families = {file.stem.split("-")[0] for file in (RESOURCES / "fonts").glob("*.ttf")}
    assert {file.stem.removeprefix("OFL-") for file in (RESOURCES / "fonts").glob("OFL-*.txt")} == families


@pytest.mark.parametrize("is_bold", [False, True])
def test_figures_stay_in_column(look: Look, is_bold: bool) -> None:
    metrics = QFontMetricsF(look.font(TextSize.BODY, is_bold))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_the_screen_has_two_weights(look: Look) -> None:
    assert QFontDatabase.styles(BUNDLED_FAMILY) == ["Regular", "SemiBold"]
    assert look.font(is_bold=True).weight() == QFont.Weight.DemiBold


def test_a_drawing_takes_the_colour_it_is_given(look: Look) -> None:
    image = Drawings(RESOURCES / "icons").pixmap("shape-disc", 12, "#B3231B", 2.0).toImage()
    assert image.width() == 24
    assert image.pixelColor(12, 12).name() == "#b3231b"


def test_a_drawing_is_rendered_once_for_each_size_and_colour(look: Look) -> None:
    drawings = Drawings(RESOURCES / "icons")
    first = drawings.pixmap("check", 16, "#1C7140", 1.0)
    assert drawings.pixmap("check", 16, "#1C7140", 1.0) is first
    assert drawings.pixmap("check", 16, "#7CCB96", 1.0) is not first


def test_every_drawing_can_be_drawn(look: Look) -> None:
    drawings = Drawings(RESOURCES / "icons")
    for file in (RESOURCES / "icons").glob("*.svg"):
        image = drawings.pixmap(file.stem, 16, "#191D1B", 1.0).toImage()
        assert any(image.pixelColor(x, y).alpha() for x, y in product(range(16), repeat=2)), file.stem


def test_type_and_rows_grow_together_within_bounds(look: Look) -> None:
    look.scale(140)
    assert (look.px(28), look.font().pixelSize()) == (39, 18)
    look.larger()
    assert look.percent == 140
    look.scale(50)
    assert look.percent == 90


@pytest.mark.parametrize(
    ("room", "percent"),
    [((1366, 697), 140), ((911, 441), 100), ((960, 469), 105), ((683, 313), 70), ((0, 0), 50)],
    ids=["1366x768", "at 150 %", "1920x1080 at 200 %", "1366x768 at 200 %", "no screen"],
)
def test_type_grows_as_far_as_the_screen_has_the_room(
    look: Look, room: tuple[int, int], percent: int
) -> None:
    look.fit(*room)
    look.scale(140)
    look.larger()
    assert look.percent == percent


def test_what_a_clerk_wished_is_shown_once_there_is_room_for_it(look: Look) -> None:
    look.scale(120)
    look.fit(683, 313)
    assert look.percent == 70
    look.fit(1366, 697)
    assert look.percent == 120


def test_a_wish_is_not_lost_by_asking_for_less_where_nothing_smaller_is_shown(look: Look) -> None:
    look.scale(140)
    look.fit(683, 313)
    look.smaller()
    assert (look.percent, look.wished) == (70, 140)
    look.fit(1366, 697)
    look.smaller()
    assert look.percent == 130


def test_on_a_small_screen_what_is_around_takes_nothing_from_what_is_inside(look: Look) -> None:
    look.fit(683, 313)
    assert look.px_around(100, 30) == 70 * 70 // 100 + 30
    look.fit(1366, 697)
    look.scale(120)
    assert look.px_around(100, 30) == 120


def test_choosing_a_theme_dresses_everything_anew(look: Look, qapp: QApplication, qtbot) -> None:
    with qtbot.waitSignal(look.changed):
        look.choose(Mode.DARK)
    assert look.tokens is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.window
    assert DARK.line2 in qapp.styleSheet()


def test_labels_keep_the_palette_under_the_style_sheet(look: Look, qtbot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.palette().color(QPalette.ColorRole.WindowText).name().upper() == LIGHT.text


def test_qt_speaks_vietnamese(look: Look, qtbot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.buttons()[0].text() == "Hủy"


@pytest.mark.parametrize(
    ("width", "height", "percent", "expected"),
    [
        (1366, 697, 100, (False, False)),
        (911, 442, 100, (True, True)),
        (1199, 560, 100, (True, False)),
        (1366, 697, 140, (True, True)),
    ],
)
def test_large_type_folds_a_window_as_a_small_screen_does(
    width: int, height: int, percent: int, expected: tuple[bool, bool]
) -> None:
    room = room_of(width, height, percent)
    assert (room.is_narrow, room.is_short) == expected
