"""Receiving a dossier: one act, a final number, and a promise in words."""

from datetime import datetime
from pathlib import Path

import pytest

from app.domain.applicant import Applicant
from app.domain.dossier import DossierState, Role, RoleNotAllowed
from app.domain.dossier_code import NoNumbersLeft
from app.services import board, dossier, guidance, numbering, people
from app.services.reception import (
    HandedIn,
    IncompleteReception,
    MissingComponents,
    assess,
    receive_dossier,
)
from tests.support.office import SAME_DAY, THREE_DAYS, Counter, a_counter, grant_numbers


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return a_counter(tmp_path)


def test_codes_follow_each_other_within_the_day_and_begin_anew_the_next(counter: Counter) -> None:
    first, second = counter.receive(), counter.receive()
    counter.clock.set(datetime(2026, 11, 25, 8, 0))
    third = counter.receive()

    assert [first.code, second.code, third.code] == [
        "H99.45.17-261123-0001",
        "H99.45.17-261123-0002",
        "H99.45.17-261125-0001",
    ]


def test_one_reception_is_one_changeset(counter: Counter) -> None:
    before = counter.device.value("SELECT max(seq) FROM changeset")
    counter.receive()
    assert counter.device.value("SELECT max(seq) FROM changeset") == before + 1


def test_the_promise_is_the_deadline_of_the_minute_it_was_saved(counter: Counter) -> None:
    promised = assess(counter.desk, counter.draft()).promise
    receipt = counter.receive()
    assert promised is not None
    assert receipt.due == promised.due == datetime(2026, 11, 27, 8, 0)  # 24/11 is a holiday


def test_the_trap_of_the_cut_off_is_told_before_it_snaps(counter: Counter) -> None:
    counter.clock.set(datetime(2026, 11, 23, 14, 47))
    trap = assess(counter.desk, counter.draft(procedure_code=SAME_DAY)).trap
    assert trap == "Còn 13 phút. Lưu sau 15:00 sẽ hẹn thứ Tư 25/11 (24/11 nghỉ lễ)."


def test_a_missing_mandatory_component_is_named_and_nothing_is_received(counter: Counter) -> None:
    draft = counter.draft(handed_in={1: HandedIn(1, 0)})
    with pytest.raises(MissingComponents, match="Giấy tờ tùy thân"):
        receive_dossier(counter.desk, counter.officer, draft)
    assert board.count_all(counter.desk) == 0


@pytest.mark.parametrize(
    ("fields", "field_name"),
    [({"applicant": Applicant("  ")}, "full_name"), ({"procedure_code": "9.999999"}, "procedure")],
)
def test_an_incomplete_form_says_where_to_go(
    counter: Counter, fields: dict[str, object], field_name: str
) -> None:
    draft = counter.draft()
    values = {"applicant": draft.applicant, "procedure_code": draft.procedure_code} | fields
    broken = type(draft)(handed_in=draft.handed_in, **values)  # type: ignore[arg-type]
    with pytest.raises(IncompleteReception) as raised:
        receive_dossier(counter.desk, counter.officer, broken)
    assert raised.value.field_name == field_name


def test_a_person_known_by_id_number_stays_one_row(counter: Counter) -> None:
    counter.receive("Nguyễn Thị Mẫu", id_number="000194013412")
    counter.receive("Nguyễn Thị Mẫu", id_number="000194013412")
    assert counter.device.value("SELECT count(*) FROM applicant") == 1
    known = people.by_id_number(counter.desk, "000194013412")
    assert known is not None
    assert len(people.earlier_dossiers(counter.desk, known.id)) == 2
    guidance.guide(counter.desk, counter.officer, counter.draft(id_number=known.applicant.id_number), "Thiếu")
    earlier = people.earlier_dossiers(counter.desk, known.id)
    assert [each.moment.year for each in earlier] == [2026, 2026], "a visit is no dossier handed in"


def test_people_are_found_without_marks_by_id_and_by_phone(counter: Counter) -> None:
    person = Applicant("Đoàn Thị Thủy Mẫu", id_number="000194013412", phone="0900000218")
    counter.receive(applicant=person)
    for typed in ("doan thi", "thuy", "000194", "0900000218"):
        assert [found.applicant for found in people.find(counter.desk, typed)] == [person], typed


def test_the_first_number_beside_another_system_is_entered_once(counter: Counter) -> None:
    numbering.begin_at(counter.desk, 38)
    assert counter.receive().code.endswith("-0038")
    assert counter.receive().code.endswith("-0039")


def test_a_used_up_range_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    counter = a_counter(tmp_path, numbers=(7, 8))
    assert [counter.receive().code[-4:], counter.receive().code[-4:]] == ["0007", "0008"]
    with pytest.raises(NoNumbersLeft):
        counter.receive()
    assert board.count_all(counter.desk) == 2


def test_a_second_range_goes_on_where_the_first_ends(tmp_path: Path) -> None:
    counter = a_counter(tmp_path, numbers=(1, 1))
    grant_numbers(counter.device, 501, 502, serial=2)
    assert [counter.receive().code[-4:] for _ in range(2)] == ["0001", "0501"]


def test_a_spare_range_is_not_touched_by_the_life_it_waits_behind(tmp_path: Path) -> None:
    counter = a_counter(tmp_path, numbers=(1, 1))
    grant_numbers(counter.device, 501, 502, serial=2, is_spare=True)
    counter.receive()
    with pytest.raises(NoNumbersLeft):
        counter.receive()


def test_only_reception_receives(tmp_path: Path) -> None:
    counter = a_counter(tmp_path, roles=(Role.LEADER,))
    with pytest.raises(RoleNotAllowed):
        counter.receive()


def test_a_dossier_keeps_the_catalogue_it_was_received_under(counter: Counter) -> None:
    receipt = counter.receive()
    version = counter.desk.catalogue.pack.version
    assert counter.device.value("SELECT catalogue_version FROM dossier") == version
    view = dossier.view(counter.desk, counter.officer, receipt.dossier_id)
    assert view.state is DossierState.RECEIVED
    assert view.record.limit_text == "3wd"
    assert [c.title for c in view.components if c.is_present]


def test_the_number_used_last_is_remembered_outside_the_database(counter: Counter) -> None:
    from app.storage.sidecar_file import SidecarFile

    code = counter.receive(procedure_code=THREE_DAYS).code
    remembered = SidecarFile(counter.device.folder.sidecar).read()
    assert remembered is not None
    assert remembered.last_number == code
