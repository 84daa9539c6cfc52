"""Whether a wording may be used: what it names exists, what the law wants is there, nothing is fetched.

Each fault is one sentence with its line, so that an administrator can mend it without knowing HTML well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from app.catalogue.pack import FormTemplate
from app.domain.paper_form import Form
from app.errors import AppError
from app.printing.fields import FIELDS, MANDATORY
from app.printing.office import OfficeHeader
from app.printing.page import QR_IMAGE
from app.printing.samples import sample_page
from app.printing.template import BLOCK, BadTemplate

LONGEST = 100_000
PLACE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
OPENING, CLOSING = re.compile(r"<!--\s*each:"), re.compile(r"<!--\s*end\s*-->")
REMOTE_STYLE = re.compile(r"@import|url\s*\(", re.IGNORECASE)
VOID = frozenset({"br", "col", "hr", "img"})
PAGE = frozenset({"html", "head", "style", "title", "body", "p", "div", "span", "center", "ul", "ol", "li"})
TABLE = frozenset({"table", "thead", "tbody", "tfoot", "tr", "th", "td"})
LETTERS = frozenset(
    {"b", "i", "u", "s", "strong", "em", "small", "big", "sub", "sup", "font", "h1", "h2", "h3"}
)
KNOWN = VOID | PAGE | TABLE | LETTERS
FETCHING = frozenset({"href", "src", "background", "data", "action", "srcset"})
SAMPLE_OFFICE = OfficeHeader(
    "UBND xã Mẫu",
    "Bộ phận Tiếp nhận và Trả kết quả",
    "Xã Mẫu",
    "UBND tỉnh Mẫu",
    "0900 000 000",
    "mau.example",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and on which line of the text."""

    line: int
    cause: str

    @property
    def sentence(self) -> str:
        """What the administrator reads."""
        return f"Dòng {self.line}: {self.cause}"


class BadWording(AppError):
    """A wording that may not be used; the one in use stays."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{faults[0].sentence} Chưa lưu gì, mẫu đang dùng vẫn nguyên.")
        self.faults = tuple(faults)


def faults_of(form: Form, template: FormTemplate) -> Sequence[Fault]:
    """Everything wrong with a wording, in the order of its lines."""
    html = template.html
    if len(html) > LONGEST:
        return [Fault(1, f"mẫu dài quá {LONGEST} chữ.")]
    found = [*_markup(html), *_blocks(html), *_unknown(form, html), *_missing(form, html)]
    return sorted(found or _tried(form, template), key=lambda fault: fault.line)


def check(form: Form, template: FormTemplate) -> None:
    """Raise BadWording unless the wording may be used."""
    faults = faults_of(form, template)
    if faults:
        raise BadWording(faults)


def _markup(html: str) -> list[Fault]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [*reader.faults, *reader.unclosed(), *_remote_styles(html)]


def _remote_styles(html: str) -> Iterator[Fault]:
    for found in REMOTE_STYLE.finditer(html):
        yield Fault(_line(html, found.start()), "mẫu không được lấy gì từ nơi khác (url, @import).")


def _blocks(html: str) -> Iterator[Fault]:
    """Blocks do not nest, and each that begins ends."""
    rest = BLOCK.sub(lambda block: "\n" * block[0].count("\n"), html)
    for sign in (OPENING, CLOSING):
        stray = sign.search(rest)
        if stray:
            yield Fault(_line(rest, stray.start()), "phần lặp thiếu dòng mở “each” hoặc dòng đóng “end”.")
    for block in BLOCK.finditer(html):
        if OPENING.search(block[2]):
            yield Fault(_line(html, block.start()), "phần lặp không được nằm trong phần lặp khác.")


def _unknown(form: Form, html: str) -> Iterator[Fault]:
    known = {field.name for field in FIELDS[form]}
    for found in PLACE.finditer(html):
        name = found[1] or found[2]
        if name not in known:
            yield Fault(_line(html, found.start()), f"không có chỗ điền “${name}” trong mẫu này.")
    for block in BLOCK.finditer(html):
        if f"each:{block[1]}" not in known:
            yield Fault(_line(html, block.start()), f"không có phần lặp “{block[1]}” trong mẫu này.")


def _missing(form: Form, html: str) -> Iterator[Fault]:
    present = {found[1] or found[2] for found in PLACE.finditer(html)}
    for name, words in MANDATORY[form].items():
        if name.startswith("$") and name[1:] not in present:
            yield Fault(_line(html, len(html)), f"thiếu {words} ({name}).")
        if not name.startswith("$") and name.casefold() not in html.casefold():
            yield Fault(_line(html, len(html)), f"thiếu {words} (chữ “{name}”).")


def _tried(form: Form, template: FormTemplate) -> list[Fault]:
    """What only filling shows, such as a lone dollar sign or a place outside its block."""
    try:
        sample_page(form, template, SAMPLE_OFFICE)
    except BadTemplate as bad:
        at = template.html.find(f"${bad.place}" if bad.place != "$" else "$")
        cause = f"chỗ điền “{bad.place}” đứng ngoài phần lặp của nó, hoặc có dấu $ thừa."
        return [Fault(_line(template.html, max(0, at)), cause)]
    return []


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


class _Reader(HTMLParser):
    """Reads tags as Qt will, and notes what is broken or reaches outside."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[Fault] = []
        self._open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that may not stand here."""
        line = self.getpos()[0]
        if tag not in KNOWN:
            self.faults.append(Fault(line, f"thẻ <{tag}> không dùng được trong mẫu in."))
        for name, value in attrs:
            if name.startswith("on"):
                self.faults.append(Fault(line, f"thuộc tính {name} chạy lệnh, không dùng được."))
            if name in FETCHING and (tag, name, value) != ("img", "src", QR_IMAGE):
                self.faults.append(Fault(line, f"{name} lấy tệp từ nơi khác; chỉ dùng được ảnh {QR_IMAGE}."))
        if tag not in VOID:
            self._open.append((tag, line))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself is open nowhere."""
        self.handle_starttag(tag, attrs)
        if self._open and tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Note a tag that closes another one's."""
        if tag in VOID:
            return
        if self._open and self._open[-1][0] == tag:
            self._open.pop()
        else:
            opened = f"; đang mở <{self._open[-1][0]}> từ dòng {self._open[-1][1]}" if self._open else ""
            self.faults.append(Fault(self.getpos()[0], f"thẻ đóng </{tag}> không khớp{opened}."))

    def unclosed(self) -> Iterator[Fault]:
        """What was left open, unless a closing tag went wrong already."""
        if not self.faults:
            yield from (Fault(line, f"thẻ <{tag}> chưa đóng.") for tag, line in self._open)
