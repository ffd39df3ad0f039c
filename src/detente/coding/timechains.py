"""Times that count from another time of the same sentence.

"In 1999 they fought; a year earlier it had tested its bomb": what counts from the event last told of counts from
the time last named, if that is as fine as the unit. "In 2015, a year after Russia had annexed Crimea": the words
behind the comma date the annexation, one year before 2015.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from detente.coding import intervals
from detente.coding.intervals import Interval, Unit
from detente.coding.timemeaning import Meaning, Nth, Offset, PartOf, UpToNow, Within
from detente.coding.timerules import AMONG
from detente.coding.timewords import counted
from detente.records import When

_APART = re.compile(rf",?\s(?P<said>(?i:(?:just|only|barely|exactly)\s)?(?i:{AMONG}\s(?P<way>after|before)))\s")


@dataclass(frozen=True, slots=True)
class Apart:
    """ "A year after" at ``text[start:end]``: what it introduces lies ``count`` units from the time before it."""

    start: int
    end: int
    meaning: Offset


def counted_in(meaning: Meaning) -> Unit | None:
    """The unit in which a meaning counts from another event; None when it does not."""
    match meaning:
        case Offset(unit=unit, anchored=True):
            return unit
        case PartOf(whole=whole) | UpToNow(whole=whole) | Nth(whole=whole):
            return counted_in(whole)
        case Within(outer=outer):
            return counted_in(outer)
    return None


def anchor_of(when: When, unit: Unit) -> dt.date | None:
    """A day to count units from, when the whole time lies within one unit."""
    if when.earliest is None or when.latest is None:
        return None
    whole: Interval = intervals.unit_at(when.earliest, unit)
    return when.earliest if when.latest <= whole.latest else None


def apart(text: str, end: int) -> Apart | None:
    """ "..., a year after" straight behind a time that ends at ``end``."""
    found = _APART.match(text, end)
    if found is None:
        return None
    unit, size, vague = counted(found)
    if vague or size != int(size) or unit == "hour":
        return None
    sign = -1 if found["way"].lower() == "after" else 1
    return Apart(found.start("said"), found.end("said"), Offset(unit, sign * int(size), anchored=True))
