"""Codes in photos by hand."""

from collections.abc import Callable

import pytest
from PIL import Image, ImageFilter

from app.scanning.child import answered
from app.scanning.messages import Codes, FindCodes, Reason, Refused
from tests.support.papers import CARD, a_bomb, a_photo, as_bytes, code_picture


def found_in(picture: Image.Image, kind: str = "JPEG") -> list[str]:
    answer = answered(FindCodes(as_bytes(picture, kind)))
    assert isinstance(answer, Codes)
    return answer.texts


def turned(degrees: float) -> Image.Image:
    return a_photo().rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=120)


def held_askew() -> Image.Image:
    plane = (1.1, 0.15, -60, 0.05, 1.12, -40, 0.00012, 0.00009)
    photo = a_photo(scale=8)
    return photo.transform(photo.size, Image.Transform.PERSPECTIVE, plane, Image.Resampling.BICUBIC)


@pytest.mark.parametrize(
    "photo",
    [
        a_photo,
        lambda: turned(17),
        lambda: turned(45),
        lambda: turned(200),
        lambda: a_photo().point(lambda level: level * 0.12),
        lambda: a_photo().point(lambda level: 100 + level * 0.08),
        lambda: a_photo().filter(ImageFilter.GaussianBlur(3)),
        lambda: a_photo(scale=4).resize((800, 600), Image.Resampling.BILINEAR),
        held_askew,
    ],
    ids=["plain", "tilted", "aslant", "upside-down", "dark", "pale", "soft", "half-size", "askew"],
)
def test_a_card_is_read_however_it_was_photographed(photo: Callable[[], Image.Image]) -> None:
    assert found_in(photo()) == [CARD]


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP"])
def test_the_kind_of_picture_does_not_matter(kind: str) -> None:
    assert found_in(a_photo(), kind) == [CARD]


def test_each_of_two_codes_is_told_once() -> None:
    photo = a_photo()
    photo.paste(code_picture("another", 6), (80, 80))
    photo.paste(code_picture("another", 6), (80, 700))
    assert sorted(found_in(photo)) == [CARD, "another"]


def test_a_picture_without_a_code_has_none() -> None:
    assert found_in(Image.new("L", (900, 700), 130)) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (a_bomb(), Reason.TOO_LARGE),
        (a_bomb(12_000, 9_000), Reason.TOO_LARGE),
        (as_bytes(a_photo())[:4_000], Reason.UNREADABLE),
        (b"", Reason.UNREADABLE),
        (b"GIF89a" + bytes(90), Reason.UNREADABLE),
    ],
    ids=["bomb", "108 megapixels", "cut off", "empty", "another kind"],
)
def test_what_is_no_photo_has_its_reason(data: bytes, reason: Reason) -> None:
    assert answered(FindCodes(data)) == Refused(reason)
