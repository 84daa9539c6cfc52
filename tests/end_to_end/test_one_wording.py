"""An office's wording of a paper on every desk: two saved without a line become one, the same everywhere."""

from dataclasses import replace
from pathlib import Path

from app.domain.dossier import Role
from app.domain.paper_form import Form
from app.services import forms
from app.services.forms import OWN_VERSIONS_FROM, template_of
from tests.support.counter import StaffedCounter, first_counter, next_counter
from tests.support.district import a_district, converge


def word(counter: StaffedCounter, html: str) -> int:
    """Save a wording of form 03 in this desk's name."""
    administrator = replace(counter.officer, roles=(Role.ADMINISTRATOR,))
    shown = next(each for each in forms.wordings(counter.desk) if each.form is Form.REFUSAL)
    return forms.save(counter.desk, administrator, shown, html)


def used(counter: StaffedCounter) -> tuple[str, int]:
    template = template_of(counter.desk, Form.REFUSAL, counter.desk.today())
    return template.html, template.version


def test_two_wordings_saved_apart_are_one_everywhere_and_the_next_one_follows_both(tmp_path: Path) -> None:
    with a_district(tmp_path, plain=False) as district:
        one = first_counter(district)
        two = next_counter(district, "Bàn 2")
        versions = [word(one, "<p>của bàn một</p>"), word(two, "<p>của bàn hai</p>")]
        assert versions == [OWN_VERSIONS_FROM] * 2
        converge(one.synced, two.synced)
        assert used(one) == used(two)
        district.clock.advance(minutes=3)
        assert word(one, "<p>chung</p>") == OWN_VERSIONS_FROM + 1
        converge(one.synced, two.synced)
        assert used(two) == ("<p>chung</p>", OWN_VERSIONS_FROM + 1)
        assert not district.rows("SELECT * FROM quarantine")
