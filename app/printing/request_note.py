"""The note of a supplement request: its papers and its reason in one text, put together and taken apart."""

from collections.abc import Sequence

BEFORE_PAPERS, BETWEEN_PAPERS, BEFORE_REASON = "Bổ sung: ", " · ", ". Lý do: "


def request_note(papers: Sequence[str], reason: str) -> str:
    """The note of a request: its papers, if any were ticked, and its reason."""
    if not papers:
        return reason
    return f"{BEFORE_PAPERS}{BETWEEN_PAPERS.join(papers)}{BEFORE_REASON}{reason}"


def papers_and_reason(note: str) -> tuple[Sequence[str], str]:
    """What ``request_note`` put together; an older note is all reason."""
    if not note.startswith(BEFORE_PAPERS) or BEFORE_REASON not in note:
        return (), note
    papers, _, reason = note.removeprefix(BEFORE_PAPERS).partition(BEFORE_REASON)
    return papers.split(BETWEEN_PAPERS), reason
