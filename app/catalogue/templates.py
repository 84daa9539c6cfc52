"""The form templates shipped with the program: starters, which come into force only through a pack.

A folder for each circular (`resources/templates/2018/`, `2025/`) holds the forms' HTML and an `index.json`
that names and dates them. What every form has in common lies once in `resources/templates/parts/`: a line
``<!-- part:office -->`` stands for such a file. A pack holds the forms whole, with their parts put in.
"""

import re
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from app.catalogue.pack import FormTemplate

INDEX = "index.json"
PARTS = "parts"
PART = re.compile(r"<!-- part:(\w+) -->\n")


class IndexedForm(msgspec.Struct, frozen=True):
    """One form of a circular; ``file`` is its HTML beside the index."""

    form: str
    version: int
    effective_from: date
    title: str
    copies: int
    file: str


class TemplateIndex(msgspec.Struct, frozen=True):
    """`index.json` of one circular's folder."""

    forms: tuple[IndexedForm, ...]


def shipped_templates() -> tuple[FormTemplate, ...]:
    """Every form of every circular that has an index, in order of the circulars' years."""
    folder = files("resources").joinpath("templates")
    if not folder.is_dir():
        return ()
    circulars = sorted((each for each in folder.iterdir() if _has_index(each)), key=lambda each: each.name)
    return tuple(template for circular in circulars for template in _templates(circular))


def shipped_html(*path: str) -> str:
    """A file of `resources/templates/` with its parts put in."""
    return _with_parts(files("resources").joinpath("templates", *path))


def _with_parts(file: Traversable) -> str:
    parts = files("resources").joinpath("templates", PARTS)
    return PART.sub(
        lambda found: parts.joinpath(f"{found[1]}.html").read_text("utf-8"), file.read_text("utf-8")
    )


def _has_index(folder: Traversable) -> bool:
    return folder.is_dir() and folder.joinpath(INDEX).is_file()


def _templates(folder: Traversable) -> list[FormTemplate]:
    index = msgspec.json.decode(folder.joinpath(INDEX).read_bytes(), type=TemplateIndex)
    return [_template(form, folder) for form in index.forms]


def _template(form: IndexedForm, folder: Traversable) -> FormTemplate:
    return FormTemplate(
        form=form.form,
        pack=folder.name,
        version=form.version,
        effective_from=form.effective_from,
        title=form.title,
        copies=form.copies,
        html=_with_parts(folder.joinpath(form.file)),
    )
