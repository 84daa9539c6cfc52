"""How a page is kept: two tones by a threshold that follows the light, or grey; and small pictures of it."""

import io

from PIL import Image, ImageChops, ImageFilter

from app.scanning.messages import Tone

# Ink is darker than the paper around it by so much; the paper is looked at this far around.
INK, AROUND = 18, 24
BLACK_BELOW = 70  # a stamp's or a photo's dark middle is ink though all around it is dark as well
GREY_QUALITY, COLOUR_QUALITY = 60, 80
SHOWN_SIDE, SHOWN_QUALITY = 960, 55
SMALL_SIDES, SMALL_QUALITIES = (720, 560, 420, 300), (60, 40, 25)
MOST_SMALL_BYTES = 30_000


def toned(page: Image.Image, tone: Tone) -> Image.Image:
    """The page in the tone it is kept in."""
    match tone:
        case Tone.BLACK:
            return in_black(page.convert("L"))
        case Tone.GREY:
            return page.convert("L")
        case _:
            return page.convert("RGB")


def in_black(grey: Image.Image) -> Image.Image:
    """Ink and paper, one bit each; shadows and yellow paper go."""
    paper = grey.filter(ImageFilter.BoxBlur(AROUND))
    darker = ImageChops.subtract(paper, grey)
    ink = darker.point([255 * (level > INK) for level in range(256)])
    dark = grey.point([255 * (level < BLACK_BELOW) for level in range(256)])
    return ImageChops.invert(ImageChops.lighter(ink, dark)).convert("1", dither=Image.Dither.NONE)


def shown(page: Image.Image) -> bytes:
    """A JPEG to look at before the page is kept."""
    return _jpeg(_fitted(page, SHOWN_SIDE), SHOWN_QUALITY)


def small(page: Image.Image) -> bytes:
    """A JPEG that travels ahead of the scan, at most 30 KB; b"" where none gets so small."""
    for side in SMALL_SIDES:
        smaller = _fitted(page, side)
        for quality in SMALL_QUALITIES:
            packed = _jpeg(smaller, quality)
            if len(packed) <= MOST_SMALL_BYTES:
                return packed
    return b""


def as_sheet(page: Image.Image, tone: Tone, dpi: int) -> bytes:
    """The page as a PDF of its own: G4 for two tones, JPEG for the others."""
    out = io.BytesIO()
    dressed = toned(page, tone)
    if tone is Tone.BLACK:
        dressed.save(out, "PDF", resolution=dpi)
    else:
        dressed.save(
            out, "PDF", resolution=dpi, quality=GREY_QUALITY if tone is Tone.GREY else COLOUR_QUALITY
        )
    return out.getvalue()


def _fitted(page: Image.Image, side: int) -> Image.Image:
    """Smaller, with the soft edges that one bit has none of."""
    fitted = page.convert("L") if page.mode == "1" else page.copy()
    fitted.thumbnail((side, side), Image.Resampling.LANCZOS)
    return fitted


def _jpeg(picture: Image.Image, with_quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=with_quality, optimize=True)
    return out.getvalue()
