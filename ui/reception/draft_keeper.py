"""Puts the form on disk at every keystroke, and takes it back after a power cut or a pause."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject

from app.domain.identifiers import digits_of, listed_id
from app.services import drafts
from app.services.draft_owner import NOBODY
from app.services.drafts import DraftState, FormText, KeptDraft
from ui.widgets.message_bar import Message
from ui.widgets.side_list import SideRow
from ui.workplace import Workplace

UNFINISHED = "draft"


class DraftKeeper(QObject):
    """The draft of the form on screen, and those that were put aside."""

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._desk = workplace.desk
        self._id: str | None = None
        self._owner = NOBODY if workplace.desk.officer is None else workplace.desk.officer.id

    def keep(self, form: FormText, state: DraftState = DraftState.OPEN) -> datetime | None:
        """Keep the form as it stands; an empty one leaves no draft. None when there is none."""
        if form.is_blank:
            self.drop()
            return None
        self._id = self._id or self._desk.drafts.new_id()
        return drafts.keep(self._desk, self._id, form, state)

    def drop(self) -> None:
        """The form became a dossier, or was emptied."""
        if self._id is not None:
            drafts.drop(self._desk, self._id)
            self._id = None

    def drop_other(self, draft_id: str) -> None:
        """The clerk gave a parked draft up."""
        drafts.drop(self._desk, draft_id)

    def park(self, form: FormText) -> None:
        """Put the form aside for the next person."""
        self.keep(form, DraftState.PARKED)
        self._id = None

    def take(self, draft_id: str) -> FormText | None:
        """Go on with a draft; None when it is gone."""
        found = next((draft for draft in drafts.kept(self._desk) if draft.id == draft_id), None)
        if found is None:
            return None
        self._id = found.id
        drafts.keep(self._desk, found.id, found.form)
        return found.form

    def hand_over(self) -> FormText | None:
        """Another clerk sits down: what was typed stays on disk with its owner, and theirs comes back.

        None where the form on screen is already theirs to type on.
        """
        officer = self._desk.officer
        if officer is None or self._owner in (NOBODY, officer.id):
            self._owner = self._owner if officer is None else officer.id
            return None
        self._id, self._owner = None, officer.id
        return self.take_unfinished() or FormText()

    def take_unfinished(self) -> FormText | None:
        """The form that was being typed when the program ended, and a word about it."""
        drafts.drop_received(self._desk)
        found = drafts.unfinished(self._desk)
        if found is None:
            return None
        self._id, self._owner = found.id, found.owner
        self._workplace.tell(
            Message(UNFINISHED, f"Có nháp chưa lưu từ {found.saved_at:%H:%M}. Nhấn F2 để làm tiếp.", "new")
        )
        return found.form

    def parked(self) -> Sequence[SideRow]:
        """The drafts beside the one on screen, as rows to choose from."""
        return [self._row(draft) for draft in drafts.kept(self._desk) if draft.id != self._id]

    def _row(self, draft: KeptDraft) -> SideRow:
        procedure = self._desk.catalogue.procedure(draft.form.procedure_code, self._desk.today())
        words = procedure.name if procedure else draft.form.procedure_typed or "Chưa chọn thủ tục"
        return SideRow(draft_name(draft.form), words, f"{draft.saved_at:%H:%M %d/%m}", draft.id)


def draft_name(form: FormText) -> str:
    """Whose draft it is."""
    return form.full_name.strip() or listed_id(digits_of(form.id_number)) or "Chưa ghi tên"
