"""The book of people: one line a person, whatever they handed in under, joined and parted with a reason."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.dossier import Role, RoleNotAllowed
from app.domain.duplicates import Ground
from app.domain.ids import ApplicantId
from app.domain.joins import BadJoin
from app.services import applicants_book, audit, audit_view, board, corrections, likely_people, people
from app.services.applicants_book import MOST_FOUND, ReasonMissing
from app.services.audit_view import AuditQuestion
from app.services.likely_people import Proposal
from app.storage import applicants, dossiers
from app.storage.doctor import examine, repair
from app.storage.journal import Act
from tests.support.office import SAME_DAY, Counter, a_counter

BIRTH = "1994-08-12"
ONE = Applicant("Nguyễn Thị Mẫu Hồng", id_number="000194000001", birth_date=BIRTH)
OTHER = Applicant("Nguyễn Thị Mẫu Hồng", phone="0900000007", birth_date=BIRTH)
WHY = "Lần trước quên mang thẻ"


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return a_counter(tmp_path)


def handed_in(counter: Counter, applicant: Applicant, **fields) -> ApplicantId:
    receipt = counter.receive(applicant=applicant, **fields)
    with counter.desk.store.read() as connection:
        return dossiers.load(connection, receipt.dossier_id).applicant_id


def listed(counter: Counter) -> list[tuple[str, int, int]]:
    rows = applicants_book.people_page(counter.desk, 0, 50)
    assert len(rows) == applicants_book.count_people(counter.desk)
    return [(row.applicant.full_name, row.records, row.dossiers) for row in rows]


def test_everybody_is_listed_with_what_they_handed_in(counter):
    one = handed_in(counter, ONE)
    handed_in(counter, ONE, procedure_code=SAME_DAY)
    handed_in(counter, Applicant("Lò Văn Mẫu"))
    assert listed(counter) == [("Lò Văn Mẫu", 1, 1), (ONE.full_name, 1, 2)]
    assert applicants_book.find_people(counter.desk, "mau hong") == [one]
    assert applicants_book.find_people(counter.desk, "...") == []


def test_two_records_joined_are_one_line_one_history_and_one_answer(counter):
    one, other = handed_in(counter, ONE), handed_in(counter, OTHER)
    applicants_book.join(counter.desk, counter.officer, one, other, WHY)
    assert listed(counter) == [(ONE.full_name, 2, 2)]
    assert applicants_book.find_people(counter.desk, "0900000007") == [one]
    assert [known.id for known in people.find(counter.desk, "nguyen thi mau")] == [one]
    for record in (one, other):
        assert len(people.earlier_dossiers(counter.desk, record)) == 2
        assert len(applicants_book.dossiers_page(counter.desk, record, 0, 10)) == 2
        view = applicants_book.person(counter.desk, record)
        assert (view.row.id, view.applicant, view.row.dossiers) == (one, ONE, 2)
        assert [(each.id, each.applicant) for each in view.others] == [(other, OTHER)]
        assert view.others[0].join is not None
        assert (view.others[0].join.reason, view.others[0].join.clerk_name) == (WHY, "Cán Bộ Mẫu")


def test_dossiers_of_either_record_are_found_by_the_other_ones_number_until_they_are_parted(counter):
    one, other = handed_in(counter, ONE), handed_in(counter, OTHER)
    found = lambda words: board.count_found(counter.desk, words)  # noqa: E731
    assert (found(ONE.id_number), found("0900000007")) == (1, 1)
    applicants_book.join(counter.desk, counter.officer, one, other, WHY)
    assert (found(ONE.id_number), found("0900000007")) == (2, 2)
    corrections.correct_person(counter.desk, counter.officer, other, Applicant("Bế Thị Mẫu"))
    assert found("be thi mau") == 2
    repair(counter.device.profile)
    assert found("be thi mau") == 2
    assert all(check.is_sound for check in examine(counter.device.profile, thorough=True))
    applicants_book.part(counter.desk, counter.officer, other, "Hai người khác nhau")
    assert (found(ONE.id_number), found("be thi mau")) == (1, 1)


def test_parted_both_are_there_again_as_they_were_and_the_reasons_stay(counter):
    one, other = handed_in(counter, ONE), handed_in(counter, OTHER)
    before = listed(counter)
    applicants_book.join(counter.desk, counter.officer, one, other, WHY)
    applicants_book.part(counter.desk, counter.officer, other, "Hai chị em")
    assert listed(counter) == before
    for record, person in ((one, ONE), (other, OTHER)):
        view = applicants_book.person(counter.desk, record)
        assert (view.row.id, view.applicant, view.others) == (record, person, [])
        assert [(join.reason, join.parted_reason) for join in view.parted] == [(WHY, "Hai chị em")]


def test_joining_and_parting_each_write_one_changeset_with_its_reason(counter):
    one, other = handed_in(counter, ONE), handed_in(counter, OTHER)
    before = counter.device.value("SELECT max(seq) FROM changeset")
    applicants_book.join(counter.desk, counter.officer, one, other, WHY)
    applicants_book.part(counter.desk, counter.officer, other, WHY)
    assert counter.device.value("SELECT max(seq) FROM changeset") == before + 2


def test_looking_at_a_person_and_parting_two_are_noted(counter):
    one, other = handed_in(counter, ONE), handed_in(counter, OTHER)
    applicants_book.join(counter.desk, counter.officer, one, other, WHY)
    applicants_book.part(counter.desk, counter.officer, other, WHY)
    applicants_book.person(counter.desk, one)
    audit.flush(counter.desk)
    today = counter.desk.today()
    made = counter.device.value("SELECT max(id) FROM applicant_join")
    noted = counter.device.rows("SELECT kind, detail FROM act_log ORDER BY id DESC LIMIT 2")
    assert [tuple(each) for each in noted] == [
        ("seen", f"applicant {one}"),
        ("people_parted", f"join {made}"),
    ]
    page = audit_view.read(counter.desk, counter.officer, AuditQuestion(today, today))
    assert "people_parted" in {line.kind for line in page.lines}


def test_nothing_is_joined_or_parted_without_a_reason_twice_or_by_who_may_not(counter):
    one, other = handed_in(counter, ONE), handed_in(counter, OTHER)
    with pytest.raises(ReasonMissing):
        applicants_book.join(counter.desk, counter.officer, one, other, "  ")
    with pytest.raises(BadJoin):
        applicants_book.part(counter.desk, counter.officer, other, WHY)
    applicants_book.join(counter.desk, counter.officer, one, other, WHY)
    with pytest.raises(BadJoin):
        applicants_book.join(counter.desk, counter.officer, other, one, WHY)
    only = a_counter(counter.device.root.parents[1], "Bàn 2", roles=(Role.ADMINISTRATOR,))
    with pytest.raises(RoleNotAllowed):
        applicants_book.join(only.desk, only.officer, one, other, WHY)


def test_who_only_administers_sees_nobody(counter):
    one = handed_in(counter, ONE)
    counter.desk.officer = replace(counter.officer, roles=(Role.ADMINISTRATOR,))
    for ask in (
        lambda: applicants_book.people_page(counter.desk, 0, 10),
        lambda: applicants_book.find_people(counter.desk, "mau"),
        lambda: applicants_book.person(counter.desk, one),
        lambda: proposed(counter),
    ):
        with pytest.raises(RoleNotAllowed):
            ask()


def test_joining_over_a_joined_record_joins_those_that_stay(counter):
    one, other, third = (handed_in(counter, who) for who in (ONE, OTHER, Applicant("Nguyễn Mẫu")))
    applicants_book.join(counter.desk, counter.officer, one, other, WHY)
    applicants_book.join(counter.desk, counter.officer, third, other, WHY)
    view = applicants_book.person(counter.desk, other)
    assert (view.row.id, {each.id for each in view.others}) == (third, {one, other})
    applicants_book.part(counter.desk, counter.officer, one, WHY)
    assert {each.id for each in applicants_book.person(counter.desk, one).others} == {other}


def test_a_dossier_handed_in_under_a_joined_number_overwrites_nothing(counter):
    wrong = Applicant(ONE.full_name, id_number="000194000009", birth_date=BIRTH)
    one, other = handed_in(counter, ONE), handed_in(counter, wrong)
    applicants_book.join(counter.desk, counter.officer, one, other, WHY)
    assert handed_in(counter, wrong) == other
    with counter.desk.store.read() as connection:
        assert applicants.load(connection, one) == ONE
    assert applicants_book.person(counter.desk, one).row.dossiers == 3


def proposed(counter: Counter) -> list[Proposal]:
    return [pair for batch in likely_people.proposals(counter.desk) for pair in batch]


@pytest.mark.parametrize("at_once", [0, 1, 3, 5000])
def test_pairs_are_the_same_however_few_people_are_read_at_a_time(counter, monkeypatch, at_once):
    """Whole days are read: a pair is never parted, and none comes twice, by its number and by its birth."""
    monkeypatch.setattr(likely_people, "AT_ONCE", at_once)
    days = ("1990-01-01", "1990-01-02", "1990-01-02", "1990-01-02", "1991-05-06", "1991-05-06")
    for name, day in zip(("Mẫu An", "Mẫu Bé", "Mẫu Bê", "Mẫu Ca", "Mẫu Dư", "Mẫu Du"), days, strict=True):
        counter.receive(applicant=Applicant(name, birth_date=day))
    same = Applicant("Mẫu Gi", id_number="000194000077", birth_date="1994-08-12")
    with counter.desk.store.write(Act(Command.IMPORT)) as unit:
        for _ in range(2):
            applicants.insert(unit, same)
    found = [(pair.first.applicant.full_name, pair.ground) for pair in proposed(counter)]
    assert [ground for _, ground in found] == [Ground.SAME_NUMBER, *[Ground.SAME_NAME_AND_BIRTH] * 2]
    assert {name for name, _ in found} in ({"Mẫu Gi", "Mẫu Bê", "Mẫu Du"}, {"Mẫu Gi", "Mẫu Bé", "Mẫu Dư"})


def test_a_search_is_cut_on_the_list_and_whole_in_a_file(counter):
    with counter.desk.store.write(Act(Command.IMPORT)) as unit:
        ids = [applicants.insert(unit, Applicant(f"Lò Văn Mẫu {n}")) for n in range(MOST_FOUND + 1)]
    assert len(applicants_book.find_people(counter.desk, "lo van")) == MOST_FOUND
    assert applicants_book.every_id(counter.desk, "lo van", 1_000_000) == ids[::-1]


def test_likely_duplicates_are_proposed_until_somebody_says_they_are_two(counter):
    one, other = handed_in(counter, ONE), handed_in(counter, OTHER)
    (proposal,) = proposed(counter)
    assert {proposal.first.id, proposal.second.id} == {one, other}
    assert proposal.ground is Ground.SAME_NAME_AND_BIRTH
    applicants_book.join(counter.desk, counter.officer, one, other, WHY)
    assert proposed(counter) == []
    applicants_book.part(counter.desk, counter.officer, other, WHY)
    assert proposed(counter) == []


def test_a_person_without_a_dossier_is_corrected_too(counter):
    one = handed_in(counter, ONE)
    assert corrections.correct_person(counter.desk, counter.officer, one, OTHER)
    assert not corrections.correct_person(counter.desk, counter.officer, one, OTHER)
    assert applicants_book.person(counter.desk, one).applicant == OTHER
