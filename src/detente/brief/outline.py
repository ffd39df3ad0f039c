"""The account as an outline: the same sections, lines and references for every readable format.

A :class:`Line` is what one reader reads in one breath. It may carry several items of the account (two
assessments that say the same, one meeting told in both directions); each keeps its own :class:`Spot`.
All text in an outline is already harmless for a screen (:mod:`detente.brief.plain`) but not escaped
for any mark-up: that is each format's own affair.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one item lies: ``key`` is its place in the account (``events-3``), the rest as in Traced."""

    key: str
    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of an event: when, status with claimant, who to whom, type and mode, certainty."""

    when: str
    status: str
    who: str
    what: str
    sure: str


@dataclass(frozen=True, slots=True)
class Line:
    """``lead`` (who), ``text`` (what) and ``marks`` (doubt, dates, conditions), with its spots.

    ``basis`` says what the date rests on; it is shown with the evidence, not in the short account.
    """

    lead: str
    text: str
    marks: tuple[str, ...]
    spots: tuple[Spot, ...]
    row: Row | None = None
    basis: str = ""

    @property
    def sentences(self) -> tuple[int, ...]:
        """Sentence numbers as people count, from 1, in order, each once."""
        return tuple(sorted({spot.sentence + 1 for spot in self.spots}))


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading; ``aside`` marks what is told but did not happen in the news window."""

    title: str
    lines: tuple[Line, ...]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the account. ``run`` asks for the lines of a group to be run together, as in a list."""

    key: str
    title: str
    groups: tuple[Group, ...]
    run: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole account. ``facts`` are the lines under the title; ``limits`` what the reader must know."""

    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    limits: tuple[str, ...]
    nothing: str | None
    """The one honest line when no interstate content was found, else None."""
