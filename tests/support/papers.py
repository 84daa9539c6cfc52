"""Pictures and scans for tests: pages with words and codes, as a camera or a scanner gives them."""

import io
import zlib
from collections.abc import Sequence

import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw

A4_100_DPI = (827, 1170)
CARD = "000194013412|000000001|Nguyễn Thị Hồng Nhung|12081994|Nữ|Thôn Đông Hạ, xã Yên Lạc Hạ|10052021"


def code_picture(text: str, scale: int = 6) -> Image.Image:
    """A QR code with its quiet zone."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = made.to_image(scale=scale, add_quiet_zones=True)
    height, width = image.shape
    return Image.frombytes("L", (width, height), memoryview(image).tobytes())


def a_photo(text: str = CARD, scale: int = 6, size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    """A code on a table."""
    photo = Image.new("L", size, 170)
    photo.paste(code_picture(text, scale), (size[0] // 2, size[1] // 4))
    return photo


def a_page(code: str = "", size: tuple[int, int] = A4_100_DPI, mode: str = "RGB") -> Image.Image:
    """A page full of lines on yellowish paper, with a code at its head."""
    page = Image.new("RGB", size, (244, 238, 214))
    draw = ImageDraw.Draw(page)
    for line in range(size[1] // 4, size[1] - 60, 17):
        draw.rectangle((60, line, size[0] - 80 - line * 7 % 200, line + 5), fill=(30, 30, 60))
    if code:
        page.paste(code_picture(code, 3).convert("RGB"), (60, 50))
    return page.convert(mode)


def as_bytes(picture: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def a_scan(codes: Sequence[str], kind: str = "PDF") -> bytes:
    """Pages as one file; "" for a page without a code."""
    first, *others = [a_page(code) for code in codes]
    return as_bytes(first, kind, save_all=True, append_images=others, resolution=100, dpi=(100, 100))


def a_letter() -> bytes:
    """A PDF that a program wrote, of one page with words."""
    words = b"BT /F1 24 Tf 72 700 Td (Mau) Tj ET"
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def a_huge_page() -> bytes:
    """A PDF whose page is two hundred inches wide."""
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]>>",
    )


def an_endless_page() -> bytes:
    """A PDF of some kilobytes that takes minutes to draw: each form draws the one before it ten times."""
    depth = 9
    forms = [b"0 0 m 9 9 l S"] + [b"/F%d Do " % n * 10 for n in range(depth)]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
        b"/Resources<</XObject<</F%d %d 0 R>>>>>>" % (4 + depth, depth - 1, 4 + depth - 1),
    ]
    for level, drawn in enumerate(forms):
        inner = b"/F%d %d 0 R" % (level - 1, 3 + level) if level else b""
        objects.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 999 999]/Resources<</XObject<<%s>>>>/Length %d>>"
            b"stream\n%s\nendstream" % (inner, len(drawn), drawn)
        )
    return _pdf(*objects)


def a_locked_pdf() -> bytes:
    """A PDF that asks for a password: its encryption entry names keys that no empty password gives."""
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        b"<</Filter/Standard/V 1/R 2/P -44/O<%s>/U<%s>>>" % (b"5a" * 32, b"a5" * 32),
        trailer=b"/Encrypt 4 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]",
    )


def _pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(out)


def a_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that says it has so many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x01\x00\x00\x00\x00"
    rows = zlib.compress(bytes(2_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def page_count(data: bytes) -> int:
    """How many pages a viewer finds in a PDF."""
    return len(pypdfium2.PdfDocument(data))
