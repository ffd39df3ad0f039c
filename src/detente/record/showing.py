"""What the record holds, and what was folded in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.record.happenings import tellings_line
from detente.record.opening import version_of
from detente.record.schema import ITEMS
from detente.record.store import one, rows

if TYPE_CHECKING:
    import duckdb


_STORY = 'case when apart then "article" else story end'
_HAPPENING = "case when apart then \"article\" || '#' || n else happening::text end"


@dataclass(frozen=True, slots=True)
class Told:
    """One telling of a happening: event id, paper, day of publication and sentence."""

    id: str
    outlet: str | None
    published: str
    sentence: str
    apart: bool


@dataclass(frozen=True, slots=True)
class Folded:
    """A happening told more than once; ``line`` counts tellings and papers."""

    happening: int
    act: str
    line: str
    tellings: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One story and the articles that tell it: (key, outlet, title, similarity, apart)."""

    story: str
    copies: tuple[tuple[str, str | None, str | None, float, bool], ...]


def contents(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """What the record holds, as (what, how many)."""
    first, last = connection.execute("select min(published), max(published) from articles").fetchall()[0]
    span = f", {first} to {last}" if first else ""
    found = [
        ("version of the tables", str(version_of(connection))),
        ("articles", f"{_count(connection, 'articles')}{span}"),
        ("stories", str(one(connection, f"select count(distinct {_STORY}) from stories"))),  # noqa: S608
        *((table, str(_count(connection, table))) for table in ITEMS),
        ("happenings", str(one(connection, f"select count(distinct {_HAPPENING}) from happenings"))),  # noqa: S608
    ]
    runs = "select r.*, count(a.id) as n from runs r left join articles a on a.run = r.id group by all order by r.id"
    for run in rows(connection, runs):
        versions = f"detente {run['detente']}, model {run['model']}, knowledge {run['knowledge']}"
        found.append((f"coded by run {run['id']}", f"{run['n']} articles; {versions}"))
    for data in rows(connection, "select * from imports where rows >= 0 order by dataset"):
        skipped = f", {data['skipped']} skipped" if data["skipped"] else ""
        events = f"{data['rows']} events from {data['file']} ({data['format']}){skipped}"
        found.append((f"data set {data['dataset']}", events))
    return found


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(one(connection, f'select count(*) from "{table}"'))  # noqa: S608


def folded_events(connection: duckdb.DuckDBPyConnection, pair: Sequence[str] | None = None) -> list[Folded]:
    """Happenings with more than one telling, those of most tellings first."""
    where = "true" if pair is None else "list_has_all([e.actor_country, e.recipient_country], ?)"
    found = rows(
        connection,
        f"""select h.happening, h.apart, e."article" || '#' || e.n as id, e.type, e.actor_country, e.recipient_country,
                e.earliest, a.outlet, a.source, a.published, coalesce(s.story, a.id) as story,
                substring(a.body, t."start" + 1, t."end" - t."start") as told
            from happenings h join events e on e."article" = h."article" and e.n = h.n
            join articles a on a.id = e."article" left join stories s on s."article" = a.id
            join sentences t on t."article" = e."article" and t.n = e.sentence
            where {where} order by h.happening, a.seq, e.n""",  # noqa: S608
        [list(pair)] if pair is not None else [],
    )
    groups: dict[int, list[dict[str, object]]] = {}
    for row in found:
        groups.setdefault(int(row["happening"]), []).append(row)
    folded = []
    for number, group in groups.items():
        if len(group) < 2:
            continue
        together = [r for r in group if not r["apart"]]
        papers = {r["outlet"] or r["source"] or r["story"] for r in together}
        first = group[0]
        act = (
            f"{first['type']} {first['actor_country']} → {first['recipient_country']}, {first['earliest'] or 'undated'}"
        )
        tellings = tuple(
            Told(
                str(r["id"]),
                str(r["outlet"]) if r["outlet"] else None,
                str(r["published"] or "undated"),
                " ".join(str(r["told"]).split()),
                bool(r["apart"]),
            )
            for r in group
        )
        folded.append(Folded(number, act, tellings_line(len(together), len(papers)), tellings))
    return sorted(folded, key=lambda f: (-len(f.tellings), f.happening))


def folded_stories(connection: duckdb.DuckDBPyConnection) -> list[Story]:
    """Stories that more than one article tells, those of most copies first."""
    found = rows(
        connection,
        'select s.*, a.outlet, a.title from stories s join articles a on a.id = s."article" order by a.seq',
    )
    groups: dict[str, list[tuple[str, str | None, str | None, float, bool]]] = {}
    for r in found:
        groups.setdefault(r["story"], []).append((r["article"], r["outlet"], r["title"], r["similarity"], r["apart"]))
    told = [Story(story, tuple(copies)) for story, copies in groups.items() if len(copies) > 1]
    return sorted(told, key=lambda s: -len(s.copies))
