"""The QR codes of a picture, however it was held: turned, dim, soft, small."""

from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

LONG_SIDE = 2600  # a card's code has some 57 modules; more pixels cost time and bring noise
SMALL_SIDE = 1300
TILTS = (20, 45)  # the reader itself finds quarter turns and most of what lies between


def codes_in(picture: Image.Image) -> list[str]:
    """The texts of the codes that a good look finds; each text once."""
    return _read(_fitted(picture, LONG_SIDE))


def codes_in_photo(picture: Image.Image) -> list[str]:
    """The same for a photo by hand: lit, sharpened, enlarged and turned until something is read."""
    for attempt in _attempts(_fitted(picture.convert("L"), LONG_SIDE)):
        if found := _read(attempt):
            return found
    return []


def _attempts(grey: Image.Image) -> Iterator[Image.Image]:
    """The picture as it is, then more and more dressed; made one at a time."""
    yield grey
    light = ImageOps.autocontrast(grey, cutoff=1)
    yield light
    yield light.point([min(255, round(255 * (level / 255) ** 0.5)) for level in range(256)])
    yield light.filter(ImageFilter.UnsharpMask(radius=4, percent=250, threshold=2))
    yield _fitted(light, SMALL_SIDE).filter(ImageFilter.UnsharpMask(radius=2, percent=200, threshold=0))
    larger = _fitted(light, SMALL_SIDE)
    larger = larger.resize((larger.width * 2, larger.height * 2), Image.Resampling.BICUBIC)
    yield larger.filter(ImageFilter.UnsharpMask(radius=3, percent=200, threshold=0))
    yield light.filter(ImageFilter.MedianFilter(3))
    for tilt in TILTS:
        yield light.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def _read(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return list(dict.fromkeys(each.text for each in found if each.text))


def _fitted(picture: Image.Image, side: int) -> Image.Image:
    """No longer than this."""
    if max(picture.size) <= side:
        return picture
    fitted = picture.copy()
    fitted.thumbnail((side, side), Image.Resampling.LANCZOS)
    return fitted
