"""Due minutes and what follows from them: the one door to the deadline engine.

pauses        stretches during which the clock stands still
reckoning     the count: start, stops, end
explanation   the count told to a citizen
due           deadline(): the due minute with its explanation and warnings
time_left     working time left, and the state a list shows
strip         the day strip of one dossier
letter        until when a letter has to say that a promise will not be kept
promise       what was printed, and the trap just ahead
"""

from app.domain.deadline.due import Deadline, deadline
from app.domain.deadline.letter import letter_by
from app.domain.deadline.pauses import BadPause, Pause
from app.domain.deadline.promise import Promise, next_trap, revise
from app.domain.deadline.strip import StripDay, day_strip
from app.domain.deadline.time_left import TimeLeft, TimeState, clock_state, time_left
from app.domain.time_words import promise_in_print, promise_in_words

__all__ = [
    "BadPause",
    "Deadline",
    "Pause",
    "Promise",
    "StripDay",
    "TimeLeft",
    "TimeState",
    "clock_state",
    "day_strip",
    "deadline",
    "letter_by",
    "next_trap",
    "promise_in_print",
    "promise_in_words",
    "revise",
    "time_left",
]
