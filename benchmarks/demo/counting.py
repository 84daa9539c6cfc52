"""The demo's verdict, counted from the stores on both sides and not from what the script intended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pypdfium2

from app.domain.clock import ms_of
from app.domain.sync_state import SyncState
from app.storage import record_states
from app.storage.profile import Profile
from server import settings
from server.asgi import open_server


@dataclass(frozen=True)
class Verdict:
    """How many dossiers of the day each store holds, and how many it holds otherwise than another."""

    received: int
    printed: int
    acknowledged: int
    differences: int

    def line(self) -> str:
        """The demo's last line."""
        return (
            f"demo: received={self.received} printed={self.printed} "
            f"acknowledged={self.acknowledged} differences={self.differences}"
        )

    @property
    def is_whole(self) -> bool:
        """Whether every slip has its dossier and every dossier the district's receipt."""
        return self.received == self.printed == self.acknowledged and not self.differences


def count(profiles: Sequence[Profile], server_data: Path, day: date, slips: Path) -> Verdict:
    """Compare both desks, the printed slips and the server's books for one day."""
    start_ms = ms_of(datetime.combine(day, datetime.min.time()))
    end_ms = start_ms + timedelta(days=1) // timedelta(milliseconds=1)
    desks = [_codes_of(profile, start_ms, end_ms) for profile in profiles]
    printed = [_printed_codes(profile, start_ms, end_ms) for profile in profiles]
    confirmed = [_confirmed_codes(profile, start_ms, end_ms) for profile in profiles]
    at_district = _codes_at_district(server_data, start_ms, end_ms)
    received = set.union(*desks)
    acknowledged = set.intersection(*confirmed, at_district)
    every_view = [*desks, *printed, *confirmed, at_district, _slips_on_paper(slips)]
    differing = set.union(*(view ^ received for view in every_view))
    return Verdict(len(received), len(set.intersection(*printed)), len(acknowledged), len(differing))


def _codes_of(profile: Profile, start_ms: int, end_ms: int) -> set[str]:
    with profile.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT code FROM dossier WHERE received_ms >= ? AND received_ms < ?", (start_ms, end_ms)
        )
        return {code for (code,) in rows}


def _printed_codes(profile: Profile, start_ms: int, end_ms: int) -> set[str]:
    """Dossiers whose form 01 was printed in both copies."""
    with profile.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT d.code FROM dossier d JOIN print_act p ON p.dossier_id = d.id AND p.form = '01' "
            "WHERE d.received_ms >= ? AND d.received_ms < ? GROUP BY d.id HAVING max(p.copy) >= 2",
            (start_ms, end_ms),
        )
        return {code for (code,) in rows}


def _confirmed_codes(profile: Profile, start_ms: int, end_ms: int) -> set[str]:
    """Dossiers that the desk shows as received or answered, which only a signed receipt can make it do."""
    with profile.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT d.id, d.code, s.own_stamp FROM dossier d JOIN dossier_state s ON s.dossier_id = d.id "
            "WHERE d.received_ms >= ? AND d.received_ms < ?",
            (start_ms, end_ms),
        ).all()
        states = record_states.states_of(connection, {id_: stamp for id_, _, stamp in rows})
    shown = (SyncState.RECEIVED, SyncState.ANSWERED, SyncState.TO_CHOOSE)
    return {code for id_, code, _ in rows if states[id_] in shown}


def _codes_at_district(server_data: Path, start_ms: int, end_ms: int) -> set[str]:
    server = open_server(settings.load(server_data))
    try:
        with server.engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT code FROM dossier WHERE received_ms >= ? AND received_ms < ?", (start_ms, end_ms)
            )
            return {code for (code,) in rows}
    finally:
        server.engine.dispose()


def _slips_on_paper(folder: Path) -> set[str]:
    """The codes that the printed PDFs themselves show."""
    codes = set()
    for path in sorted(folder.glob("*.pdf")):
        document = pypdfium2.PdfDocument(path)
        text = document[0].get_textpage().get_text_range()
        codes |= {word.strip() for word in text.split() if word.startswith("H99.") and word.count("-") == 2}
        document.close()
    return codes
