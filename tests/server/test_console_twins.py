"""The administrator sees two machines under one key, and says on the page which one goes on."""

import pytest

from app.domain.twin import Twin
from server.storage import origins
from server.storage.engine import reading
from tests.server.conftest import UPPER, District
from tests.server.test_console import person, seen  # noqa: F401
from tests.server.test_twins import A, B, Machine
from tests.server.visitor import Person

PAGE = f"/communes/{UPPER.code}"


def told(district: District) -> dict[bytes, Twin]:
    with reading(district.server.engine) as connection:
        return {log.origin: log.twin for log in origins.logs(connection, UPPER.code).values()}


@pytest.fixture
def pair(district: District) -> tuple[Machine, Machine]:
    first = Machine(district.desk(A))
    first.works().sync()
    clone = first.reborn(B)
    first.sync()
    clone.sync()
    return first, clone


def test_the_page_shows_both_and_one_button_decides(
    district: District,
    person: Person,  # noqa: F811
    pair: tuple[Machine, Machine],
) -> None:
    person.log_in()
    words = seen(person.get(PAGE))
    assert "Hai máy cùng một sổ" in words
    assert A.hex() in words
    assert B.hex() in words
    assert words.index("Có trước, đang ghi bình thường") < words.index("Có sau, đang tạm chỉ xem")
    assert "Chờ chọn máy ghi tiếp" in seen(person.get("/communes")), "nobody has to look for it"
    assert told(district) == {A: Twin.SEEN, B: Twin.FROZEN}
    person.post(f"{PAGE}/decide", person.token(PAGE), log=A.hex())
    assert told(district) == {A: Twin.NONE, B: Twin.RETIRED}
    words = seen(person.get(PAGE))
    assert "Cấp mã ghi danh mới" in words
    assert "Đã chọn máy ghi tiếp." in words
    assert "Chờ chọn máy ghi tiếp" not in seen(person.get("/communes"))


@pytest.mark.parametrize("log", ["", "zz", "00", A.hex()])
def test_what_cannot_be_decided_changes_nothing(
    district: District,
    person: Person,  # noqa: F811
    log: str,
    pair: tuple[Machine, Machine],
) -> None:
    person.log_in()
    token = person.token(PAGE)
    person.post(f"{PAGE}/decide", token, log=A.hex())
    before = told(district)
    assert person.post(f"{PAGE}/decide", token, log=log).status_code == 400
    assert told(district) == before


def test_nothing_is_decided_without_the_pages_token(
    district: District,
    person: Person,  # noqa: F811
    pair: tuple[Machine, Machine],
) -> None:
    person.log_in()
    person.post(f"{PAGE}/decide", "another", log=A.hex())
    assert told(district) == {A: Twin.SEEN, B: Twin.FROZEN}
