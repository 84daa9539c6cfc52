"""Which wording a paper has: the circular's of its day, the office's own where there is one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.catalogue.pack import FormTemplate
from app.changes.registry import Command
from app.domain.dossier import Role
from app.domain.paper_form import Form
from app.services import forms
from app.services.catalogue import Catalogue
from app.services.forms import OWN_VERSIONS_FROM, OnlyAdministrators, template_of
from app.storage import form_texts
from tests.support.office import Counter, a_counter

OLD_DAY, NEW_DAY = date(2024, 5, 6), date(2026, 5, 6)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path)
    yield made
    made.device.profile.close()


def wording(counter: Counter, form: Form) -> forms.Wording:
    return next(each for each in forms.wordings(counter.desk) if each.form is form)


@pytest.mark.parametrize(
    ("form", "day", "pack", "number"),
    [
        (Form.CONTROL_SLIP, OLD_DAY, "2018", "05"),
        (Form.CONTROL_SLIP, NEW_DAY, "2025", "06"),
        (Form.REGISTER, OLD_DAY, "2018", "06"),
        (Form.REGISTER, NEW_DAY, "2025", "07"),
        (Form.STOP_NOTICE, OLD_DAY, "2025", "05"),
    ],
)
def test_a_paper_is_of_the_circular_in_force_on_its_day(
    counter: Counter, form: Form, day: date, pack: str, number: str
) -> None:
    found = template_of(counter.desk, form, day)
    assert (found.pack, found.form) == (pack, number)


def test_a_catalogue_that_lacks_a_paper_is_completed_by_the_shipped_one(counter: Counter) -> None:
    own = FormTemplate("01", "2025", 7, date(2025, 7, 1), "Giấy tiếp nhận", 2, "<p>$code</p>")
    counter.desk.catalogue = Catalogue(replace(counter.desk.catalogue.pack, templates=(own,)))
    assert template_of(counter.desk, Form.RECEIPT, NEW_DAY) == own
    assert template_of(counter.desk, Form.APOLOGY, NEW_DAY).title.startswith("Văn bản xin lỗi")


def test_the_offices_wording_is_used_until_it_goes_back_and_every_version_stays(counter: Counter) -> None:
    desk, officer = counter.desk, counter.officer
    shown = wording(counter, Form.REFUSAL)
    first = forms.save(desk, officer, shown, "<p>một</p>")
    second = forms.save(desk, officer, shown, "<p>hai</p>")
    assert (first, second) == (OWN_VERSIONS_FROM, OWN_VERSIONS_FROM + 1)
    used = template_of(desk, Form.REFUSAL, NEW_DAY)
    assert (used.html, used.version, used.title) == ("<p>hai</p>", second, shown.shipped.title)
    assert wording(counter, Form.REFUSAL).is_own
    forms.go_back(desk, officer, shown)
    assert template_of(desk, Form.REFUSAL, NEW_DAY) == shown.shipped
    assert [each.html for each in forms.history(desk, shown)] == ["", "<p>hai</p>", "<p>một</p>"]
    assert template_of(desk, Form.REFUSAL, OLD_DAY).pack == "2018"


def test_two_desks_that_saved_the_same_version_choose_the_same_one(counter: Counter) -> None:
    desk, officer = counter.desk, counter.officer
    with desk.store.write(desk.act(Command.SAVE_FORM_TEXT, officer, Role.ADMINISTRATOR)) as unit:
        form_texts.add(unit, "2025", "03", OWN_VERSIONS_FROM, "<p>sớm</p>", officer.id)
    counter.clock.advance(minutes=1)
    with desk.store.write(desk.act(Command.SAVE_FORM_TEXT, officer, Role.ADMINISTRATOR)) as unit:
        form_texts.add(unit, "2025", "03", OWN_VERSIONS_FROM, "<p>muộn</p>", officer.id)
    assert template_of(desk, Form.REFUSAL, NEW_DAY).html == "<p>muộn</p>"


def test_only_an_administrator_words_a_paper(counter: Counter) -> None:
    clerk = replace(counter.officer, roles=(Role.RECEPTION, Role.LEADER))
    with pytest.raises(OnlyAdministrators):
        forms.save(counter.desk, clerk, wording(counter, Form.REFUSAL), "<p>một</p>")
