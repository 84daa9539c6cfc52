"""A list to fill in through the process that reads lists: written, and read back as it was."""

from app.errors import AppError
from app.importing.reader import read_list
from app.services.imports import SAMPLE_ROWS, save_sample
from ui.selftest.check import Bench, Failed, insist


def look_at_lists(bench: Bench) -> str:
    """The sample that villages are given."""
    path = bench.scratch.root / "mau-danh-sach.xlsx"
    try:
        save_sample(path)
        rows = read_list(path)
    except AppError as error:
        raise Failed(str(error)) from error
    below = rows[1 : 1 + len(SAMPLE_ROWS)]
    read = [[cell.text for cell in row.cells if cell.text] for row in below]
    insist(
        read == [[text for text in row if text] for row in SAMPLE_ROWS], "Danh sách Excel đọc lại không đúng."
    )
    return "Đọc được danh sách từ tệp mẫu Excel vừa ghi."
