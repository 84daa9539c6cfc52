"""Drafts as they lie on this device, and what the act of receiving makes of them."""

from datetime import date, datetime
from pathlib import Path

import pytest

from app.domain.applicant import ApplicantKind
from app.services import drafts
from app.services.drafts import DraftState, FormText
from app.services.reception import HandedIn
from app.services.typed_dates import iso_date, typed_date
from app.storage.drafts import Draft
from tests.support.office import Counter, a_counter

TODAY = date(2026, 11, 23)


@pytest.fixture
def counter(tmp_path: Path):
    made = a_counter(tmp_path)
    yield made
    made.device.profile.close()


def test_a_draft_comes_back_letter_by_letter(counter: Counter) -> None:
    form = FormText(full_name="  nguyễn  thị ", id_number="000 19", papers=((2, 1, 3),), card_read_ms=5)
    at = drafts.keep(counter.desk, "a", form, DraftState.PARKED)
    draft = drafts.kept(counter.desk)[0]
    assert (draft.form, draft.state, draft.saved_at) == (form, DraftState.PARKED, at)
    assert at == datetime(2026, 11, 23, 8, 0)


def test_a_draft_forgets_a_person_whose_row_is_no_longer_here(counter: Counter) -> None:
    counter.receive()
    here = counter.device.value("SELECT id FROM applicant")
    for name, id_ in (("a", here), ("b", here + 1)):
        drafts.keep(counter.desk, name, FormText(full_name="Mẫu", applicant_id=id_))
    found = {draft.id: draft.form.applicant_id for draft in drafts.kept(counter.desk)}
    assert found == {"a": here, "b": None}


def test_what_another_version_kept_is_left_alone(counter: Counter) -> None:
    counter.desk.drafts.save(Draft("b", 1, {"form": {"papers": "?"}, "state": "open"}))
    counter.desk.drafts.save(Draft("c", 1, {"something": "else"}))
    assert drafts.kept(counter.desk) == []
    assert len(counter.desk.drafts.all()) == 2


def test_a_later_versions_new_field_is_passed_over(counter: Counter) -> None:
    counter.desk.drafts.save(Draft("b", 1, {"form": {"full_name": "An", "new": 1}, "state": "open"}))
    assert [draft.form.full_name for draft in drafts.kept(counter.desk)] == ["An"]


def test_only_an_open_draft_is_unfinished_and_the_newest_wins(counter: Counter) -> None:
    drafts.keep(counter.desk, "a", FormText(full_name="Cũ"))
    counter.clock.advance(minutes=1)
    drafts.keep(counter.desk, "b", FormText(full_name="Mới"))
    counter.clock.advance(minutes=1)
    drafts.keep(counter.desk, "c", FormText(full_name="Gác"), DraftState.PARKED)
    found = drafts.unfinished(counter.desk)
    assert found is not None
    assert found.form.full_name == "Mới"


@pytest.mark.parametrize(
    "query", ["nhung", "NGUYEN hong", "Hồng", "000194", "0900 000", "1.001193", "tran van"]
)
def test_a_draft_answers_to_name_number_phone_and_procedure(counter: Counter, query: str) -> None:
    form = FormText(
        full_name="Nguyễn Thị Hồng Nhung",
        id_number="000 194 013412",
        phone="0900 000 412",
        procedure_code="1.001193",
        representative_name="Trần Văn Mẫu",
    )
    drafts.keep(counter.desk, "a", form)
    assert [draft.id for draft in drafts.find_drafts(counter.desk, query)] == ["a"]


@pytest.mark.parametrize("query", ["", "  ", "hung", "khác"])
def test_other_words_find_no_draft(counter: Counter, query: str) -> None:
    drafts.keep(counter.desk, "a", FormText(full_name="Nguyễn Thị Hồng Nhung"))
    assert drafts.find_drafts(counter.desk, query) == []


def test_the_act_gets_numbers_bare_dates_as_iso_and_words_tidied() -> None:
    draft = drafts.reception_draft(
        FormText(
            id_number="000 194 013412",
            full_name=" Nguyễn  Thị Mẫu ",
            birth_date="12/08/1994",
            phone="+84 900 000 412",
            papers=((1, 1, 0), (3, 0, 2)),
            is_by_post=True,
            return_address="Thôn Mẫu",
            fee_paid="8.000",
            applicant_id=7,
        ),
        TODAY,
    )
    person = draft.applicant
    assert (person.id_number, person.full_name, person.birth_date, person.phone) == (
        "000194013412", "Nguyễn Thị Mẫu", "1994-08-12", "0900000412",
    )  # fmt: skip
    assert draft.handed_in == {1: HandedIn(1, 0), 3: HandedIn(0, 2)}
    assert (draft.return_place, draft.return_address, draft.fee_paid) == ("Bưu chính", "Thôn Mẫu", 8000)
    assert draft.applicant_id == 7


def test_what_was_typed_for_a_choice_taken_back_is_left_out() -> None:
    draft = drafts.reception_draft(
        FormText(representative_name="Trần Văn Mẫu", return_address="Thôn Mẫu", fee_paid="x"), TODAY
    )
    assert draft.representative.name == ""
    assert (draft.return_place, draft.return_address, draft.fee_paid) == ("Tại quầy", "", 0)


def test_an_organisation_has_no_birthday_and_no_sex() -> None:
    person = drafts.reception_draft(
        FormText(is_organisation=True, full_name="HTX Mẫu", birth_date="1994", sex="Nữ"), TODAY
    ).applicant
    assert (person.kind, person.birth_date, person.sex) == (ApplicantKind.ORGANISATION, "", "")


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("12/08/1994", "1994-08-12"),
        ("12.8.1994", "1994-08-12"),
        ("12081994", "1994-08-12"),
        ("08/1994", "1994-08"),
        ("1950", "1950"),
        ("", ""),
        ("29/02/2023", None),
        ("24/11/2026", None),
        ("1889", None),
        ("mai", None),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, iso: str | None) -> None:
    assert iso_date(typed, TODAY) == iso


@pytest.mark.parametrize("iso", ["1994-08-12", "1994-08", "1950", ""])
def test_a_date_in_a_field_is_read_back(iso: str) -> None:
    assert iso_date(typed_date(iso), TODAY) == iso
