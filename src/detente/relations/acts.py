"""Events as columns: what every measure of a relation starts from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

Texts = npt.NDArray[np.object_]
Days = npt.NDArray[np.datetime64]

#: Numbers of the quad classes, in the order of the field's files.
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


@dataclass(frozen=True, slots=True, eq=False)
class Acts:
    """Events that happened, one row each, sorted by day. All columns have the same length.

    ``id`` walks back to what an act rests on: ``article#n`` for a coded event, ``dataset:row`` for an imported one.
    ``day`` is the first day it may have happened on (datetime64[D]), ``span`` how many days later the last one is.
    ``actor`` and ``recipient`` are codes, ``sector`` the actor's part of its government ("" when it is not told).
    ``goldstein`` runs from -10 to 10, ``quad`` from 1 to 4 (:data:`QUADS`), ``weight`` is the probability that the
    event is right (0 to 1), ``contexts`` a tuple of PLOVER contexts, ``source`` "coded" or the data set's name.
    ``tellings`` counts the reports of the act; it never multiplies it.
    """

    id: Texts
    day: Days
    span: npt.NDArray[np.int32]
    actor: Texts
    recipient: Texts
    sector: Texts
    type: Texts
    goldstein: npt.NDArray[np.float64]
    quad: npt.NDArray[np.int8]
    weight: npt.NDArray[np.float64]
    contexts: Texts
    source: Texts
    tellings: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.day)

    def where(self, keep: npt.NDArray[Any]) -> Acts:
        """The rows that a mask or an array of positions names."""
        return Acts(**{f.name: getattr(self, f.name)[keep] for f in fields(self)})

    def between(self, since: dt.date | None = None, until: dt.date | None = None) -> Acts:
        """The acts whose first day is in ``[since, until]``."""
        keep = np.ones(len(self), dtype=bool)
        if since is not None:
            keep &= self.day >= np.datetime64(since)
        if until is not None:
            keep &= self.day <= np.datetime64(until)
        return self.where(keep)

    def of(self, actor: str, recipient: str) -> Acts:
        """The acts of one direction."""
        return self.where((self.actor == actor) & (self.recipient == recipient))

    def relation(self, one: str, other: str) -> Acts:
        """The acts of both directions."""
        forth = (self.actor == one) & (self.recipient == other)
        return self.where(forth | ((self.actor == other) & (self.recipient == one)))


def acts(
    day: Any,
    actor: Any,
    recipient: Any,
    goldstein: Any,
    quad: Any,
    *,
    id: Any = None,
    span: Any = None,
    sector: Any = None,
    type: Any = None,
    weight: Any = None,
    contexts: Any = None,
    source: Any = None,
    tellings: Any = None,
) -> Acts:
    """Acts from columns (anything ``np.asarray`` takes), sorted by day; columns left out get their neutral value."""
    days = np.asarray(day, dtype="datetime64[D]")
    n = len(days)
    order = np.argsort(days, kind="stable")

    def texts(values: Any, default: object) -> Texts:
        column = np.empty(n, dtype=object)
        if values is None:
            column.fill(default)
        else:
            column[:] = list(values)
        return column[order]

    def numbers(values: Any, default: float, dtype: Any) -> Any:
        column = np.full(n, default, dtype) if values is None else np.asarray(values, dtype=dtype)
        return column[order]

    return Acts(
        id=texts(id if id is not None else [str(i) for i in range(n)], ""),
        day=days[order],
        span=numbers(span, 0, np.int32),
        actor=texts(actor, ""),
        recipient=texts(recipient, ""),
        sector=texts(sector, ""),
        type=texts(type, ""),
        goldstein=numbers(goldstein, 0.0, np.float64),
        quad=numbers(quad, 1, np.int8),
        weight=numbers(weight, 1.0, np.float64),
        contexts=texts(contexts, ()),
        source=texts(source, "coded"),
        tellings=numbers(tellings, 1, np.int32),
    )
