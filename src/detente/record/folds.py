"""What is told more than once: stories and happenings as the record keeps them, shown, undone and restored.

Both folds are made in the order in which articles were added, so that the same articles give the same folds however
often the adding was interrupted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from detente.record.errors import UnknownItem
from detente.record.happenings import Happenings, Telling
from detente.record.rows import record_of
from detente.record.store import Writer, one, rows, transaction
from detente.record.stories import StoryIndex, from_bytes, signature, to_bytes
from detente.records import Account, Event

if TYPE_CHECKING:
    import duckdb


class Folder:
    """Folds what is added onto what the record holds."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._stories = StoryIndex()
        query = 'from stories s join articles a on a.id = s."article" order by a.seq'
        stored = rows(connection, f'select s."article", s.signature, s.story, s.apart {query}')
        self._stories.restore(
            (r["article"], from_bytes(r["signature"]), r["article"] if r["apart"] else r["story"]) for r in stored
        )
        self._happenings = Happenings()
        for telling, number in _placed(connection):
            self._happenings.restore(telling, number)

    def fold(self, writer: Writer, accounts: Sequence[tuple[str, Account]]) -> None:
        """Place the articles and events of ``accounts``, in order. Call it inside the transaction that writes them."""
        stories: list[dict[str, Any]] = []
        placed: list[dict[str, Any]] = []
        for key, account in accounts:
            page = account.article
            sign = signature(page.body)
            match = self._stories.add(key, sign)
            story = match.story if match else key
            row = {"article": key, "signature": to_bytes(sign), "story": story, "apart": False}
            stories.append(row | {"similarity": match.similarity if match else 1.0})
            for n, event in enumerate(account.events):
                start, end = account.sentences[event.sentence]
                telling = Telling(
                    article=key,
                    n=n,
                    story=story,
                    outlet=page.outlet,
                    published=page.published,
                    event=event,
                    words=page.body[start:end],
                )
                placed.append(_row(telling, self._happenings.place(telling), apart=False))
        writer.insert("stories", stories)
        writer.insert("happenings", placed)


def restore_stories(connection: duckdb.DuckDBPyConnection) -> int:
    """Find the story of each article that has none, as if it were added in its place; the number of them."""
    query = """select a.id, s.story, s.signature, s.apart, case when s.story is null then a.body end as body
        from articles a left join stories s on s."article" = a.id order by a.seq"""
    index, found = StoryIndex(), []
    for row in rows(connection, query):
        if row["story"] is not None:
            told = row["id"] if row["apart"] else row["story"]
            index.restore([(row["id"], from_bytes(row["signature"]), told)])
            continue
        sign = signature(row["body"])
        match = index.add(row["id"], sign)
        fold = {"story": match.story if match else row["id"], "similarity": match.similarity if match else 1.0}
        found.append({"article": row["id"], "signature": to_bytes(sign), "apart": False} | fold)
    with transaction(connection):
        Writer(connection).insert("stories", found)
    return len(found)


def refold(connection: duckdb.DuckDBPyConnection) -> None:
    """Place all events anew, in order; what was taken apart by hand stays so. One transaction."""
    writer = Writer(connection)
    with transaction(connection):
        apart = {
            (r["article"], r["start"], r["type"])
            for r in rows(connection, 'select "article", "start", type from happenings where apart')
        }
        connection.execute("delete from happenings")
        happenings = Happenings()
        placed = []
        for telling in _tellings(connection):
            marked = (telling.article, telling.event.start, telling.event.type) in apart
            placed.append(_row(telling, happenings.place(telling), apart=marked))
        writer.insert("happenings", placed)
        connection.execute("delete from notes where what = 'refold'")


def take_apart(connection: duckdb.DuckDBPyConnection, item: str, *, apart: bool) -> None:
    """Undo (or restore) the fold of an article (``key``) or of an event (``key#n``).

    Raises:
        UnknownItem: the record holds no such article or event.
    """
    key, _, number = item.partition("#")
    with transaction(connection):
        if number:
            where, values = 'happenings set apart = ? where "article" = ? and n = ?', [apart, key, _whole(item, number)]
        else:
            where, values = 'stories set apart = ? where "article" = ?', [apart, key]
        changed = one(connection, f"update {where}", values)
        if not changed:
            raise UnknownItem(f"the record holds no {'event' if number else 'article'} {item!r}; see: detente folds")


def _row(telling: Telling, happening: int, *, apart: bool) -> dict[str, Any]:
    """A row of the table of happenings; place and type let a mark by hand outlive a new coding."""
    event = telling.event
    place = {"start": event.start, "type": event.type}
    return {"article": telling.article, "n": telling.n, "happening": happening, "apart": apart, **place}


def _whole(item: str, number: str) -> int:
    if not number.isascii() or not number.isdigit():
        raise UnknownItem(f"{item!r} names no event; write it as ARTICLE#NUMBER, as detente folds prints it")
    return int(number)


def _tellings(connection: duckdb.DuckDBPyConnection) -> list[Telling]:
    return [telling for telling, _ in _placed(connection, joined="left join")]


def _placed(connection: duckdb.DuckDBPyConnection, joined: str = "join") -> list[tuple[Telling, int]]:
    """The events of the record in the order they came, with the number of their happening."""
    found = rows(
        connection,
        f"""select e.*, a.outlet, a.published, coalesce(s.story, a.id) as story, h.happening,
                substring(a.body, t."start" + 1, t."end" - t."start") as words from events e
            join articles a on a.id = e."article"
            join sentences t on t."article" = e."article" and t.n = e.sentence
            left join stories s on s."article" = e."article"
            {joined} happenings h on h."article" = e."article" and h.n = e.n
            order by a.seq, e.n""",  # noqa: S608
    )
    keys = ("article", "n", "story", "outlet", "published", "words")
    return [(Telling(**{k: r[k] for k in keys}, event=record_of(Event, r)), r["happening"]) for r in found]
