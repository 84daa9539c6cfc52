"""The receipt on paper: written as PDF, read back from the disk, compared letter by letter."""

import re

from app.domain.time_words import promise_in_print
from app.services import dossier
from ui.printing.output import write_pdf
from ui.printing.receipts import COPIES, receipt_forms
from ui.selftest.check import Bench, insist
from ui.selftest.pdf_text import embedded_fonts, pages_of
from ui.selftest.scratch import CLERK, OFFICE
from ui.selftest.store import PERSON

FONT = "Tinos-Regular"


def look_at_receipt(bench: Bench) -> str:
    """Both copies of form 01 with the right code, person and promise, in a font that the file carries."""
    desk, receipt = bench.scratch.desk, bench.scratch.receipt
    assert desk.officer is not None
    view = dossier.view(desk, desk.officer, receipt.dossier_id)
    path = bench.scratch.root / "receipt.pdf"
    write_pdf(receipt_forms(desk, desk.officer, view), path)
    pdf = path.read_bytes()
    pages = [_without_spaces(page) for page in pages_of(pdf)]
    insist(len(pages) >= len(COPIES), f"Giấy hẹn có {len(pages)} trang thay vì {len(COPIES)}.")
    insist(FONT in embedded_fonts(pdf), "Giấy hẹn không mang theo phông chữ.")
    due = promise_in_print(receipt.due) if receipt.due else ""
    for words in (receipt.code, PERSON.full_name, OFFICE, CLERK, due, *COPIES):
        insist(_without_spaces(words) in "".join(pages), f"Giấy hẹn thiếu chữ “{words}”.")
    return f"{len(pages)} trang, đọc lại từ tệp PDF đủ chữ."


def _without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)
