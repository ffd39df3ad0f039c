"""What is told more than once: stories and happenings as the record keeps them, shown, undone and restored.

Both folds are made in the order in which articles were added, so that the same articles give the same folds however
often the adding was interrupted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.record.errors import UnknownItem
from detente.record.happenings import Happenings, Telling
from detente.record.rows import record_of
from detente.record.store import Writer, one, portions, rows, transaction
from detente.record.stories import Signature, StoryIndex, from_bytes, signature, to_bytes
from detente.records import Account, Event

if TYPE_CHECKING:
    import duckdb


#: Actor and recipient of an act by their codes, as one word; those without a code share one.
Pair = str


def pair_of(event: Event) -> Pair:
    """The pair of an event. What one happening is told by has one pair."""
    return f"{event.actor.country or ''}>{(event.recipient and event.recipient.country) or ''}"


class Folder:
    """Folds what is added onto what the record holds.

    Happenings that are held are read when the first telling of the same two parties comes: no others can be joined.
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
        self._read: set[Pair] = set()

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
        self._restore({pair_of(event) for told in articles.values() for event, _ in told.events})
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

    def _restore(self, named: set[Pair]) -> None:
        """Read the happenings that are held between the parties ``named``, unless they have been read."""
        new = named - self._read
        self._read |= new
        if self._most and new:
            for telling, number in _placed(self._connection, among=new):
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


def _tellings(connection: duckdb.DuckDBPyConnection) -> Iterator[Telling]:
    return (telling for telling, _ in _placed(connection, joined="left join"))


def _placed(
    connection: duckdb.DuckDBPyConnection, joined: str = "join", among: Collection[Pair] | None = None
) -> Iterator[tuple[Telling, int]]:
    """The events of the record in the order they came, with the number of their happening; ``among`` limits pairs."""
    pairs = "(select unnest(?::text[]) as pair) p join" if among is not None else ""
    which = "on p.pair = coalesce(e.actor_country, '') || '>' || coalesce(e.recipient_country, '')" if pairs else ""
    found = portions(
        connection,
        f"""select e.*, a.outlet, a.published, coalesce(s.story, a.id) as story, h.happening,
                substring(a.body, t."start" + 1, t."end" - t."start") as words from {pairs} events e {which}
            join articles a on a.id = e."article"
            join sentences t on t."article" = e."article" and t.n = e.sentence
            left join stories s on s."article" = e."article"
            {joined} happenings h on h."article" = e."article" and h.n = e.n
            order by a.seq, e.n""",  # noqa: S608
        [sorted(among)] if among is not None else [],
    )
    keys = ("article", "n", "story", "outlet", "published", "words")
    return ((Telling(**{k: r[k] for k in keys}, event=record_of(Event, r)), r["happening"]) for r in found)
