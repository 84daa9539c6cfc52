"""What came of each file that staff uploaded, in words; pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from server.bundle_answers import Answered
from server.bundle_words import reason
from server.bundles import Imported
from server.console.overview import Tone

FIRST_MISSING = "Thiếu tập đầu (.v01) của gói này. Xin gửi cả gói."
NO_BUNDLE = "Không phải gói trao đổi nên bỏ qua."
FOR_OTHERS = "Không gửi cho máy chủ này. Xin để nguyên trên USB."


class Line(NamedTuple):
    """One file: how it went, and the answers to bring back."""

    name: str
    tone: Tone
    words: str
    answers: Sequence[str] = ()


class Told(NamedTuple):
    """What the words are made from: the volumes of each answer and the communes' names."""

    imported: Imported
    volumes: Mapping[str, Sequence[str]]
    communes: Mapping[str, str]


def result_lines(names: Sequence[str], passed_over: Sequence[str], told: Told) -> Iterator[Line]:
    """A line for each file; later volumes speak through their first."""
    for name in names:
        if name.upper().endswith(".V01"):
            yield _line(name, told)
        elif f"{name[:-2]}01" not in names:
            yield Line(name, Tone.DUE, FIRST_MISSING)
    for name in passed_over:
        yield Line(name, Tone.PAUSE, NO_BUNDLE)


def _line(name: str, told: Told) -> Line:
    for refusal in told.imported.refused:
        if refusal.name == name:
            answer = refusal.answer.name if refusal.answer else ""
            return Line(name, Tone.LATE, f"Không nhận: {reason(refusal.code)}.", told.volumes.get(answer, ()))
    for answered in told.imported.answered:
        if name in answered.names:
            answer = answered.answer.name if answered.answer else ""
            return Line(name, Tone.OK, _words(answered, told.communes), told.volumes.get(answer, ()))
    return Line(name, Tone.PAUSE, FOR_OTHERS)


def _words(answered: Answered, communes: Mapping[str, str]) -> str:
    commune = communes.get(answered.commune, answered.commune)
    enrolled = "đã ghi danh máy mới, " if answered.is_new else ""
    words = f"{commune}: {enrolled}đã nhận {answered.segments} gói thay đổi."
    if answered.refused_segments:
        words += f" Chưa nhận được {answered.refused_segments}."
    if answered.problem:
        words += f" Chưa ghi được gói trả lời: {reason(answered.problem)}."
    return words
