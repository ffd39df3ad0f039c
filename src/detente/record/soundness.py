"""Whether a record is sound: its tables can be read to the last row, and what they say agrees.

All is read in a process of its own, so that a damaged file cannot take the examination down with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.record.apart import Reader
from detente.record.faults import refusal
from detente.record.schema import ITEMS, VERSION

#: What must be true, as (what, how many rows break it, what to do then). Tables of the record are ``old.main``.
_RULES: tuple[tuple[str, str, str], ...] = (
    (
        "articles have the run that coded them",
        "select count(*) from old.articles a left join old.runs r on r.id = a.run where r.id is null",
        "code them anew with: detente recode --all",
    ),
    *(
        (
            f"{table} belong to articles",
            f'select count(*) from old."{table}" t left join old.articles a on a.id = t."article" where a.id is null',  # noqa: S608
            "detente doctor --repair leaves them out",
        )
        for table in ("sentences", *ITEMS)
    ),
    *(
        (
            f"{table} stand once and without a gap in each account",
            f'select count(*) from (select 1 from old."{table}" group by "article" '  # noqa: S608
            "having count(distinct n) <> count(*) or max(n) + 1 <> count(*))",
            "code the articles anew with: detente recode --all",
        )
        for table in ("sentences", *ITEMS)
    ),
    (
        "each article tells a story",
        'select (select count(*) from old.articles a anti join old.stories s on s."article" = a.id) + '
        '(select count(*) from old.stories s anti join old.articles a on s."article" = a.id)',
        "detente doctor --repair makes the folds anew",
    ),
    (
        "each event tells a happening",
        "select (select count(*) from old.events e anti join old.happenings h "
        'on h."article" = e."article" and h.n = e.n)'
        ' + (select count(*) from old.happenings h anti join old.events e on h."article" = e."article" and h.n = e.n)',
        "place them anew with: detente recode --all",
    ),
    (
        "data sets hold as many rows as they say",
        "select count(*) from (select i.dataset, any_value(i.rows) as told, count(d.dataset) as held "
        "from old.imports i left join old.imported d on d.dataset = i.dataset where i.rows >= 0 "
        "group by 1 having told <> held)",
        "detente doctor --repair marks them, so that they can be imported again",
    ),
    (
        "imported events belong to a data set",
        "select count(*) from old.imported d anti join old.imports i on i.dataset = d.dataset",
        "detente doctor --repair gives them one",
    ),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at, and how it stands."""

    what: str
    detail: str
    ok: bool = True


def check(path: Path) -> Iterator[Checked]:
    """Look at the record at ``path``, part by part, without changing it."""
    if not path.exists():
        yield Checked("record", f"there is none at {path}; make one with: detente add PATH", ok=False)
        return
    with Reader(path) as reader:
        found = reader.ask(
            "select table_name from duckdb_tables() where database_name = 'old' and schema_name = 'main' order by 1"
        )
        if found.fault is not None:
            yield Checked("record", refusal(path, found.fault), ok=False)
            return
        tables = [str(row[0]) for row in found.rows]
        yield Checked("record", f"{path} opens, {path.stat().st_size:,} bytes")
        if not tables:
            yield Checked("version", "it has no tables yet: whoever made it was stopped; adding to it makes them")
            return
        if "detente_version" not in tables:
            yield Checked("version", "it has none: this DuckDB file is not a record of detente", ok=False)
            return
        version = reader.ask("select max(version) from old.detente_version")
        number = version.rows[0][0] if version.rows else None
        if number == VERSION:
            yield Checked("version", f"{number}")
        elif version.fault is None and isinstance(number, int) and number < VERSION:
            yield Checked("version", f"{number}, an older one; opening it for writing brings it to {VERSION}")
        else:
            told = version.fault or f"{number}, which this program does not know (its own is {VERSION}); update detente"
            yield Checked("version", told, ok=False)
        readable = True
        for table in tables:
            rows, fault = whole(reader, table)
            readable &= fault is None
            yield Checked(f"table {table}", fault or f"{rows:,} rows, all readable", ok=fault is None)
        if readable and number == VERSION:
            yield from _agreements(reader)


def whole(reader: Reader, table: str) -> tuple[int, str | None]:
    """Rows of a table that was read to the end, each value; and what prevented it."""
    quoted = '"' + table.replace('"', '""') + '"'
    # a digest of each row looks at every value; a mere count would look at none
    told = reader.ask(f"select count(*), bit_xor(hash(t)) from old.main.{quoted} t")  # noqa: S608
    if told.fault is not None:
        return 0, told.fault
    return int(told.rows[0][0]), None


def _agreements(reader: Reader) -> Iterator[Checked]:
    broken = 0
    for what, query, cure in _RULES:
        told = reader.ask(query)
        count = told.rows[0][0] if told.rows else 0
        if told.fault is not None or count:
            broken += 1
            yield Checked(what, told.fault or f"not {count:,} of them; {cure}", ok=False)
    pending = reader.ask(
        "select (select count(*) from old.imports where rows < 0), "
        "(select count(*) from old.notes where what = 'refold')"
    )
    unfinished = pending.rows[0] if pending.rows else [0, 0]
    if unfinished[0]:
        yield Checked("unfinished", "an import was broken off; it counts for nothing, import the file again")
    if unfinished[1]:
        yield Checked("unfinished", "a recoding was broken off; go on with: detente recode", ok=False)
    if not broken:
        yield Checked("agreement", f"{len(_RULES)} rules between the tables hold")
