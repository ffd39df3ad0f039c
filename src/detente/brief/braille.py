"""A chart in characters: lines as braille dots, intervals as light shade, both axes told in words.

Two columns and four rows of dots fit one character, so that 80 by 16 characters hold 160 by 64 points: enough for the
course of a relation over ten years by month.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from detente.brief.chart import Chart, Line, Numbers

#: Bit of each dot in a braille character, by row and column.
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_SHADE = "░"
#: Fewer periods than this are a table, not a course.
_FEWEST = 4


def terminal(chart: Chart, width: int = 100, height: int = 16) -> str:
    """The chart in at most ``width`` columns and about ``height`` lines; "" when hardly anything in it is known."""
    # single periods jump about the course: in characters they would hide it
    chart = replace(chart, lines=tuple(line for line in chart.lines if not line.thin) or chart.lines)
    bounds = _bounds(chart)
    if bounds is None:
        return ""
    first, last, low, high = bounds
    labels = [f"{low + (high - low) * row / (height - 1):+.1f}" for row in range(height)]
    margin = max(len(label) for label in labels) + 2
    wide = max(width - margin, 10)
    dots = np.zeros((height * 4, wide * 2), dtype=bool)
    shade = np.zeros((height, wide), dtype=bool)
    span = max(last - first, np.timedelta64(1, "D"))
    for line in chart.lines:
        x = (line.day - first) / span
        if not line.thin:
            _fill(shade, x, line, low, high)
        _trace(dots, x, _scaled(line.value, low, high), sparse=line.thin)
    rows = [_row(dots[4 * r : 4 * r + 4], shade[r]) for r in range(height)]
    marks = _marks(chart, first, last, wide)
    lines = [chart.title] if chart.title else []
    if marks.strip():
        lines.append(" " * margin + marks)
    for r in range(height):
        label = labels[height - 1 - r] if r % 3 == 0 or r == height - 1 else ""
        lines.append(f"{label:>{margin - 2}} │{rows[r]}")
    days = str(first.astype("datetime64[D]")), str(last.astype("datetime64[D]"))
    lines.append(" " * (margin - 1) + "└" + "─" * wide)
    lines.append(" " * margin + days[0] + " " * max(wide - len(days[0]) - len(days[1]), 1) + days[1])
    return "\n".join(line.rstrip() for line in lines)


def _bounds(chart: Chart) -> tuple[np.datetime64, np.datetime64, float, float] | None:
    days = [line.day[np.isfinite(line.value)] for line in chart.lines]
    known = np.concatenate(days) if days else np.array([], dtype="datetime64[D]")
    if len(np.unique(known)) < _FEWEST:
        return None
    parts = [line.value for line in chart.lines]
    parts += [edge for line in chart.lines if not line.thin for edge in (line.low, line.high) if edge is not None]
    values = np.concatenate(parts)
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    if chart.zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = 0.05 * (high - low) or 1.0
    return known.min(), known.max(), low - room, high + room


def _scaled(values: Numbers, low: float, high: float) -> Numbers:
    return (values - low) / (high - low)


def _fill(shade: npt.NDArray[np.bool_], x: Numbers, line: Line, low: float, high: float) -> None:
    if line.low is None or line.high is None:
        return
    height, wide = shade.shape
    known = np.isfinite(line.low) & np.isfinite(line.high)
    if known.sum() < 2:
        return
    columns = (np.arange(wide) + 0.5) / wide
    under = np.interp(columns, x[known], _scaled(line.low[known], low, high), left=np.nan, right=np.nan)
    over = np.interp(columns, x[known], _scaled(line.high[known], low, high), left=np.nan, right=np.nan)
    rows = 1.0 - (np.arange(height)[:, None] + 0.5) / height
    shade |= (rows >= under) & (rows <= over)


def _trace(
    dots: npt.NDArray[np.bool_], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], *, sparse: bool
) -> None:
    """Set the dots of a line; of a sparse one only those of its own points."""
    height, wide = dots.shape
    column, row = x * (wide - 1), (1.0 - y) * (height - 1)
    for n in range(len(x)):
        if not math.isfinite(row[n]):
            continue
        steps = 1
        if not sparse and n and math.isfinite(row[n - 1]):
            steps = max(int(abs(row[n] - row[n - 1])), int(abs(column[n] - column[n - 1])), 1)
        for step in range(steps):
            back = step / steps
            r = row[n] - back * (row[n] - row[n - 1]) if steps > 1 else row[n]
            c = column[n] - back * (column[n] - column[n - 1]) if steps > 1 else column[n]
            dots[min(max(round(r), 0), height - 1), min(max(round(c), 0), wide - 1)] = True


def _row(dots: npt.NDArray[np.bool_], shade: npt.NDArray[np.bool_]) -> str:
    characters = []
    for column in range(len(shade)):
        bits = sum(_DOTS[r][c] for r in range(4) for c in range(2) if dots[r, 2 * column + c])
        characters.append(chr(0x2800 + bits) if bits else _SHADE if shade[column] else " ")
    return "".join(characters)


def _marks(chart: Chart, first: np.datetime64, last: np.datetime64, wide: int) -> str:
    """The numbers of the marks above their days; where two fall together the later one gives way."""
    line = [" "] * wide
    span = max((last - first) / np.timedelta64(1, "D"), 1)
    for number, mark in enumerate(chart.marks, 1):
        at = round((np.datetime64(mark.day) - first) / np.timedelta64(1, "D") / span * (wide - 1))
        word = str(number)
        if 0 <= at <= wide - len(word) and all(c == " " for c in line[max(at - 1, 0) : at + len(word) + 1]):
            line[at : at + len(word)] = word
    return "".join(line)
