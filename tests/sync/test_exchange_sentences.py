"""Every sentence of the exchange: what happened, what is safe, what to do; short and plain."""

import re
from collections.abc import Iterator

import pytest

from sync import errors
from sync.errors import SyncError
from sync.outcome import Stage
from sync.reasons import REASONS, clock_words, reason_words

BANNED = re.compile(r"!|server|online|offline|conflict|timeout|http\b|lỗi|thất bại|thành công", re.IGNORECASE)
SAYS_WHAT_IS_SAFE = re.compile(r"nguyên|[Cc]hưa|Vẫn|vẫn|giữ|không")


def sentences() -> Iterator[str]:
    for kind in _kinds(SyncError):
        if kind.sentence:
            yield kind.sentence
    yield str(errors.AlreadyEnrolled("Xã Mẫu"))
    yield str(errors.NoAuthorityFile("goc.pem"))
    yield from REASONS.values()
    yield reason_words("something_of_tomorrow")
    yield clock_words(7 * 60_000)


def _kinds(kind: type[SyncError]) -> Iterator[type[SyncError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)


@pytest.mark.parametrize("sentence", sorted(set(sentences())))
def test_a_sentence_is_short_and_plain(sentence: str):
    assert 5 <= len(sentence.split()) < 40
    assert sentence.endswith(".")
    assert not BANNED.search(sentence), BANNED.search(sentence)


def test_every_error_says_what_is_safe():
    silent = [
        kind.__name__
        for kind in _kinds(SyncError)
        if kind.sentence and not SAYS_WHAT_IS_SAFE.search(kind.sentence)
    ]
    assert not silent


def test_offline_is_no_error_word():
    assert str(errors.NoLine()) == "Chưa có mạng. Vẫn tiếp nhận và in bình thường."


def test_a_clock_is_said_by_its_side():
    assert "nhanh 7 phút" in clock_words(7 * 60_000)
    assert "chậm 7 phút" in clock_words(-7 * 60_000)


def test_stages_have_names():
    assert [stage.value for stage in Stage] == [
        "Niêm phong",
        "Gửi",
        "Nhận giấy biên nhận",
        "Nhận thay đổi của bàn khác",
        "Ghi vào sổ",
        "Nhận danh mục",
        "Bản quét",
    ]
