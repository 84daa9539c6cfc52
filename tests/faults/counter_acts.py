"""What failing_desk.py does at a counter: a scan with its small picture into a dossier, a ticket, a call."""

from collections.abc import Iterator
from pathlib import Path

from app.domain.ids import DossierId
from app.domain.queue import TicketState
from app.services import attachments, officers, queue
from app.services.desk import Officer
from app.storage.scans import AttachmentRecord, of_dossier
from tests.support.builders import a_dossier
from tests.support.devices import Device
from ui.bootstrap import desk_of

PDF, PICTURE = b"%PDF-1.7 ", b"\xff\xd8\xff"


class CounterActs:
    """Everything in one go, and what of it was acknowledged."""

    def __init__(self, device: Device, _folder: Path, number: int) -> None:
        self._device = device
        self._number = number
        self._desk = desk_of(device.profile, device.clock)
        clerk = officers.active_clerks(self._desk)[0]
        self._officer = Officer(clerk.id, clerk.full_name, clerk.title, clerk.roles)
        self._desk.officer = self._officer
        self._dossier = DossierId(a_dossier(device.store, code=f"000.00.00.H00-261123-{number:04d}"))
        self.scan = self.taken = self.called = 0

    def do(self) -> None:
        """Everything; raises where the disk does."""
        self._device.clock.advance(seconds=1)
        desk, some = self._desk, self._number.to_bytes(8, "big")
        self.scan = attachments.attach_scan(
            desk, self._officer, self._dossier, "Tờ khai.pdf", PDF + some * 9000, PICTURE + some * 500
        )
        self.taken = queue.take(desk).ticket.number
        self.called = queue.call_next(desk, self._officer).number

    def lost(self) -> Iterator[str]:
        """What was acknowledged and is not there, or is there by half."""
        with self._device.store.read() as connection:
            kept = of_dossier(connection, self._dossier)
        if self.scan and [each.id for each in kept] != [self.scan]:
            yield f"scan {self.scan}"
        for each in kept:
            yield from self._unread(each)
        tickets = {ticket.number: ticket for ticket in queue.standing(self._desk).tickets}
        if self.taken and self.taken not in tickets:
            yield f"ticket {self.taken}"
        if self.called and tickets[self.called].state is not TicketState.CALLED:
            yield f"the call of {self.called}"
        if [*tickets] != [*range(1, len(tickets) + 1)]:
            yield "a number of the queue"
        if sum(ticket.state is TicketState.CALLED for ticket in tickets.values()) > 1:
            yield "one clerk serves two"

    def _unread(self, record: AttachmentRecord) -> Iterator[str]:
        """A row whose bytes cannot be read."""
        for ref in filter(None, (record.ref, record.preview)):
            if not self._device.profile.blobs.has(ref):
                yield f"bytes of scan {record.id}"
            else:
                self._device.profile.blobs.get(ref)
