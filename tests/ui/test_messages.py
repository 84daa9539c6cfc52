"""What an officer reads when something goes wrong."""

import logging
import sys
from pathlib import Path

import pytest

from app.errors import AppError
from ui.messages import install_excepthook, sentence_for

LOG = Path("soxa.log")


def test_an_error_of_the_office_speaks_for_itself() -> None:
    assert sentence_for(AppError("Hồ sơ còn thiếu: Tờ khai."), LOG) == "Hồ sơ còn thiếu: Tờ khai."


def test_a_bug_is_one_general_sentence_that_names_the_log() -> None:
    sentence = sentence_for(KeyError("000 194 013412"), LOG)
    assert str(LOG) in sentence
    assert "000 194" not in sentence
    assert len(sentence.split()) < 40


@pytest.mark.expects_log("not caught")
def test_what_nobody_caught_is_logged_and_shown(monkeypatch, caplog) -> None:
    shown: list[str] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    install_excepthook(shown.append, LOG)
    error = ValueError("x")
    sys.excepthook(ValueError, error, None)
    assert shown == [sentence_for(error, LOG)]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_an_uncaught_error_of_the_office_is_shown_and_not_logged(monkeypatch, caplog) -> None:
    shown: list[str] = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    install_excepthook(shown.append, LOG)
    sys.excepthook(AppError, AppError("Chưa có mạng."), None)
    assert shown == ["Chưa có mạng."]
    assert caplog.records == []
