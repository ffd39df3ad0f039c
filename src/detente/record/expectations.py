"""Expectations that the record holds: outlooks of its articles, and forecasts of our own that were kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from detente.record.queries import find_words
from detente.record.store import rows, transaction
from detente.records import Outlook
from detente.relations.horizons import by_when, direction_of, likelihood_of
from detente.relations.ledger import Expectation

if TYPE_CHECKING:
    import duckdb

    from detente.relations.outlook import Forecast

#: The name that our own forecasts have in the ledger.
OURS = "detente"


def expectations(connection: duckdb.DuckDBPyConnection) -> list[Expectation]:
    """All expectations of the record."""
    found = []
    for item in find_words(connection, "outlooks"):
        told = item.record
        assert isinstance(told, Outlook)
        words = " ".join(told.text.split())
        span = by_when(told.horizon, item.published) or by_when(words, item.published)
        direction = direction_of(words)
        found.append(
            Expectation(
                id=item.id,
                holder=told.holder if told.holder != "writer" else f"writer, {item.outlet or item.title or item.id}",
                made=item.published,
                due=span[1] if span else None,
                pair=(told.about[0], told.about[1]) if len(told.about) == 2 else None,
                direction=direction,
                chances=_chances(direction, likelihood_of(words)),
                text=words,
            )
        )
    for row in rows(connection, "select * from forecasts order by made_on, id"):
        chances = row["warming"], row["staying"], row["cooling"]
        ways = ("warming", "steady", "cooling")
        found.append(
            Expectation(
                id=f"forecast:{row['id']}",
                holder=f"{OURS} ({row['model']})",
                made=row["made_on"],
                due=row["until"],
                pair=(row["one"], row["other"]),
                direction=ways[chances.index(max(chances))],  # type: ignore[arg-type]
                chances=chances,
                text=f"warming {chances[0]:.2f}, staying {chances[1]:.2f}, cooling {chances[2]:.2f}",
            )
        )
    return found


def keep_forecast(connection: duckdb.DuckDBPyConnection, forecast: Forecast) -> bool:
    """Put a forecast of ours into the ledger; False where it is no forecast ("unknown") or is there already."""
    if forecast.warming is None or forecast.as_of is None or not forecast.months:
        return False
    import calendar

    last = forecast.months[-1].month
    until = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    pair = sorted((forecast.one, forecast.other))
    name = "-".join([*pair, str(forecast.as_of), f"{forecast.horizon}m"])
    if rows(connection, "select 1 from forecasts where id = ?", [name]):
        return False
    months = json.dumps([{**m, "month": str(m["month"])} for m in forecast.to_arrow().to_pylist()])
    with transaction(connection):
        connection.execute(
            "insert into forecasts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                name,
                forecast.as_of,
                until,
                *pair,
                forecast.model,
                forecast.warming,
                forecast.staying,
                forecast.cooling,
                months,
            ],
        )
    return True


def _chances(direction: str, stated: float | None) -> tuple[float, float, float] | None:
    """The stated probability on the expected direction, the rest halved between the others."""
    if stated is None or direction == "unclear":
        return None
    rest = (1 - stated) / 2
    order = ("warming", "steady", "cooling")
    return tuple(stated if way == direction else rest for way in order)  # type: ignore[return-value]
