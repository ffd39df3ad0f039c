"""Words in stored sentences: DuckDB's full-text index (Okapi BM25), and a plain scan where there is none.

The index is a copy of the sentences, built when it is first asked for and again when articles have come; a record
opened only for reading is scanned if its index is old.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from detente.record.store import one, rows, transaction

if TYPE_CHECKING:
    from typing import Any

#: Characters of a question, and sentences of an answer.
_LONGEST, _MOST = 200, 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that was found; ``start`` and ``end`` are offsets into the article's body."""

    article: str
    sentence: int
    start: int
    end: int
    text: str
    title: str | None
    outlet: str | None
    published: dt.date | None
    score: float


def find(connection: duckdb.DuckDBPyConnection, words: str, limit: int = 50) -> list[Hit]:
    """The sentences that hold the words, the best first."""
    asked = " ".join(words.split())[:_LONGEST]
    if not asked:
        return []
    count = min(max(limit, 1), _MOST)
    if _loaded(connection) and _fresh(connection):
        query = """
            with found as (select id, "article", n, fts_main_search_texts.match_bm25(id, ?) as score from search_texts)
            select f."article", f.n, s."start", s."end", a.title, a.outlet, a.published, f.score,
                substring(a.body, s."start" + 1, s."end" - s."start") as told
            from found f join articles a on a.id = f."article"
            join sentences s on s."article" = f."article" and s.n = f.n
            where f.score is not null order by f.score desc, a.seq, f.n limit ?"""
        return [_hit(row) for row in rows(connection, query, [asked, count])]
    query = """
        with mine as (select * from articles where list_reduce(
            list_transform(?::text[], w -> contains(lower(body), w)), (a, b) -> a and b))
        select s."article", s.n, s."start", s."end", a.title, a.outlet, a.published, 0.0 as score,
            substring(a.body, s."start" + 1, s."end" - s."start") as told
        from mine a join sentences s on s."article" = a.id
        where list_reduce(list_transform(?::text[], w -> contains(lower(told), w)), (a, b) -> a and b)
        order by a.published desc nulls last, a.seq, s.n limit ?"""
    each = asked.lower().split()
    return [_hit(row) for row in rows(connection, query, [each, each, count])]


def build(connection: duckdb.DuckDBPyConnection) -> bool:
    """Bring the index up to the articles that are held; whether there was anything to do.

    Without the extension, or in a record that is open only for reading, nothing is done.
    """
    if not _loaded(connection) or _fresh(connection):
        return False
    with transaction(connection):
        connection.execute("delete from search_texts")
        connection.execute(
            """insert into search_texts select s."article" || '#' || s.n, s."article", s.n,
                   substring(a.body, s."start" + 1, s."end" - s."start")
               from sentences s join articles a on a.id = s."article" """
        )
    connection.execute("pragma create_fts_index('search_texts', 'id', 'told', overwrite = 1)").fetchall()
    with transaction(connection):
        connection.execute("delete from search_state")
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
        connection.execute("insert into search_state select count(*), ? from articles", [now])
    return True


def _fresh(connection: duckdb.DuckDBPyConnection) -> bool:
    built = one(connection, "select max(articles) from search_state")
    return built is not None and built == one(connection, "select count(*) from articles")


def _loaded(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the extension could be loaded; it comes as a package of its own, nothing is fetched."""
    try:
        import duckdb_extension_fts

        folder = Path(duckdb_extension_fts.__file__).parent / "extensions" / f"v{duckdb.__version__}"
        file = folder / "fts.duckdb_extension"
        if not file.is_file():
            return False
        connection.execute(f"load '{str(file).replace(chr(39), chr(39) * 2)}'").fetchall()
    except (ImportError, duckdb.Error):
        return False
    return True


def _hit(row: dict[str, Any]) -> Hit:
    return Hit(
        article=row["article"],
        sentence=row["n"],
        start=row["start"],
        end=row["end"],
        text=" ".join(row["told"].split()),
        title=row["title"],
        outlet=row["outlet"],
        published=row["published"],
        score=float(row["score"]),
    )
