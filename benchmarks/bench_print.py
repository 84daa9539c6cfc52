"""A receipt as PDF: warm and cold, and the preview beside the form."""

import os
from datetime import datetime

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.catalogue.templates import shipped_templates
from app.printing.forms import PrintedComponent, ReceiptForm, receipt_copies
from app.printing.office import OfficeHeader
from benchmarks.figures import Figure, keep, median, percentile, timed_ms
from ui.printing.output import pdf_bytes, render_preview

ROUNDS = 60
PREVIEW_WIDTH = 264


def main() -> None:
    """Measure and keep."""
    application = QApplication.instance() or QApplication([])
    cold = timed_ms(lambda: pdf_bytes(receipt_copies(_form(0), _template())))
    warm = [timed_ms(lambda n=n: pdf_bytes(receipt_copies(_form(n), _template()))) for n in range(ROUNDS)]
    previews = [
        timed_ms(lambda n=n: render_preview(receipt_copies(_form(n), _template())[0], PREVIEW_WIDTH))
        for n in range(ROUNDS)
    ]
    application.processEvents()
    keep(
        "print",
        [
            Figure("receipt_pdf_warm_p50", median(warm), "ms", 60),
            Figure("receipt_pdf_warm_p95", percentile(warm, 0.95), "ms", None),
            Figure("receipt_pdf_cold", cold, "ms", None),
            Figure("preview_p50", median(previews), "ms", None),
        ],
        "form 01, two copies with five components and a QR each, from the form data to the PDF bytes",
    )


def _template() -> object:
    return next(each for each in reversed(shipped_templates()) if each.form == "01")


def _form(number: int) -> ReceiptForm:
    return ReceiptForm(
        header=OfficeHeader("ỦY BAN NHÂN DÂN XÃ MẪU", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Xã Mẫu"),
        code=f"H99.45.17-261123-{number + 1:04d}",
        applicant_name=f"Nguyễn Thị Mẫu {number}",
        applicant_address="Thôn Đông, xã Mẫu",
        applicant_phone="0900 000 412",
        procedure_name="Đăng ký khai sinh",
        content="Đăng ký khai sinh cho cháu Mẫu, sinh ngày 15/11/2026",
        components=tuple(PrintedComponent(f"Giấy tờ mẫu số {n}", "Bản chính", 1, 0) for n in range(1, 6)),
        dossier_sets=1,
        limit_in_words="3 ngày làm việc",
        received_at=datetime(2026, 11, 23, 14, 47),
        due_at=datetime(2026, 11, 27, 14, 47),
        fee_text="0 đ",
        return_place="Tại quầy",
        book_number="01",
        ordinal=f"{number + 1:04d}",
        clerk_name="Cán Bộ Mẫu",
        copy_label="",
    )


if __name__ == "__main__":
    main()
