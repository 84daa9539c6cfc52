"""Work off the window's thread."""

from threading import Event, get_ident

import pytest
from PySide6.QtCore import QObject

from app.errors import AppError
from app.progress import Progress, Report
from ui.tasks import SHOWN_AFTER_MS, Task, TaskRunner


@pytest.fixture
def runner(qapp: QObject):
    runner = TaskRunner()
    yield runner
    runner.close()


def test_the_result_arrives_in_the_windows_thread(runner: TaskRunner, qtbot) -> None:
    threads: list[int] = []
    task = runner.start(lambda report: get_ident(), lambda _result: threads.append(get_ident()))
    with qtbot.waitSignal(task.succeeded) as ended:
        pass
    assert ended.args != [get_ident()]
    assert threads == [get_ident()]


def test_work_is_done_one_after_the_other(runner: TaskRunner, qtbot) -> None:
    begun: list[str] = []
    may_end = Event()

    def first(_report: Report) -> None:
        begun.append("first")
        may_end.wait(60)
        begun.append("first ended")

    runner.start(first)
    qtbot.waitUntil(lambda: begun == ["first"])
    second = runner.start(lambda _report: begun.append("second"))
    qtbot.wait(50)
    assert begun == ["first"]
    with qtbot.waitSignal(second.succeeded):
        may_end.set()
    assert begun == ["first", "first ended", "second"]


def test_progress_is_told_step_by_step(runner: TaskRunner, qtbot) -> None:
    steps: list[Progress] = []
    task = runner.start(lambda report: [report(Progress("Đang gửi", done, 3)) for done in range(1, 4)])
    task.progressed.connect(steps.append)
    with qtbot.waitSignal(task.succeeded):
        pass
    assert [step.done for step in steps] == [1, 2, 3]


def test_stopping_takes_effect_at_the_next_report(runner: TaskRunner, qtbot) -> None:
    asked = Event()
    done: list[int] = []

    def work(report: Report) -> None:
        done.append(1)
        asked.wait(60)
        report(Progress("Đang gửi", 1, 2))
        done.append(2)

    task = runner.start(work)
    qtbot.waitUntil(lambda: done == [1])
    with qtbot.waitSignal(task.stopped):
        task.stop()
        asked.set()
    assert done == [1]


def test_an_error_for_the_officer_is_handed_on_and_not_logged(runner: TaskRunner, qtbot) -> None:
    def work(_report: Report) -> None:
        raise AppError("Hồ sơ còn thiếu tờ khai.")

    with qtbot.waitSignal(runner.start(work).failed) as ended:
        pass
    assert str(ended.args[0]) == "Hồ sơ còn thiếu tờ khai."


@pytest.mark.expects_log("task failed")
def test_a_bug_is_logged_once_with_its_traceback(runner: TaskRunner, qtbot, caplog) -> None:
    with qtbot.waitSignal(runner.start(lambda _report: 1 / 0).failed):
        pass
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_work_that_ends_soon_is_never_called_slow(runner: TaskRunner, qtbot) -> None:
    task = Task(lambda _report: None, runner)
    slow: list[bool] = []
    task.slow.connect(lambda: slow.append(True))
    task.end(None, None)  # by hand: how soon a worker comes to its turn is up to the machine
    qtbot.wait(SHOWN_AFTER_MS + 50)
    assert slow == []


def test_work_that_takes_longer_is_called_slow(runner: TaskRunner, qtbot) -> None:
    may_end = Event()
    task = runner.start(lambda _report: may_end.wait(60))
    with qtbot.waitSignal(task.slow):
        pass
    with qtbot.waitSignal(task.succeeded):
        may_end.set()


def test_closing_waits_for_the_step_at_hand(qapp: QObject, qtbot) -> None:
    runner = TaskRunner()
    begun, ended = Event(), Event()

    def work(_report: Report) -> None:
        begun.set()
        ended.wait(0.05)
        ended.set()

    runner.start(work)
    qtbot.waitUntil(begun.is_set)
    runner.close()
    assert ended.is_set()
