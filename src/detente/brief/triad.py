"""A triad drawn: the level of each of its relations, and the days on which balance came or went."""

from __future__ import annotations

import html

import numpy as np

from detente.brief.chart import Chart, Line, Mark, svg
from detente.relations.triad import Triad


def chart_of(triad: Triad) -> Chart:
    """One line for each relation; the marks are the days on which balance changed."""
    day = np.array([step.day for step in triad.steps], dtype="datetime64[D]")
    lines = []
    if triad.steps:
        for n, side in enumerate(triad.steps[0].sides):
            level = np.array([step.sides[n].level for step in triad.steps])
            low, high = (np.array([step.sides[n].interval[k] for step in triad.steps]) for k in (0, 1))
            lines.append(Line("-".join(side.pair), day, level, low, high))
    reports = sum(side.reports for step in triad.steps for side in step.sides)
    return Chart(
        title=f"{', '.join(triad.codes)}, by {triad.by}",
        unit="Goldstein points",
        lines=tuple(lines),
        marks=tuple(
            Mark(m.day, f"{m.balance}: {'-'.join(m.pair)} turned {m.sign}, {m.mover} moved") for m in triad.moves
        ),
        note=f"{reports} acts; bands are 80 % intervals; numbers mark where balance changed",
    )


def as_fragment(triad: Triad) -> str:
    """HTML for a notebook: the last step in words, and the picture."""
    if not triad.steps:
        return f"<p>{html.escape(', '.join(triad.codes))}: nothing is known</p>"
    last = triad.steps[-1]
    said = f"{', '.join(triad.codes)}: {last.balance} ({last.chance:.2f}) in the {triad.by} from {last.day}"
    return f"<div><p>{html.escape(said)}</p>{svg(chart_of(triad))}</div>"
