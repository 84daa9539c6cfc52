"""The pages of a file, one at a time: of a PDF by PDFium, of a picture by Pillow.

Everything here meets bytes that anybody may have made, and so runs only in the reading process (``child``).
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps

from app.scanning.messages import Reason

DPI = 200
POINTS = 72
PDF_START = b"%PDF-"
KINDS = ("JPEG", "PNG", "TIFF", "BMP")
MOST_PIXELS = 80_000_000  # an A3 sheet at 600 dpi
MOST_DRAWN_PIXELS = 24_000_000  # an A2 sheet at 200 dpi: a larger page of a PDF is drawn coarser
MOST_PAGES = 200
SENSIBLE_DPI = range(75, 1201)  # what else a file claims is a camera's or a program's guess
A4_LONG_SIDE = 2339  # at 200 dpi


class CannotRead(Exception):
    """The file gives no pages, for this reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Pages(Protocol):
    """A file that is open; a page is drawn when it is asked for, at 200 dpi."""

    is_document: bool

    def __len__(self) -> int: ...

    def page(self, number: int) -> Image.Image:
        """A page as a picture."""

    def only(self, numbers: Sequence[int]) -> bytes | None:
        """These pages as they came; None where they cannot be taken out unchanged."""


@contextmanager
def opened(data: bytes) -> Iterator[Pages]:
    """The pages of a file's bytes; raises CannotRead, also from within when a page is broken."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow raises at twice this
    try:
        pages: Pages = _Pdf(data) if data.startswith(PDF_START) else _Picture(data)
        if len(pages) > MOST_PAGES:
            raise CannotRead(Reason.TOO_MANY_PAGES)
        if not len(pages):
            raise CannotRead(Reason.UNREADABLE)
        yield pages
    except (Image.DecompressionBombError, MemoryError) as error:
        raise CannotRead(Reason.TOO_LARGE) from error
    except pypdfium2.PdfiumError as error:
        raise CannotRead(_pdf_reason(error)) from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as error:
        raise CannotRead(Reason.UNREADABLE) from error  # Pillow's readers raise all of these


def _pdf_reason(error: pypdfium2.PdfiumError) -> Reason:
    is_locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
    return Reason.LOCKED if is_locked else Reason.UNREADABLE


class _Pdf:
    """A PDF; scripts in it are never run, since no form environment is made."""

    def __init__(self, data: bytes) -> None:
        self._document = pypdfium2.PdfDocument(data)
        self._data = data
        self.is_document = self._is_signed() or (len(self) > 0 and self._has_words())

    def __len__(self) -> int:
        return len(self._document)

    def page(self, number: int) -> Image.Image:
        page = self._document[number]
        width, height = page.get_size()
        inches = max(width / POINTS * (height / POINTS), 1e-6)
        dots = min(DPI, (MOST_DRAWN_PIXELS / inches) ** 0.5)
        picture: Image.Image = page.render(scale=dots / POINTS, may_draw_forms=False).to_pil()
        return picture

    def only(self, numbers: Sequence[int]) -> bytes | None:
        if list(numbers) == list(range(len(self))):
            return self._data
        part, out = pypdfium2.PdfDocument.new(), io.BytesIO()
        part.import_pages(self._document, list(numbers))
        part.save(out)
        return out.getvalue()

    def _is_signed(self) -> bool:
        return bool(pdfium.FPDF_GetSignatureCount(self._document.raw) > 0)

    def _has_words(self) -> bool:
        """A scanner draws pictures of words; a program writes them."""
        return bool(self._document[0].get_textpage().count_chars() > 0)


class _Picture:
    """A picture; a TIFF may hold several."""

    is_document = False

    def __init__(self, data: bytes) -> None:
        self._image = Image.open(io.BytesIO(data), formats=KINDS)
        self._data = data

    def __len__(self) -> int:
        return int(getattr(self._image, "n_frames", 1))

    def page(self, number: int) -> Image.Image:
        self._image.seek(number)
        _refuse_bomb(self._image)
        self._image.draft("RGB", (2 * A4_LONG_SIDE, 2 * A4_LONG_SIDE))
        upright = ImageOps.exif_transpose(self._image)
        return _at_200_dpi(_on_paper(upright), self._image.info.get("dpi"))

    def only(self, numbers: Sequence[int]) -> bytes | None:
        """A picture knows no pages to take out, and a BMP is no kind that is kept."""
        is_whole = list(numbers) == list(range(len(self)))
        return self._data if is_whole and self._image.format != "BMP" else None


def photo(data: bytes) -> Image.Image:
    """A photo of a card in grey, in its own pixels; raises CannotRead."""
    with opened(data) as pages:
        if not isinstance(pages, _Picture):
            return pages.page(0).convert("L")
        image = pages._image
        image.draft("L", (2 * A4_LONG_SIDE, 2 * A4_LONG_SIDE))
        return _on_paper(ImageOps.exif_transpose(image)).convert("L")


def _refuse_bomb(image: Image.Image) -> None:
    """A later page of a TIFF may be larger than the first, which Pillow has looked at."""
    if image.width * image.height > MOST_PIXELS:
        raise CannotRead(Reason.TOO_LARGE)


def _on_paper(image: Image.Image) -> Image.Image:
    """What shows through is white, as paper is; 16 bits a pixel become 8."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        return paper.convert("RGB")
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return image.point(lambda level: level / 256).convert("L")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _at_200_dpi(image: Image.Image, claimed: object) -> Image.Image:
    """By what the scanner says, else as if it were an A4 sheet; never enlarged."""
    dpi = _dpi(claimed)
    side = max(image.size)
    wanted = side * DPI // dpi if dpi else min(side, A4_LONG_SIDE)
    if wanted < side:
        image.thumbnail((wanted, wanted), Image.Resampling.LANCZOS)
    return image


def _dpi(claimed: object) -> int:
    if isinstance(claimed, tuple) and claimed and float(claimed[0]) == float(claimed[0]):
        dpi = round(min(float(claimed[0]), 10_000))
        return dpi if dpi in SENSIBLE_DPI and dpi not in (75, 96) else 0
    return 0
