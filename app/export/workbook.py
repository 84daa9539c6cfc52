"""A workbook in the parts of ECMA-376 that every spreadsheet program reads: texts, numbers and heads.

There is no way to write a formula with it: a text is an inline string, which nobody runs. One that begins
like a formula also wears the style that keeps it a text when somebody edits the cell.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from app.export.sheet import AT_ONCE, Cell, Sheet, looks_like_formula, plain

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_NAME = 31
STYLE_TEXT, STYLE_HEAD, STYLE_DISARMED = 0, 1, 2
WIDEST, NARROWEST, MEASURED_ROWS = 60, 8, 200
STAMP = (2026, 1, 1, 0, 0, 0)  # the same list is the same file

STYLES = (
    f'<styleSheet xmlns="{MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_workbook(file: BinaryIO, sheets: Sequence[Sheet]) -> Iterator[int]:
    """A workbook of these sheets, never held whole; tells the rows written now and then and at the end."""
    written = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _parts(sheets):
            archive.writestr(_entry(name), HEAD + content)
        for number, sheet in enumerate(sheets, 1):
            for rows in _write_sheet(archive, f"xl/worksheets/sheet{number}.xml", sheet):
                yield written + rows
            written += rows


def _write_sheet(archive: zipfile.ZipFile, name: str, sheet: Sheet) -> Iterator[int]:
    rows = 0
    with archive.open(_entry(name), "w") as part:
        part.write(HEAD.encode())
        for is_row, content in _worksheet(sheet):
            part.write(content.encode())
            rows += is_row
            if is_row and rows % AT_ONCE == 0:
                yield rows
    yield rows


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _parts(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    yield "[Content_Types].xml", _content_types(numbers)
    yield "_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.xml")])
    yield "xl/workbook.xml", _workbook(sheets)
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            [
                *((f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers),
                (f"rId{len(sheets) + 1}", "styles", "styles.xml"),
            ]
        ),
    )
    yield "xl/styles.xml", STYLES


def _content_types(numbers: range) -> str:
    prefix = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = [
        ("/xl/workbook.xml", f"{prefix}.sheet.main+xml"),
        ("/xl/styles.xml", f"{prefix}.styles+xml"),
        *((f"/xl/worksheets/sheet{number}.xml", f"{prefix}.worksheet+xml") for number in numbers),
    ]
    parts = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{RELATIONS_TYPE}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _relations(relations: Sequence[tuple[str, str, str]]) -> str:
    parts = "".join(
        f'<Relationship Id="{id_}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for id_, kind, target in relations
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{parts}</Relationships>'


def _workbook(sheets: Sequence[Sheet]) -> str:
    entries = "".join(
        f'<sheet name={quoteattr(_sheet_name(sheet.name, number))} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>'


def _sheet_name(name: str, number: int) -> str:
    """A name that a tab may have, no two alike."""
    kept = plain(name).translate(FORBIDDEN_IN_NAMES).strip()[: LONGEST_NAME - 4] or "Trang"
    return kept if number == 1 else f"{kept} {number}"


def _worksheet(sheet: Sheet) -> Iterator[tuple[bool, str]]:
    """Its content piece by piece, and of each piece whether it is a row of the list."""
    mark: list[Sequence[Cell]] = [[sheet.mark]] if sheet.mark else []
    above = [*mark, *([[sheet.title], []] if sheet.title else [])]
    rows = iter(sheet.rows)
    first = list(islice(rows, MEASURED_ROWS))
    yield False, "".join(_front(sheet.heads, first, len(above) + 1))
    for number, row in enumerate(chain(above, [sheet.heads]), 1):
        yield False, _row(number, row, STYLE_HEAD)
    for number, row in enumerate(chain(first, rows), len(above) + 2):
        yield True, _row(number, row, STYLE_TEXT)
    yield False, "</sheetData></worksheet>"


def _front(heads: Sequence[str], first: Sequence[Sequence[Cell]], head: int) -> Iterator[str]:
    yield f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
    yield f'<pane ySplit="{head}" topLeftCell="A{head + 1}" activePane="bottomLeft" state="frozen"/>'
    yield "</sheetView></sheetViews><cols>"
    for number, width in enumerate(_widths(heads, first), 1):
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    yield "</cols><sheetData>"


def _widths(heads: Sequence[str], first: Iterable[Sequence[Cell]]) -> Iterator[int]:
    """Wide enough for what the first rows hold."""
    for place, title in enumerate(heads):
        cells = (row[place] for row in first if place < len(row))
        longest = max(map(len, (title, *(str(cell) for cell in cells if cell is not None))))
        yield min(WIDEST, max(NARROWEST, longest + 2))


def _row(number: int, cells: Sequence[Cell], style: int) -> str:
    return f'<row r="{number}">{"".join(_cell(cell, style) for cell in cells)}</row>'


def _cell(cell: Cell, style: int) -> str:
    if cell is None:
        return "<c/>"
    if not isinstance(cell, str):
        return f'<c s="{style}"><v>{cell!r}</v></c>'
    text = plain(cell)
    style = STYLE_DISARMED if looks_like_formula(text) else style
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def _escaped(text: str) -> str:
    """A lone return would be read back as a line feed."""
    return escape(text, {"\r": "&#13;"})
