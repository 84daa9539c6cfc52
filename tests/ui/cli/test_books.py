"""``soxa books``: a book passes between two desks by commands alone."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.applicant import Applicant
from app.domain.certification import Paper
from app.domain.dossier import Role
from app.services import certification, certified, officers
from app.services.certification import Sitting
from tests.support.devices import cheap_recovery_codes, hand_over
from tests.support.office import Counter, a_counter
from ui.cli import main

PIN = "1357"
KEEPER = "Lò Văn Mẫu"


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Counter, Counter]]:
    with cheap_recovery_codes():
        yield _desk(tmp_path, "Bàn 1"), _desk(tmp_path, "Bàn 2")


def _desk(folder: Path, name: str) -> Counter:
    counter = a_counter(folder, name)
    officers.register_clerk(counter.desk, KEEPER, "", (Role.REGISTRAR, Role.ADMINISTRATOR), PIN)
    return counter


def soxa(counter: Counter, monkeypatch: pytest.MonkeyPatch, *words: str, pin: str = PIN) -> int:
    """One command at a desk whose window is closed, the PIN typed where there is no terminal."""
    monkeypatch.setenv("SOXA_KEY_FILES", str(counter.device.root.parent / "key"))
    monkeypatch.setattr("sys.stdin", io.StringIO(pin + "\n"))
    return main(["--profile", str(counter.device.root), "books", *words])


def test_a_book_is_opened_filled_and_handed_over(
    desks: tuple[Counter, Counter], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    one, two = desks
    who = ("--clerk", "lo van mau")
    assert soxa(one, monkeypatch, "open", "chung-thuc", "2026", *who) == 0
    assert soxa(one, monkeypatch, "enter", "1", "Bản sao bằng tốt nghiệp", *who) == 0
    hand_over(two.device, one.device)
    assert soxa(one, monkeypatch, "offer", "1", "Bàn 2", *who) == 0
    hand_over(one.device, two.device)
    capsys.readouterr()
    assert soxa(two, monkeypatch, "list") == 0
    assert "Bàn 1 giao, chờ bàn này nhận" in capsys.readouterr().out
    assert soxa(two, monkeypatch, "accept", "1", *who) == 0
    assert soxa(two, monkeypatch, "enter", "1", "Bản sao giấy khai sinh", *who) == 0
    assert soxa(two, monkeypatch, "void", "1", "2", "--reason", "ghi nhầm", *who) == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["Đã nhận sổ. Số tiếp theo 2.", "Số 2."]
    assert soxa(two, monkeypatch, "show", "1", *who) == 0
    assert [line.split("\t")[0] for line in capsys.readouterr().out.splitlines()] == ["1", "2"]


def test_a_certified_number_that_is_struck_out_takes_its_receipt_along(
    desks: tuple[Counter, Counter], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    one, _ = desks
    assert soxa(one, monkeypatch, "open", "chung-thuc", "2026", "--clerk", "lo van mau") == 0
    sitting = Sitting(Applicant("Đinh Xuân Mẫu"), (Paper("Căn cước"), Paper("Học bạ")))
    done = certification.certify(one.desk, one.officer, sitting)
    capsys.readouterr()
    words = ("void", "1", "1", "--reason", "in nhầm", "--clerk", "lo van mau")
    assert soxa(one, monkeypatch, *words) == 0
    assert "xin in biên lai mới" in capsys.readouterr().out
    assert certified.slip_facts(one.desk, done.payment_id).payment.record.void_reason == "in nhầm"


def test_a_desk_that_is_not_the_writer_is_told_so_in_a_sentence(
    desks: tuple[Counter, Counter], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    one, two = desks
    assert soxa(one, monkeypatch, "open", "den", "2026", "--clerk", KEEPER) == 0
    hand_over(one.device, two.device)
    assert soxa(two, monkeypatch, "enter", "1", "Công văn", "--clerk", KEEPER) == 2
    assert "do bàn khác ghi" in capsys.readouterr().err
    assert soxa(one, monkeypatch, "enter", "1", "Công văn", "--clerk", KEEPER, pin="0000") == 2
    assert soxa(one, monkeypatch, "enter", "7", "Công văn", "--clerk", KEEPER) == 2
    assert soxa(one, monkeypatch, "enter", "1", "Công văn", "--clerk", "Không Có Ai") == 2
