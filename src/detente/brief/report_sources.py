"""The numbered sources of a report: what each claim walks back to, read once from the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from detente.brief.plain import flat

if TYPE_CHECKING:
    from detente.record.queries import Words
    from detente.record.record import Record

#: Tellings shown of one source, and characters of one sentence or row: a file for the mail has an end.
_TOLD, _LONGEST = 8, 2000


@dataclass(frozen=True, slots=True)
class Telling:
    """One sentence of one article, to the letter but for white space and invisible characters.

    ``id`` is that of the coded item, as in :class:`Source`; ``address`` is the article's address on the web, or the
    bare name of its file.
    """

    id: str
    sentence: str
    outlet: str | None
    published: dt.date | None
    title: str | None
    address: str | None

    @property
    def link(self) -> str | None:
        """The address, when a reader may follow it."""
        return self.address if self.address and is_web(self.address) else None


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the list: an act or words with their tellings, an imported row, or what a computation rests on.

    ``id`` is what ``Record.behind`` takes for an act; of other items it has their kind before it, as in
    "statement 1ff2#3", since each kind is numbered by itself; "" for a computation. ``line`` says what
    it is, ``notes`` are further lines, ``more`` counts the tellings that are not shown.
    """

    number: int
    id: str
    day: dt.date | None
    line: str
    tellings: tuple[Telling, ...] = ()
    notes: tuple[str, ...] = ()
    more: int = 0


class Sourcebook:
    """Gives each source its number at its first mention."""

    def __init__(self, store: Record) -> None:
        self._store = store
        self._found: list[Source] = []
        self._number: dict[str, int] = {}
        self._articles: dict[str, tuple[str | None, str | None]] = {}

    def listed(self) -> tuple[Source, ...]:
        """All sources cited so far, by number."""
        return tuple(self._found)

    def source(self, number: int) -> Source:
        """The source of a number that was given out."""
        return self._found[number - 1]

    def computed(self, line: str, notes: Iterable[str]) -> int:
        """A source that is a computation: what it rests on, in lines."""
        return self._put(line, Source(self._next(), "", None, _cut(line), notes=tuple(map(_cut, notes))))

    def acts(self, ids: Sequence[str], most: int) -> tuple[tuple[int, ...], int]:
        """Numbers of the first ``most`` acts, and how many were left out."""
        return tuple(self.act(str(i)) for i in ids[:most]), max(len(ids) - most, 0)

    def act(self, id: str) -> int:
        """The number of an act, coded or imported.

        Raises:
            UnknownItem: the record holds no act of that id.
        """
        if id in self._number:
            return self._number[id]
        found = self._store.behind(id)
        told = [self._telling(i, sentence, outlet, day) for i, outlet, day, sentence in found.tellings[:_TOLD]]
        more = len(found.tellings) - len(told)
        return self._put(id, Source(self._next(), id, found.day, _cut(found.line), tuple(told), more=more))

    def words(self, kind: str, line: str, items: Sequence[Words]) -> int:
        """The number of a statement, an assessment or an outlook (``kind``) that one or more articles carry."""
        id = f"{kind} {items[0].id}"
        if id in self._number:
            return self._number[id]
        told = tuple(
            replace(self._telling(w.id, self._around(w), w.outlet, w.published), id=f"{kind} {flat(w.id)}")
            for w in items[:_TOLD]
        )
        source = Source(self._next(), id, items[0].published, _cut(line), told, more=len(items) - len(told))
        return self._put(id, source)

    def _around(self, item: Words) -> str:
        """All sentences that the words of an item reach into; its first sentence where it is the only one."""
        asked = """select substring(a.body, min(s."start") + 1, max(s."end") - min(s."start"))
            from articles a join sentences s on s."article" = a.id
            where a.id = ? and s."start" < ? and s."end" > ? group by a.body"""
        key, told = item.id.rpartition("#")[0], item.record
        found = self._store.connection.execute(asked, [key, told.end, told.start]).fetchall()
        return str(found[0][0]) if found else item.sentence

    def _put(self, key: str, source: Source) -> int:
        self._number[key] = source.number
        self._found.append(source)
        return source.number

    def _next(self) -> int:
        return len(self._found) + 1

    def _telling(self, id: str, sentence: str, outlet: str | None, published: dt.date | None) -> Telling:
        title, address = self._article(id.rpartition("#")[0])
        return Telling(flat(id), _cut(sentence), _known(outlet), published, _known(title), shown_address(address))

    def _article(self, key: str) -> tuple[str | None, str | None]:
        if key not in self._articles:
            asked = self._store.connection.execute("select title, source from articles where id = ?", [key])
            found = asked.fetchall()
            self._articles[key] = (found[0][0], found[0][1]) if found else (None, None)
        return self._articles[key]


def is_web(address: str) -> bool:
    """Whether an address is one of the web, with a host, and no other scheme that a reader might run."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in address)


def shown_address(address: str | None) -> str | None:
    """An address of the web whole; of a file only its name, because a report is passed on and folders are private."""
    if not address:
        return None
    shown = flat(address)
    if is_web(shown):
        return shown[:_LONGEST]
    return PurePosixPath(shown.replace("\\", "/")).name[:200] or None


def _known(text: str | None) -> str | None:
    return _cut(text)[:300] or None if text else None


def _cut(text: str) -> str:
    shown = flat(text)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + " … (cut here)"
