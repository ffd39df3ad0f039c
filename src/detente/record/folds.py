"""What is told more than once: stories and happenings as the record keeps them, shown, undone and restored.

Both folds are made in the order in which articles were added, so that the same articles give the same folds however
often the adding was interrupted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.record.errors import UnknownItem
from detente.record.happenings import NEARBY, Happenings, Month, Telling, months
from detente.record.rows import record_of
from detente.record.sameness import FOLDING, LONGEST, dated
from detente.record.store import Writer, one, portions, rows, transaction
from detente.record.stories import Signature, StoryIndex, from_bytes, signature, to_bytes
from detente.records import Account, Event

if TYPE_CHECKING:
    import duckdb


#: Happenings, or articles, whose events are read with one question: they must fit into the record's memory.
_AT_ONCE = 5000

#: Actor and recipient of an act by their codes, as one word; those without a code share one.
Pair = str


def pair_of(event: Event) -> Pair:
    """The pair of an event. What one happening is told by has one pair."""
    return f"{event.actor.country or ''}>{(event.recipient and event.recipient.country) or ''}"


class Folder:
    """Folds what is added onto what the record holds.

    Happenings that are held are read when the first telling of the same two parties comes that is looked for in one of
    their months: no others can be joined.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._stories = StoryIndex()
        query = 'from stories s join articles a on a.id = s."article" order by a.seq'
        stored = portions(connection, f'select s."article", s.signature, s.story, s.apart {query}')
        self._stories.restore(
            (r["article"], from_bytes(r["signature"]), r["article"] if r["apart"] else r["story"]) for r in stored
        )
        self._most = int(one(connection, "select coalesce(max(happening), 0) from happenings"))
        self._happenings = Happenings(self._most + 1)
        self._read: set[tuple[Pair, Month]] = set()

    def fold(
        self, writer: Writer, accounts: Sequence[tuple[str, Account]], signatures: Mapping[str, bytes] | None = None
    ) -> None:
        """Place the articles and events of ``accounts``, in order. Call it inside the transaction that writes them.

        ``signatures`` are those of the bodies that have been made already, by key.
        """
        made = signatures or {}
        tellings = {}
        for key, account in accounts:
            page, spans = account.article, account.sentences
            sign = from_bytes(made[key]) if made.get(key) else signature(page.body)
            words = (page.body[slice(*spans[event.sentence])] for event in account.events)
            told = tuple(zip(account.events, words, strict=True))
            tellings[key] = Placeable(sign, page.outlet, page.published, told)
        stories, happenings = self.place(tellings)
        writer.insert("stories", stories)
        writer.insert("happenings", happenings)

    def place(self, articles: Mapping[str, Placeable]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The rows of the tables of stories and happenings for ``articles`` by key, placed in order."""
        self._restore(_looked_for(articles.values()))
        stories: list[dict[str, Any]] = []
        placed: list[dict[str, Any]] = []
        for key, page in articles.items():
            match = self._stories.add(key, page.signature)
            story = match.story if match else key
            row = {"article": key, "signature": to_bytes(page.signature), "story": story, "apart": False}
            stories.append(row | {"similarity": match.similarity if match else 1.0})
            for n, (event, words) in enumerate(page.events):
                telling = Telling(
                    article=key,
                    n=n,
                    story=story,
                    outlet=page.outlet,
                    published=page.published,
                    event=event,
                    words=words,
                )
                placed.append(_row(telling, self._happenings.place(telling), apart=False))
        return stories, placed

    def _restore(self, places: set[tuple[Pair, Month]]) -> None:
        """Read the happenings that are held in ``places``, whole, unless they have been read."""
        new = places - self._read
        self._read |= new
        if not self._most or not new:
            return
        numbers = [n for n in _numbers(self._connection, new) if n not in self._happenings]
        for first in range(0, len(numbers), _AT_ONCE):
            for telling, number in _placed(self._connection, numbers[first : first + _AT_ONCE]):
                self._happenings.restore(telling, number)


@dataclass(frozen=True, slots=True)
class Placeable:
    """What placing an article takes: its signature, and each event with the words of its sentence, in order."""

    signature: Signature
    outlet: str | None
    published: dt.date | None
    events: tuple[tuple[Event, str], ...]


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
        last = int(one(connection, "select coalesce(max(seq), 0) from articles"))
        for first in range(0, last + 1, _AT_ONCE):
            placed = []
            for telling in _tellings(connection, first, first + _AT_ONCE - 1):
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


def _looked_for(articles: Iterable[Placeable]) -> set[tuple[Pair, Month]]:
    """Where the happenings lie that the events of ``articles`` can join."""
    return {
        (pair_of(event), month)
        for told in articles
        for event, _ in told.events
        if event.status in FOLDING
        for month in months(dated(event.when), told.published)
    }


def _numbers(connection: duckdb.DuckDBPyConnection, places: set[tuple[Pair, Month]]) -> list[int]:
    """The happenings of which a telling lies in one of ``places``, or near it; in order."""
    pairs, months_wanted = zip(*sorted(places), strict=True)
    found = connection.execute(
        f"""with p as (select unnest(?::text[]) as pair, unnest(?::integer[]) as month),
            e as (
                select "article", n, coalesce(actor_country, '') || '>' || coalesce(recipient_country, '') as pair,
                    case when latest between earliest and earliest + {LONGEST}
                        then 12 * year(earliest) + month(earliest) end as low, 12 * year(latest) + month(latest) as high
                from events where list_contains(?, status)),
            a as (
                select id, 12 * year(published - {NEARBY}) + month(published - {NEARBY}) as low,
                    12 * year(published + {NEARBY}) + month(published + {NEARBY}) as high
                from articles)
            select distinct h.happening from e join p using (pair) join a on a.id = e."article"
            join happenings h on h."article" = e."article" and h.n = e.n
            where p.month between e.low and e.high or p.month between a.low and a.high order by 1""",  # noqa: S608
        [list(pairs), list(months_wanted), sorted(FOLDING)],
    )
    return [int(number) for (number,) in found.fetchall()]


def _placed(connection: duckdb.DuckDBPyConnection, numbers: Sequence[int]) -> Iterator[tuple[Telling, int]]:
    """The tellings of the happenings of these ``numbers``, in the order they came, each with its number."""
    query = """select h."article", h.n, h.happening, a.seq from (select unnest(?::integer[]) as happening) c
        join happenings h using (happening) join articles a on h."article" = a.id"""
    return ((_telling(row), row["happening"]) for row in _told(connection, query, [list(numbers)]))


def _tellings(connection: duckdb.DuckDBPyConnection, first: int, last: int) -> Iterator[Telling]:
    """The events of the articles from the ``first`` to the ``last``, in the order they came."""
    query = """select e."article", e.n, null as happening, a.seq from articles a join events e on e."article" = a.id
        where a.seq between ? and ?"""
    return map(_telling, _told(connection, query, [first, last]))


def _told(connection: duckdb.DuckDBPyConnection, chosen: str, values: list[object]) -> Iterator[dict[str, Any]]:
    """What is told of the chosen events, in order.

    They are written down before they are joined: an engine that knows how few they are does not build its tables of
    all the bodies, which would not fit into the record's memory.
    """
    connection.execute(f"create or replace temp table detente_chosen as {chosen}", values)
    return portions(
        connection,
        """select e.*, a.outlet, a.published, coalesce(s.story, a.id) as story, c.happening,
                substring(a.body, t."start" + 1, t."end" - t."start") as words
            from temp.detente_chosen c join events e on e."article" = c."article" and e.n = c.n
            join articles a on a.id = c."article"
            join sentences t on t."article" = c."article" and t.n = e.sentence
            left join stories s on s."article" = c."article"
            order by c.seq, c.n""",
    )


def _telling(row: dict[str, Any]) -> Telling:
    keys = ("article", "n", "story", "outlet", "published", "words")
    return Telling(**{k: row[k] for k in keys}, event=record_of(Event, row))
