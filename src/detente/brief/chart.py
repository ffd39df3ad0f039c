"""Charts of series with intervals: a picture or a page from one description (`braille` draws it in characters)."""

from __future__ import annotations

import datetime as dt
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from detente.errors import DetenteError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Numbers = npt.NDArray[np.float64]

#: Colour-blind safe (Okabe and Ito 2008).
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_SHADES = {"warm": "#D55E00", "cold": "#0072B2"}
_SUFFIXES = (".png", ".svg", ".html")


class ChartError(DetenteError):
    """A chart cannot be drawn or written."""


@dataclass(frozen=True, eq=False)
class Line:
    """One series: values at days, unknown ones NaN, with an interval or without. Arrays of equal length.

    ``shade`` paints it as cooperation ("warm") or conflict ("cold") is painted everywhere.
    """

    name: str
    day: npt.NDArray[np.datetime64]
    value: Numbers
    low: Numbers | None = None
    high: Numbers | None = None
    thin: bool = False
    shade: Literal["warm", "cold"] | None = None


@dataclass(frozen=True)
class Mark:
    """A day with a word on it."""

    day: dt.date
    label: str


@dataclass(frozen=True, eq=False)
class Chart:
    """What is to be drawn; ``note`` says what the lines rest on."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = ()
    note: str = ""
    zero: bool = True


def draw(chart: Chart, out: Path) -> None:
    """Write the chart to a .png, .svg or .html file.

    Raises:
        ChartError: another ending, or the file cannot be written.
    """
    if out.suffix not in _SUFFIXES:
        raise ChartError(f"cannot draw {out.name!r}; name a file that ends in .png, .svg or .html")
    try:
        if out.suffix == ".html":
            out.write_text(as_html(chart), encoding="utf-8")
        else:
            picture(chart).savefig(out, dpi=150, metadata={"Date": None} if out.suffix == ".svg" else None)
    except OSError as error:
        raise ChartError(f"cannot write {out}: {error.strerror}; choose another file") from None


def plotted(chart: Chart, out: object = None) -> Figure | None:
    """What the results' ``plot`` gives: a matplotlib figure, or with ``out`` a file and nothing."""
    if out is None:
        return picture(chart)
    draw(chart, Path(str(out)))
    return None


def svg(chart: Chart) -> str:
    """The picture as an ``<svg>`` element."""
    return as_svg(picture(chart))


def as_svg(figure: Figure) -> str:
    """A figure as an ``<svg>`` element, without the day it was made."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    drawn = buffer.getvalue()
    return drawn[drawn.index("<svg") :]


def picture(chart: Chart) -> Figure:
    """The chart as a matplotlib figure, without any display."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4.5), layout="constrained")
    axes = figure.subplots()
    for line, colour in zip(chart.lines, _cycle(chart.lines), strict=True):
        look = {"linestyle": "", "marker": ".", "markersize": 3, "alpha": 0.6} if line.thin else {"linewidth": 1.8}
        axes.plot(line.day, line.value, color=colour, label=_plain(line.name), **look)
        if line.low is not None and line.high is not None:
            axes.fill_between(line.day, line.low, line.high, color=colour, alpha=0.15, linewidth=0)
    (left, right), top = axes.get_xlim(), axes.get_ylim()[1]
    shelf = _shelves([(mark.day - dt.date(1970, 1, 1)).days / (right - left) for mark in chart.marks])
    for number, mark in enumerate(chart.marks, 1):
        at = float((mark.day - dt.date(1970, 1, 1)).days)  # how matplotlib counts days
        axes.axvline(at, color="#555555", linewidth=0.8, alpha=0.6)
        lift = (0, 1 + 9 * shelf[number - 1])
        axes.annotate(str(number), (at, top), lift, textcoords="offset points", ha="center", va="bottom", fontsize=8)
    if chart.zero:
        axes.axhline(0, color="#999999", linewidth=0.8)
    axes.set_ylabel(_plain(chart.unit))
    axes.set_title(_plain(chart.title), loc="left", fontsize=12, pad=16 + 9 * max(shelf, default=0))
    axes.spines[["top", "right"]].set_visible(False)
    if len(chart.lines) > 1:
        axes.legend(frameon=False, fontsize=8, loc="best")
    if chart.note:
        figure.supxlabel(_plain(chart.note), fontsize=7, x=0.01, ha="left")
    return figure


def as_html(chart: Chart) -> str:
    """A page that stands alone: the chart with its own script, nothing fetched."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for line, colour in zip(chart.lines, _cycle(chart.lines), strict=True):
        days = line.day.astype("datetime64[D]").astype(str)
        name = html.escape(line.name)
        if line.low is not None and line.high is not None:
            band = {"x": days, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
            figure.add_scatter(y=line.low, **band)
            figure.add_scatter(y=line.high, fill="tonexty", fillcolor=_veil(colour), **band)
        mode = "markers" if line.thin else "lines"
        style = {"line": {"color": colour, "width": 2}, "marker": {"color": colour, "size": 4, "opacity": 0.6}}
        figure.add_scatter(x=days, y=line.value, mode=mode, name=name, **style)
    span = _span(chart)
    shelf = _shelves([(mark.day - dt.date(1970, 1, 1)).days / span for mark in chart.marks])
    for number, mark in enumerate(chart.marks, 1):
        figure.add_vline(x=mark.day.isoformat(), line_width=1, line_color="#888")
        figure.add_annotation(
            x=mark.day.isoformat(),
            y=1,
            yref="paper",
            text=str(number),
            hovertext=html.escape(mark.label),
            showarrow=False,
            yanchor="bottom",
            yshift=12 * shelf[number - 1],
        )
    figure.update_layout(
        title=html.escape(chart.title),
        yaxis_title=html.escape(chart.unit),
        template="plotly_white",
        hovermode="x unified",
    )
    body = figure.to_html(full_html=False, include_plotlyjs=True, config={"displaylogo": False})
    marks = "".join(f"<li>{m.day}: {html.escape(m.label)}</li>" for m in chart.marks)
    listed = f"<ol>{marks}</ol>" if marks else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(chart.title)}</title>'
        "<style>body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}</style>"
        f"</head><body>{body}{listed}<p>{html.escape(chart.note)}</p></body></html>\n"
    )


def _span(chart: Chart) -> float:
    """Days from the first to the last of all lines, at least one."""
    days = np.concatenate([line.day for line in chart.lines if len(line.day)] or [np.array([], "datetime64[D]")])
    return max(float((days.max() - days.min()) / np.timedelta64(1, "D")), 1.0) if len(days) else 1.0


def _shelves(places: list[float], apart: float = 0.02) -> list[int]:
    """How high the label of each mark (ascending shares of the width) must stand so that none covers another."""
    last: list[float] = []
    found = []
    for place in places:
        free = next((n for n, taken in enumerate(last) if place - taken >= apart), len(last))
        last[free : free + 1] = [place]
        found.append(free)
    return found


def _plain(text: str) -> str:
    """Text that matplotlib does not take for a formula."""
    return text.replace("$", r"\$")


def _cycle(lines: Sequence[Line]) -> list[str]:
    return [_SHADES[line.shade] if line.shade else _COLOURS[n % len(_COLOURS)] for n, line in enumerate(lines)]


def _veil(colour: str) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.15)"
