"""What can go wrong between a form and its paper; the dossier itself is stored before."""

from app.errors import AppError


class PrinterNotReady(AppError):
    """There is no printer, or it did not take the pages."""

    def __init__(self) -> None:
        super().__init__("Máy in chưa sẵn sàng. Hồ sơ đã lưu, in lại bằng Ctrl+P.")


class PdfNotWritten(AppError):
    """The PDF could not be written where the officer wanted it."""

    def __init__(self) -> None:
        super().__init__("Không ghi được tệp PDF vào chỗ đã chọn. Hồ sơ đã lưu; xin chọn thư mục khác.")
