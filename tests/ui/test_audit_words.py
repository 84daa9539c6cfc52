"""What a line of the audit says is said in words: roles by their names, and a list that is cut says so."""

from datetime import date, datetime

import pytest

from app.domain.dossier import Role
from app.domain.ids import ClerkId
from app.services import audit_view
from app.services.audit_view import AuditLineView, AuditPage, AuditQuestion
from app.services.officers import clerk_words
from app.storage.audit_rows import NOTED
from tests.support.office import Counter, a_counter
from ui.audit.papers import audit_job
from ui.audit.words import count_words, detail_words
from ui.terms import ROLE_WORDS

DAY = date(2026, 11, 23)
QUESTION = AuditQuestion(DAY, DAY)


def line(detail: str) -> AuditLineView:
    return AuditLineView(datetime(2026, 11, 23, 8), NOTED, "clerk_changed", "", Role.NONE, "", detail)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (
            clerk_words(ClerkId(3), (Role.RECEPTION, Role.LEADER)),
            "công chức số 3 vai trò Tiếp nhận, Lãnh đạo",
        ),
        ("clerk 3 roles 99", "công chức số 3 vai trò 99"),
        ("dossiers 2 rows csv", "hồ sơ 2 dòng csv"),
    ],
)
def test_a_note_is_told_in_words(detail, words):
    assert detail_words(line(detail)) == words


def test_every_role_has_its_name():
    names = detail_words(line(clerk_words(ClerkId(1), tuple(Role)[1:]))).split("vai trò ")[1]
    assert names == ", ".join(ROLE_WORDS[role] for role in tuple(Role)[1:])


@pytest.mark.parametrize(
    ("shown", "total", "words"),
    [
        (0, 0, ""),
        (2, 2, "Có 2 dòng."),
        (2, 9, "Có 9 dòng, hiện 2 dòng mới nhất; in thì đủ."),
        (2, 20_001, "Có 20001 dòng, hiện 2 dòng mới nhất; in được 20000 dòng, xuất Excel thì nhiều hơn."),
    ],
)
def test_a_screen_that_does_not_hold_every_line_says_how_to_get_them(shown, total, words):
    assert count_words(AuditPage(QUESTION, [line("")] * shown, total)) == words


@pytest.fixture
def counter(tmp_path) -> Counter:
    return a_counter(tmp_path)


def test_a_print_that_does_not_hold_every_line_says_so(counter, monkeypatch):
    for _ in range(3):
        counter.receive()
    whole = audit_job(counter.desk, counter.officer, QUESTION).forms[0].html
    monkeypatch.setattr(audit_view, "PRINTED_AT_MOST", 2)
    cut = audit_job(counter.desk, counter.officer, QUESTION).forms[0].html
    assert "Chỉ in" not in whole
    assert "Chỉ in 2 dòng mới nhất trong 3 dòng." in cut
