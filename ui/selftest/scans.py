"""A code and a page through the process that reads scans: found, packed, and read back from the PDF."""

from app.errors import AppError
from app.printing.page import qr_png
from app.scanning.messages import Tone
from app.scanning.reader import ScanReader
from ui.selftest.check import Bench, Failed, insist


def look_at_scans(bench: Bench) -> str:
    """The code of the dossier that was received, as a picture and as a scanned page."""
    code, reader = bench.scratch.receipt.code, ScanReader()
    picture = qr_png(code)
    try:
        insist(code in reader.codes(picture), "Không đọc được mã QR từ ảnh.")
        made = reader.make(picture, [0], Tone.BLACK)
        pages = reader.look_through(made.data).pages
    except AppError as error:
        raise Failed(str(error)) from error
    insist(len(pages) == 1 and code in pages[0].codes, "Bản quét ghi ra PDF đọc lại không đúng.")
    insist(bool(made.first), "Không vẽ được ảnh trang đầu của bản quét.")
    return "Đọc được mã QR từ ảnh và từ trang PDF vừa ghi."
