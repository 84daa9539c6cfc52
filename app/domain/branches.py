"""Which acts stand where two desks went on from one act without knowing of each other.

Every act names the one it was done after, so that the acts of a dossier are a tree. Two transitions after one
act are two *branches*; the dossier is *contested*, both count in their order, until somebody decides. A
decision stands at the end of one branch and sets the other aside up to the act it knew of, with all that had
been set aside for it. What was done there later, or what another decision says at the same time, is not
covered by it and is contested again. The outcome depends on the acts alone, never on the order in which they
arrived.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.domain.event import Event, EventKind


@dataclass(frozen=True)
class Branches:
    """The acts of one dossier, parents before children, siblings by rank."""

    ordered: Sequence[Event]

    @cached_property
    def set_aside(self) -> frozenset[int]:
        """What decisions took out of the dossier's life; a later decision is heard before an earlier one."""
        aside: set[int] = set()
        for decision in self._decisions():
            spine = set(self._line_of(decision.id))
            if spine & aside:
                continue  # it stands on what another one set aside
            past = self._past_of(decision.over_id) - spine
            aside |= {id_ for id_ in past if not self._by_id[id_].kind.is_remark}
        return frozenset(aside)

    @cached_property
    def live(self) -> Sequence[Event]:
        """What counts: neither set aside nor done after something that was."""
        if not self.set_aside:
            return self.ordered
        counted: dict[int | None, bool] = {None: True}
        for event in self.ordered:
            parent = event.parent_id if event.parent_id in self._by_id else None
            counted[event.id] = counted[parent] and event.id not in self.set_aside
        return [event for event in self.ordered if counted[event.id]]

    @property
    def is_contested(self) -> bool:
        """Whether somebody has to decide."""
        followed = [
            each.parent_id for each in self.live if each.kind.is_transition and each.parent_id is not None
        ]
        return len(followed) > len(set(followed)) or any(self._hanging())

    @property
    def tips(self) -> Sequence[Event]:
        """The ends of the branches that nobody has set aside: what a decision chooses among."""
        standing = [
            event for event in self.ordered if event.id not in self.set_aside and not event.kind.is_remark
        ]
        passed = {id_ for event in standing for id_ in self._line_of(event.parent_id)}
        return [event for event in standing if event.id not in passed]

    def before(self, id_: int) -> Sequence[int]:
        """What an act was done after, the last first."""
        return list(self._line_of(id_))[1:]

    @cached_property
    def _by_id(self) -> Mapping[int, Event]:
        return {event.id: event for event in self.ordered}

    def _hanging(self) -> Iterator[Event]:
        """Acts done after one that was set aside, by somebody who did not know it."""
        if not self.set_aside:
            return
        live = {event.id for event in self.live}
        for event in self.ordered:
            if not event.kind.is_remark and event.id not in live and event.id not in self.set_aside:
                yield event

    def _line_of(self, id_: int | None) -> Iterator[int]:
        """An act and those it was done after, back to the first."""
        while (event := self._found(id_)) is not None:
            yield event.id
            id_ = event.parent_id

    def _found(self, id_: int | None) -> Event | None:
        return None if id_ is None else self._by_id.get(id_)

    def _decisions(self) -> Iterator[Event]:
        """Those that know of others first; of two that do not know of each other, the earlier one."""
        left = [event for event in self.ordered if event.kind is EventKind.DECIDED]
        known_by = {d.id: self._past_of(d.parent_id) | self._past_of(d.over_id) for d in left}
        while left:
            free = [
                d for d in left if not any(d.id in known_by[other.id] for other in left if other is not d)
            ]
            first = min(free or left, key=lambda decision: (decision.rank, decision.id))
            left.remove(first)
            yield first

    def _past_of(self, id_: int | None) -> set[int]:
        """An act and everything it was done after, through decisions' both ends."""
        past: set[int] = set()
        ways = [id_]
        while ways:
            before = self._found(ways.pop())
            if before is not None and before.id not in past:
                past.add(before.id)
                ways += [before.parent_id, before.over_id]
        return past


def branches(events: Iterable[Event]) -> Branches:
    """Put a dossier's acts in order; one whose parent is not here counts as a first one."""
    all_ = list(events)
    known = {event.id for event in all_}
    children: dict[int | None, list[Event]] = {}
    for event in all_:
        parent = event.parent_id if event.parent_id in known else None
        children.setdefault(parent, []).append(event)
    ordered: list[Event] = []
    ready = sorted(children.get(None, ()), key=_by_rank)
    while ready:
        event = ready.pop(0)
        ordered.append(event)
        following = children.get(event.id, [])
        ready = sorted([*ready, *following], key=_by_rank) if following else ready
    return Branches(ordered)


def _by_rank(event: Event) -> tuple[tuple[int, bytes], int]:
    return event.rank, event.id
