"""What a finished PDF says about itself, read with PDFium."""

import ctypes
import re

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c


def text_of(pdf: bytes) -> str:
    """All pages' text without spaces; PDFium marks a hyphen that ends a line with a sign of its own."""
    pages = (page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(pdf))
    return without_spaces("".join(pages).replace("\ufffe", "-").replace("\x02", "-"))


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def fonts_of(pdf: bytes) -> set[tuple[str, bool]]:
    """Every font used, and whether it is embedded."""
    found = set()
    for page in pdfium.PdfDocument(pdf):
        for part in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_TEXT,)):
            font = pdfium_c.FPDFTextObj_GetFont(part)
            name = ctypes.create_string_buffer(100)
            pdfium_c.FPDFFont_GetBaseFontName(font, name, len(name))
            found.add((name.value.decode(), bool(pdfium_c.FPDFFont_GetIsEmbedded(font))))
    return found
