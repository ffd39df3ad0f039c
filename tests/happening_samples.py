"""Events for the tests of folds: Britain expels Russians, with whatever changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from detente.records import Actor, Event, When

DAY = dt.date(2018, 3, 14)


def on(first: dt.date | int, days: int = 1, basis: str = "") -> When:
    """So many days from a day of March 2018."""
    low = first if isinstance(first, dt.date) else dt.date(2018, 3, first)
    fineness = "day" if days == 1 else "week" if days <= 7 else "month" if days <= 31 else "year"
    return When(earliest=low, latest=low + dt.timedelta(days=days - 1), precision=fineness, basis=basis)  # type: ignore[arg-type]


def event(**changes: Any) -> Event:
    """Britain expels Russians, unless ``changes`` say otherwise."""
    plain = Event(
        sentence=0, start=0, end=1, type="SANCTION", mode="expel", contexts=("diplomatic",),
        actor=Actor(name="United Kingdom", country="GBR"), recipient=Actor(name="Russia", country="RUS"),
        when=on(DAY), status="actual", quad="material conflict", goldstein=-6.0, confidence=0.9, trigger="expelled",
    )  # fmt: skip
    return msgspec.structs.replace(plain, **changes)
