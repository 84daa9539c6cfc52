"""Filling the HTML templates of printed forms.

A template is HTML with ``$name`` places and repeated blocks::

    <!-- each:components --><tr><td>$ordinal</td><td>$title</td></tr><!-- end -->

A block is printed once for each of its rows, so an empty list also leaves a line out. There is no way to
put markup into a place: every value goes through ``literal``. A line break between two tags is no space.
"""

import re
import string
from collections.abc import Iterator, Mapping, Sequence

from app.catalogue.pack import FormTemplate
from app.errors import AppError
from app.printing.literal import literal

LINE_BREAK_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")
BLOCK = re.compile(r"<!-- each:(\w+) -->(.*?)<!-- end -->", re.DOTALL)

Values = Mapping[str, str]
Blocks = Mapping[str, Sequence[Values]]


class BadTemplate(AppError):
    """A template asks for something its form does not have."""

    def __init__(self, template: FormTemplate, place: str) -> None:
        super().__init__(
            f"Mẫu in {template.form} (gói {template.pack}, bản {template.version}) có chỗ trống lạ: {place}. "
            "Chưa in gì, hồ sơ vẫn còn nguyên. Xin báo người quản trị danh mục."
        )
        self.place = place


def filled(template: FormTemplate, values: Values, blocks: Blocks) -> str:
    """The template's page with every place filled and every block repeated."""
    return "".join(_parts(template, values, blocks))


def _parts(template: FormTemplate, values: Values, blocks: Blocks) -> Iterator[str]:
    page = LINE_BREAK_BETWEEN_TAGS.sub("><", template.html)
    start = 0
    for block in BLOCK.finditer(page):
        yield _substituted(template, page[start : block.start()], values)
        yield from _repeated(template, block, values, blocks)
        start = block.end()
    yield _substituted(template, page[start:], values)


def _repeated(template: FormTemplate, block: re.Match[str], values: Values, blocks: Blocks) -> Iterator[str]:
    name, html = block.groups()
    if name not in blocks:
        raise BadTemplate(template, name)
    for row in blocks[name]:
        yield _substituted(template, html, {**values, **row})


def _substituted(template: FormTemplate, html: str, values: Values) -> str:
    try:
        return string.Template(html).substitute(_Literals(values))
    except KeyError as unknown:
        raise BadTemplate(template, str(unknown.args[0])) from unknown
    except ValueError as stray_dollar:
        raise BadTemplate(template, "$") from stray_dollar


class _Literals(dict[str, str]):
    """Values that can be read as literal text only."""

    def __getitem__(self, name: str) -> str:
        return literal(super().__getitem__(name))
