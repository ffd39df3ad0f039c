"""An outlook told: a chart of the months ahead, and plain values."""

from __future__ import annotations

import html
from typing import Any

import numpy as np

from detente.brief.chart import Chart, Line
from detente.relations.outlook import Forecast


def chart_of(forecast: Forecast) -> Chart:
    """Medians and 80 % intervals of cooperation and conflict, month by month."""
    day = np.array([m.month for m in forecast.months], dtype="datetime64[D]")
    lines = tuple(
        Line(
            f"{name}, 80 % interval",
            day,
            np.array([getattr(m, name) for m in forecast.months]),
            np.array([getattr(m, f"{name}_low") for m in forecast.months]),
            np.array([getattr(m, f"{name}_high") for m in forecast.months]),
        )
        for name in ("cooperation", "conflict")
    )
    title = f"Outlook of {forecast.one} and {forecast.other} from {forecast.as_of}"
    return Chart(title, "Goldstein points a month", lines if forecast.months else (), note=forecast.sentence)


def as_dict(forecast: Forecast) -> dict[str, Any]:
    """The forecast as plain values for JSON."""
    skill = forecast.skill
    return {
        "pair": [forecast.one, forecast.other],
        "as_of": str(forecast.as_of) if forecast.as_of else None,
        "horizon_months": forecast.horizon,
        "model": forecast.model,
        "warming": forecast.warming,
        "staying": forecast.staying,
        "cooling": forecast.cooling,
        "months": [{**row, "month": str(row["month"])} for row in forecast.to_arrow().to_pylist()],
        "skill": None
        if skill is None
        else {"baseline": skill.baseline, "gain": skill.gain, "low90": skill.low, "high90": skill.high},
        "sentence": forecast.sentence,
    }


def as_fragment(forecast: Forecast) -> str:
    """HTML for a notebook."""
    rows = "".join(
        f"<tr><td>{m.month:%Y-%m}</td><td>{m.cooperation:.0f} ({m.cooperation_low:.0f}–{m.cooperation_high:.0f})</td>"
        f"<td>{m.conflict:.0f} ({m.conflict_low:.0f}–{m.conflict_high:.0f})</td></tr>"
        for m in forecast.months
    )
    head = "<tr><th>month</th><th>cooperation</th><th>conflict</th></tr>"
    table = f"<table>{head}{rows}</table>" if rows else ""
    return f"<div><p>{html.escape(forecast.sentence)}</p>{table}</div>"
