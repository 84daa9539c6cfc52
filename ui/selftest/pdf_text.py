"""Reads back the text of a PDF that Qt wrote, by what the PDF itself says of its letters.

Qt numbers the letters of each embedded font as they come; the font's own table tells which letter a number
stands for. A reader of PDFs in general would be a hundred times as long.
"""

import re
import zlib
from collections.abc import Iterator

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"(.*?)stream\r?\n(.*)\r?\nendstream", re.DOTALL)
FONT = re.compile(rb"/Type /Font\n/Subtype /Type0.*/ToUnicode (\d+) 0 R", re.DOTALL)
EMBEDDED = re.compile(
    rb"/Type /FontDescriptor\n/FontName /[A-Z]{6}\+([\w-]+).*/FontFile\d? (\d+) 0 R", re.DOTALL
)
CONTENTS = re.compile(rb"/Type /Page\n.*/Contents (\d+) 0 R", re.DOTALL)
SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>")
RANGE = re.compile(rb"<(\w+)> <(\w+)> (?:<(\w+)>|\[([^\]]*)\])")
LETTER = re.compile(rb"<(\w+)>")
HEX_A_NUMBER = 4


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, in the order in which it was painted."""
    objects = dict(_objects(pdf))
    letters = {
        number: _letters(_unpacked(objects[int(font[1])]))
        for number, body in objects.items()
        if (font := FONT.search(body))
    }
    pages = [match for body in objects.values() if (match := CONTENTS.search(body))]
    return ["".join(_shown(_unpacked(objects[int(page[1])]), letters)) for page in pages]


def embedded_fonts(pdf: bytes) -> set[str]:
    """The names of the fonts that the PDF carries in itself."""
    objects = dict(_objects(pdf))
    found = [match for body in objects.values() if (match := EMBEDDED.search(body))]
    return {match[1].decode() for match in found if _unpacked(objects[int(match[2])])}


def _objects(pdf: bytes) -> Iterator[tuple[int, bytes]]:
    return ((int(match[1]), match[2]) for match in OBJECT.finditer(pdf))


def _unpacked(body: bytes) -> bytes:
    stream = STREAM.fullmatch(body.strip(b"\n"))
    if stream is None:
        return b""
    return zlib.decompress(stream[2]) if b"/FlateDecode" in stream[1] else stream[2]


def _letters(table: bytes) -> dict[int, str]:
    """Which letter each number of a font stands for."""
    letters: dict[int, str] = {}
    for match in RANGE.finditer(table):
        first, last = int(match[1], 16), int(match[2], 16)
        if match[4] is not None:
            letters |= dict(enumerate((_text(each) for each in LETTER.findall(match[4])), first))
        else:
            start = int(match[3], 16)
            letters |= {number: chr(start + number - first) for number in range(first, last + 1)}
    return letters


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def _shown(contents: bytes, letters: dict[int, dict[int, str]]) -> Iterator[str]:
    font: dict[int, str] = {}
    for name, digits in SHOWN.findall(contents):
        if name:
            font = letters.get(int(name), {})
        else:
            numbers = range(0, len(digits), HEX_A_NUMBER)
            yield "".join(font.get(int(digits[at : at + HEX_A_NUMBER], 16), "\ufffd") for at in numbers)
