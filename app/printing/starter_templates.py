"""The form templates that ship with the program, one pack per circular.

They fill the first catalogue pack; from then on the pack in force says what is printed. A pack marked
``starter`` follows practice, because the circular's exact layout was not to be had.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable

from app.printing.template import Template

PACKS = ("2018", "2025")


@dataclass(frozen=True, slots=True)
class StarterTemplate:
    """One form of a shipped pack: how many copies a print has, from when it holds, how sure its layout is."""

    template: Template
    copies: int
    effective_from: date
    status: str


def starter_templates(pack: str) -> tuple[StarterTemplate, ...]:
    """Every form of one shipped pack."""
    folder = resources.files("resources").joinpath("templates", pack)
    entries = json.loads(folder.joinpath("index.json").read_text(encoding="utf-8"))
    return tuple(_starter_template(pack, folder, entry) for entry in entries)


def template_for(form: str, templates: Iterable[StarterTemplate]) -> Template:
    """The template of one form."""
    return next(starter.template for starter in templates if starter.template.form == form)


def _starter_template(pack: str, folder: Traversable, entry: dict[str, str | int]) -> StarterTemplate:
    html = folder.joinpath(str(entry["file"])).read_text(encoding="utf-8")
    return StarterTemplate(
        template=Template(str(entry["form"]), pack, int(entry["version"]), html, str(entry["title"])),
        copies=int(entry["copies"]),
        effective_from=date.fromisoformat(str(entry["effective_from"])),
        status=str(entry["status"]),
    )
