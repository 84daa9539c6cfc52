"""Somebody of the books as they are offered under a field that is being typed in."""

from app.domain.identifiers import listed_id
from app.services.people import KnownApplicant
from ui.widgets.suggestions import Suggestion


def suggested(known: KnownApplicant) -> Suggestion:
    """The name, with what tells its bearer from others of that name."""
    person = known.applicant
    facts = (person.birth_date[:4], listed_id(person.id_number), person.address)
    return Suggestion(person.full_name, known, aside=" · ".join(fact for fact in facts if fact))
