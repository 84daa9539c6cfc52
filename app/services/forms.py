"""The wording of each paper: the circular's in force, or what this office made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from app.catalogue.pack import FormTemplate
from app.catalogue.templates import shipped_templates
from app.changes.registry import Command
from app.domain.dossier import Role
from app.domain.paper_form import Form, form_of
from app.errors import AppError
from app.services.desk import Desk, Officer
from app.storage import form_texts, setting
from app.storage.form_texts import FormText

OWN_VERSIONS_FROM = 1001  # an office's wording is never taken for one of a circular's
COPIES = "form_copies."
COPIES_AT_MOST = 9
WORDINGS_SHOWN = 50


class OnlyAdministrators(AppError):
    """Wordings are the administrator's."""

    def __init__(self) -> None:
        super().__init__("Chỉ người có vai trò Quản trị sửa được mẫu giấy. Mẫu đang dùng không thay đổi.")


@dataclass(frozen=True, slots=True)
class Wording:
    """A form as the administrator sees it: what the pack brings and what is in use."""

    form: Form
    shipped: FormTemplate
    used: FormTemplate

    @property
    def is_own(self) -> bool:
        """Whether the office's own wording is in use."""
        return self.used.version >= OWN_VERSIONS_FROM


def template_of(desk: Desk, form: Form, day: date) -> FormTemplate:
    """The wording of a paper issued on a day; of today's circular where that day's had no such paper."""
    shipped = _in_force(desk, form, day) or _in_force(desk, form, desk.today())
    if shipped is None:
        raise LookupError(f"no template for {form}")
    return _used(desk, shipped)


def wordings(desk: Desk) -> Sequence[Wording]:
    """Every form of every circular, the newest circular first."""
    newest: dict[tuple[str, str], FormTemplate] = {}
    for template in chain(shipped_templates(), desk.catalogue.pack.templates):
        key = template.pack, template.form
        if key not in newest or template.effective_from >= newest[key].effective_from:
            newest[key] = template
    known = [(form_of(pack, number), template) for (pack, number), template in newest.items()]
    found = [Wording(form, each, _used(desk, each)) for form, each in known if form is not None]
    return sorted(found, key=lambda each: (-int(each.shipped.pack), each.shipped.form))


def history(desk: Desk, wording: Wording) -> Sequence[FormText]:
    """The office's own wordings of a form, the one in use first."""
    with desk.store.read() as connection:
        return form_texts.of_form(connection, wording.shipped.pack, wording.shipped.form, WORDINGS_SHOWN)


def save(desk: Desk, officer: Officer, wording: Wording, html: str) -> int:
    """Put a checked wording in use at every desk; its version."""
    return _save(desk, officer, wording, html)


def go_back(desk: Desk, officer: Officer, wording: Wording) -> int:
    """Use the circular's text again; the office's wordings stay on record."""
    return _save(desk, officer, wording, "")


def copies_of(desk: Desk, form: Form, usual: int) -> int:
    """How many copies of a form this desk prints."""
    with desk.store.read() as connection:
        kept = setting.get(connection, COPIES + form.value)
    return int(kept) if kept.isdecimal() else usual


def remember_copies(desk: Desk, form: Form, copies: int) -> None:
    """Print so many copies of a form at this desk from now on."""
    with desk.store.write_local() as connection:
        setting.put(connection, COPIES + form.value, str(max(1, min(copies, COPIES_AT_MOST))))


def _in_force(desk: Desk, form: Form, day: date) -> FormTemplate | None:
    """The catalogue's wording, else the shipped one: an older pack may lack a paper that came later."""
    return _of_circular(desk.catalogue.pack.templates, form, day) or _of_circular(
        shipped_templates(), form, day
    )


def _of_circular(templates: Sequence[FormTemplate], form: Form, day: date) -> FormTemplate | None:
    """The latest wording in the one circular that is in force."""
    in_force = [each for each in templates if each.effective_from <= day]
    circular = max((each.pack for each in in_force), default="")
    number = form.number_in(circular)
    wordings = [each for each in in_force if (each.pack, each.form) == (circular, number)]
    return max(wordings, key=lambda each: each.effective_from, default=None)


def _used(desk: Desk, shipped: FormTemplate) -> FormTemplate:
    with desk.store.read() as connection:
        own = form_texts.latest(connection, shipped.pack, shipped.form)
    return replace(shipped, html=own.html, version=own.version) if own and own.html else shipped


def _save(desk: Desk, officer: Officer, wording: Wording, html: str) -> int:
    if Role.ADMINISTRATOR not in officer.roles:
        raise OnlyAdministrators
    pack, form = wording.shipped.pack, wording.shipped.form
    with desk.store.write(desk.act(Command.SAVE_FORM_TEXT, officer, Role.ADMINISTRATOR)) as unit:
        last = form_texts.latest(unit.connection, pack, form)
        version = last.version + 1 if last else OWN_VERSIONS_FROM
        form_texts.add(unit, pack, form, version, html, officer.id)
    return version
