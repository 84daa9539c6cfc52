"""The part of the projection that one batch of changesets touches: loaded at once, changed in memory.

Storage loads and saves it (``server.storage.projection``); here is what may be entered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.changes.changeset import RowRef
from app.changes.merge import Mark, Outcome, arbitrate
from app.domain.dossier_code import is_before_enrolment
from server.facts import Act, Facts, IssuedDossier, Unfit
from server.storage.leases import Range


@dataclass(slots=True)
class Entry:
    """A dossier, and the changeset that wrote what stands here."""

    issued: IssuedDossier
    mark: Mark
    is_new: bool


@dataclass(slots=True, frozen=True)
class RankedAct:
    """An act and the hybrid time that orders it among its siblings."""

    act: Act
    hlc: int


@dataclass
class Book:
    """What a batch of changesets may touch of one commune's projection."""

    entries: dict[RowRef, Entry] = field(default_factory=dict)
    known_acts: set[RowRef] = field(default_factory=set)
    new_acts: list[RankedAct] = field(default_factory=list)
    touched: set[RowRef] = field(default_factory=set)

    def enter(self, facts: Facts, ranges: Iterable[Range]) -> None:
        """Take in a changeset, whole or not at all; raises Unfit."""
        self._check(facts, list(ranges))
        mark = Mark(facts.stamp, facts.hlc)
        for issued in facts.dossiers:
            self._put(issued, mark)
        for act in facts.acts:
            self.new_acts.append(RankedAct(act, facts.hlc))
            self.known_acts.add(act.row)
            self.touched.add(act.dossier)

    def _check(self, facts: Facts, ranges: list[Range]) -> None:
        for issued in facts.dossiers:
            self._check_code(issued, ranges)
        rows = {issued.row for issued in facts.dossiers}
        for act in facts.acts:
            if act.dossier not in rows and act.dossier not in self.entries:
                raise Unfit("unknown_dossier", f"counter {act.dossier.counter}")
            if act.row in self.known_acts:
                raise Unfit("act_rewritten", f"counter {act.row.counter}")

    def _check_code(self, issued: IssuedDossier, ranges: list[Range]) -> None:
        current = self.entries.get(issued.row)
        if current is not None:
            if current.issued.code != issued.code:
                raise Unfit("code_changed", issued.code)
            return
        if not issued.code:
            return  # somebody was guided or turned down: nothing was received, no number used
        if is_before_enrolment(issued.number):
            return  # printed when this desk had no district yet; what clashes gains a second code
        if not any(each.covers(issued.number, issued.day) for each in ranges):
            raise Unfit("code_not_leased", issued.code)

    def _put(self, issued: IssuedDossier, mark: Mark) -> None:
        current = self.entries.get(issued.row)
        outcome = arbitrate(current.mark if current else None, issued.base, mark)
        if outcome in (Outcome.KNOWN, Outcome.LOSES):
            return
        self.entries[issued.row] = Entry(issued, mark, is_new=current is None or current.is_new)
        self.touched.add(issued.row)
