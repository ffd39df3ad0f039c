"""Agreements, meetings, positions, expectations and implications with their sentence, for lists beside a relation."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from detente.record.store import rows

if TYPE_CHECKING:
    import duckdb

#: Items that are listed at most; a page that holds more is not read.
MOST = 200

#: Codes of an item, its own day, and how tellings of the same are told from one another.
_KINDS = {
    "agreements": ("i.parties", "null::date", "name, kind, parties, amounts, quantities, year, status"),
    "meetings": ("i.countries", "i.earliest", "participants, countries, place, earliest, latest, agenda, status"),
    "positions": ("[i.country]", "null::date", "person, country, on, leans, text"),
    "outlooks": ("i.about", "null::date", "text, about, horizon, holder"),
    "implications": ("i.affected", "null::date", "text, affected"),
}
#: Articles that tell acts between two states, or how they stand.
_ON_BOTH = """i."article" in (
    select e."article" from events_now e where list_has_all([e.actor_country, e.recipient_country], ?)
    union all select s."article" from assessments s where list_has_all(s.dyad, ?))"""


def passages(
    connection: duckdb.DuckDBPyConnection,
    kind: str,
    *codes: str,
    every: bool = True,
    since: dt.date | None = None,
    until: dt.date | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Items of a kind that concern the codes (``every`` of them, or any), the latest first.

    Implications name those they are for; asked for ``every`` of two codes, those are meant that stand in articles about
    the two, whomever they are for.

    Each row carries the item's fields, ``told`` (its sentence), article, title, outlet, ``published``, and ``day``: its
    own where it has one, else that of publication. ``since`` and ``until`` limit that day. Copies of an article (see
    :mod:`detente.record.stories`) are passed over: the story is told once.
    """
    of, own, fields = _KINDS[kind]
    day = f"coalesce({own}, a.published)"
    where: list[str]
    values: list[Any]
    if kind == "implications" and every and len(codes) > 1:
        where, values = [_ON_BOTH], [list(codes), list(codes)]
    else:
        where, values = [f"{'list_has_all' if every else 'list_has_any'}({of}, ?)"], [list(codes)]
    for bound, sign in ((since, ">="), (until, "<=")):
        if bound is not None:
            where.append(f"{day} {sign} ?")
            values.append(bound)
    columns = ", ".join(f'i."{name.strip()}"' for name in fields.split(","))
    found = rows(
        connection,
        f"""select i."article", i.n, i.sentence, {columns}, {day} as day, a.title, a.outlet, a.published,
                substring(a.body, s."start" + 1, s."end" - s."start") as told
            from {kind} i join articles a on a.id = i."article"
            join sentences s on s."article" = i."article" and s.n = i.sentence
            left join stories c on c."article" = a.id
            where {" and ".join(where)} and (c.story is null or c.apart or c.story = a.id)
            order by day desc nulls last, a.seq desc, i.n limit ?""",  # noqa: S608
        [*values, min(max(limit, 1), MOST)],
    )
    return [row | {"told": " ".join(row["told"].split())} for row in found]
