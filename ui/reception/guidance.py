"""Form 02 handed out at the counter when papers are missing: guidance, not a received dossier."""

from app.domain.identifiers import grouped_phone
from app.printing.forms import Form, PrintedForm, SupplementRequestForm, supplement_request_html
from app.services import reception
from app.services.desk import Desk, Officer
from app.services.forms import template_of
from app.services.reception import ReceptionDraft
from app.storage.clerks import OfficeRecord
from ui.printing.receipts import header_of

REASON = "Hồ sơ chưa đủ giấy tờ theo danh mục đã công bố. Xin nộp lại khi đủ."


def guidance_form(desk: Desk, office: OfficeRecord, officer: Officer, draft: ReceptionDraft) -> PrintedForm:
    """What the citizen still has to bring, on the form in force; it carries no number and no code."""
    assessment = reception.assess(desk, draft)
    procedure = assessment.procedure
    form = SupplementRequestForm(
        header=header_of(office),
        number="",
        code="",
        applicant_name=draft.applicant.full_name,
        applicant_address=draft.applicant.address,
        applicant_phone=grouped_phone(draft.applicant.phone),
        procedure_name=procedure.name if procedure else "",
        content=draft.content,
        items=tuple(component.title for component in assessment.missing),
        reason=REASON,
        issued_at=desk.now(),
        clerk_name=officer.full_name,
    )
    return supplement_request_html(form, template_of(desk, Form.SUPPLEMENT_REQUEST, desk.today()))
