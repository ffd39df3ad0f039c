"""What a report is made of: sections of claims, tables and charts, each with the numbers of its sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.brief.chart import Chart, Line
from detente.brief.report_sources import Source


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence and the numbers of its sources; ``more`` acts support it that are not listed one by one.

    ``behind`` are the words of single sources, shown with the claim: (number, text).
    """

    text: str
    sources: tuple[int, ...]
    more: int = 0
    behind: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims as a list, or as one paragraph."""

    claims: tuple[Claim, ...]
    running: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a table, as many as it has columns, and the sources of the row."""

    cells: tuple[str, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; the first column names the row, the others hold figures."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A chart with the sources of what it draws, told in ``text`` for those who do not see it."""

    chart: Chart
    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; ``key`` is a word for addresses inside the file."""

    key: str
    title: str
    blocks: tuple[Claims | Table | Figure, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A relation told, with its sources by number (``sources[n - 1].number == n``). All texts are on one line."""

    title: str
    facts: tuple[str, ...]
    made: dt.date
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]


def values(chart: Chart, most: int = 16) -> Table | None:
    """A chart in figures: at most ``most`` days from first to last, evenly spread; None without any."""
    lines = [line for line in chart.lines if not line.thin and len(line.day)]
    if not lines:
        return None
    days = lines[0].day
    chosen = np.unique(np.linspace(0, len(days) - 1, min(most, len(days))).round().astype(int))
    rows = tuple(Row((str(days[i].astype("datetime64[D]")), *(_value(line, i) for line in lines)), ()) for i in chosen)
    return Table(f"In figures ({chart.unit})", ("from", *(line.name for line in lines)), rows)


def _value(line: Line, at: int) -> str:
    if at >= len(line.value) or not np.isfinite(line.value[at]):
        return "unknown"
    shown = f"{line.value[at]:+.1f}" if np.nanmin(line.value) < 0 else f"{line.value[at]:.1f}"
    if line.low is None or line.high is None:
        return shown
    return f"{shown} ({line.low[at]:.1f} to {line.high[at]:.1f})"


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers of sources as runs (first, last), so that a claim with many reads [1] [4–9]; two in a row stay apart.

    >>> runs((1, 4, 5, 6, 9, 10))
    [(1, 1), (4, 6), (9, 9), (10, 10)]
    """
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return [
        part
        for first, last in found
        for part in ([(first, last)] if last - first != 1 else [(first, first), (last, last)])
    ]
