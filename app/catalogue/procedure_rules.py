"""What can be wrong with one procedure: each rule looks for one thing and tells it in sentences.

A rule's name is its id in a report. What would break a promise to a citizen is an error; what the office can
live with until the next decision is a warning.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from app.domain.folding import fold
from app.domain.procedure import Component, Procedure
from app.domain.time_limit import BadTimeLimit, TimeLimit

ProcedureRule = Callable[[Procedure], Iterator[str]]

APPLICATIONS = ("don ", "to khai ", "giay de nghi ", "ban khai ")


def empty_name(procedure: Procedure) -> Iterator[str]:
    if not procedure.code.strip():
        yield f"Thủ tục “{procedure.name}” chưa có mã."
    if not procedure.name.strip():
        yield "Thủ tục chưa có tên."


def backward_dates(procedure: Procedure) -> Iterator[str]:
    if procedure.effective_to is not None and procedure.effective_to < procedure.effective_from:
        yield "Ngày hết hiệu lực đứng trước ngày có hiệu lực."


def bad_limit(procedure: Procedure) -> Iterator[str]:
    if procedure.limit is None:
        return
    try:
        TimeLimit.parse(procedure.limit)
    except BadTimeLimit as error:
        yield str(error)


def bad_fee(procedure: Procedure) -> Iterator[str]:
    if procedure.fee.amount_vnd is not None and procedure.fee.amount_vnd < 0:
        yield "Mức phí, lệ phí là số âm."


def bad_components(procedure: Procedure) -> Iterator[str]:
    numbers = Counter(component.number for component in procedure.components)
    yield from (f"Số thứ tự giấy tờ {number} bị trùng." for number, times in numbers.items() if times > 1)
    for component in procedure.components:
        if not component.title.strip():
            yield f"Giấy tờ số {component.number} chưa có tên."
        if min(component.originals, component.copies) < 0:
            yield f"Giấy tờ số {component.number} có số bản là số âm."


def no_limit(procedure: Procedure) -> Iterator[str]:
    if procedure.limit is None:
        yield "Chưa có thời hạn giải quyết."


def no_fee(procedure: Procedure) -> Iterator[str]:
    if not procedure.fee.is_stated:
        yield "Chưa ghi phí, lệ phí."


def no_basis(procedure: Procedure) -> Iterator[str]:
    if not procedure.legal_bases:
        yield "Chưa ghi căn cứ pháp lý."


def no_form(procedure: Procedure) -> Iterator[str]:
    applications = [component for component in procedure.components if _is_application(component)]
    if applications and not any(_names_form(component) for component in applications):
        yield f"Chưa ghi mẫu của “{applications[0].title}”."


def no_mandatory(procedure: Procedure) -> Iterator[str]:
    if not procedure.components:
        yield "Chưa có thành phần hồ sơ."
    elif not procedure.mandatory_components:
        yield "Không có giấy tờ nào là bắt buộc."


def zero_counts(procedure: Procedure) -> Iterator[str]:
    for component in procedure.components:
        if component.originals == component.copies == 0:
            yield f"Giấy tờ số {component.number} không có bản chính, cũng không có bản sao."


ERRORS: tuple[ProcedureRule, ...] = (empty_name, backward_dates, bad_limit, bad_fee, bad_components)
WARNINGS: tuple[ProcedureRule, ...] = (no_limit, no_fee, no_basis, no_form, no_mandatory, zero_counts)


def _is_application(component: Component) -> bool:
    return fold(component.title).startswith(APPLICATIONS)


def _names_form(component: Component) -> bool:
    return bool(component.form) or "mau so" in fold(component.title)
