"""The certified register: each page's sums run on from the page before."""

from datetime import date

import pytest

from app.printing import certification
from app.printing.certification import LINES_A_PAGE, BookLine, RegisterBook, register_pages
from app.printing.office import OfficeHeader


def test_each_line_is_summed_once_and_the_sums_run_on(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        BookLine(n, date(2026, 11, 22), "Đinh Xuân Mẫu", "Căn cước", "", 2, 1, 4_000)
        for n in range(1, 3 * LINES_A_PAGE + 2)
    ]
    summed: list[BookLine] = []
    sum_of = certification._sum_of
    monkeypatch.setattr(certification, "_sum_of", lambda part: (summed.extend(part), sum_of(part))[1])
    header = OfficeHeader("Ủy ban nhân dân xã Mẫu", "", "Xã Mẫu")
    *_, last = register_pages(RegisterBook(header, "Sổ", "01/2026-SCT/BS", 2026, lines))
    assert summed == lines
    assert "Cộng dồn từ đầu sổ: 55 số" in last.html
