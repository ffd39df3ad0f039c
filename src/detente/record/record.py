"""The record as users hold it: open it, add to it, ask it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from detente.record.faults import INTERRUPTED, record_error
from detente.record.opening import connect, default_record
from detente.records import Account, Article

if TYPE_CHECKING:
    import duckdb

    from detente.account import Accountant
    from detente.formats.rows import RowProblem
    from detente.record.adding import Added
    from detente.record.imports import Imported
    from detente.record.queries import Behind, Words
    from detente.relations.acts import Acts
    from detente.relations.courses import Course
    from detente.relations.ledger import Ledger
    from detente.relations.network import SignedNetwork
    from detente.relations.outlook import Forecast
    from detente.relations.relation import Relation
    from detente.relations.series import By
    from detente.relations.triad import Triad


class Record:
    """A lasting record of articles, what was coded from them, and events by others beside them.

    One DuckDB file. One process writes at a time; while it has the file open no other process can; several may read
    together. Within a process a record may be used from one thread at a time.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def open(cls, path: str | Path | None = None, *, read_only: bool = False, wait: float = 0.0) -> Record:
        """The record at ``path`` (default: the user's own), made when it is not there, brought to this version.

        Raises:
            RecordError: it is in use, is no record, cannot be written, or is newer than this program.
        """
        place = Path(path) if path is not None else default_record()
        return cls(connect(Path(path) if path is not None else None, read_only=read_only, wait=wait), place)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Record:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the file; what the database complained of inside becomes a :class:`RecordError` of one line."""
        import duckdb

        with suppress(duckdb.Error):
            self.close()
        if isinstance(error, RuntimeError) and INTERRUPTED in str(error):
            raise KeyboardInterrupt from None
        told = record_error(error, self.path) if error is not None else None
        if told is not None:
            raise told from None

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The database itself, for questions of your own in SQL; the tables are described in ``docs/record.md``."""
        return self._connection

    # -- taking in ---------------------------------------------------------------------------------------------------

    def add(
        self,
        articles: Iterable[tuple[str, Article]],
        *,
        coder: Accountant | None = None,
        report: Callable[[str], None] | None = None,
    ) -> Added:
        """Code and keep what the record does not hold.

        Args:
            articles: pairs of a lasting key and an article, as :func:`detente.ingest.sources.articles` gives them, or
                with keys of your own; a key that is known is passed over.
            coder: what codes them; the built-in one if None.
            report: is given a line for each article that could not be coded.
        """
        from detente.api import accountant
        from detente.record.adding import add

        return add(self._connection, articles, coder or accountant(), report)

    def import_events(
        self,
        path: str | Path,
        format: str | None = None,
        *,
        name: str | None = None,
        codes: str | None = None,
        problem: Callable[[RowProblem], None] | None = None,
    ) -> Imported:
        """Take in a file of events by others; the same file twice changes nothing.

        Args:
            path: the file, which may be packed with gzip or zip.
            format: one of :data:`detente.formats.reading.FORMATS`; seen from the file if None.
            name: what to call the data set; the file's name if None.
            codes: whose codes a table or a KEDS file has, "cameo", "weis" or "plover".
            problem: is given each row that cannot be read; it is left out.

        Raises:
            FormatError, RecordError: the file is of no known format, or the name is taken by another file.
        """
        from detente.record.imports import import_events

        return import_events(self._connection, Path(path), format, name=name, codes=codes, problem=problem)

    # -- asking ------------------------------------------------------------------------------------------------------

    def account(self, key: str) -> Account:
        """The account of one article, as it was coded.

        Raises:
            RecordError: the record has no article of this key.
        """
        from detente.record.store import read_account

        return read_account(self._connection, key)

    def acts(self, *codes: str, touching: bool = False, **limits: Any) -> Acts:
        """Acts between the codes (all without any); ``since``, ``until``, ``context``, ``sources`` limit them."""
        from detente.record.queries import find_acts

        return find_acts(self._connection, codes or None, touching=touching, **limits)

    def behind(self, id: str) -> Behind:
        """The sentences of all tellings of an act, or its imported row, by the id that ``acts`` gives it."""
        from detente.record.queries import behind

        return behind(self._connection, id)

    def words(
        self,
        table: str,
        one: str | None = None,
        other: str | None = None,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> list[Words]:
        """Items of "events", "statements", "assessments" or "outlooks" with their sentences, by publication."""
        from detente.record.queries import find_words

        pair = [code for code in (one, other) if code is not None]
        return find_words(self._connection, table, pair or None, since=since, until=until)

    def relation(
        self,
        one: str,
        other: str,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        by: str = "month",
        context: str | None = None,
        sources: Sequence[str] | None = None,
    ) -> Relation:
        """How two states stand with each other over time.

        Args:
            one: a code; its acts are ``Relation.forth``.
            other: the other code.
            since: where the series begins; earlier acts count for where the level starts.
            until: the last day that is looked at.
            by: "day", "week" or "month".
            context: only acts of this PLOVER context, for example "energy".
            sources: only these: "coded", or names of data sets.

        Raises:
            DetenteError: ``by`` is no period, the codes are equal, or ``since`` is later than ``until``.
        """
        from detente.relations.relation import relation

        found = self.acts(one, other, until=until, sources=sources)
        return relation(found, one, other, since=since, until=until, by=by, context=context)

    def courses(
        self,
        code: str,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        by: By = "month",
        most: int = 24,
        sources: Sequence[str] | None = None,
    ) -> tuple[Course, ...]:
        """The temperature of all relations of a code at one scale and time: those with the most acts first."""
        from detente.relations.courses import courses, partners

        found = self.acts(code, touching=True, until=until, sources=sources)
        return courses(found, partners(found.between(since=since), code)[:most], since=since, until=until, by=by)

    def triad(
        self,
        one: str,
        other: str,
        third: str,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        by: str = "quarter",
        sources: Sequence[str] | None = None,
    ) -> Triad:
        """Signs and balance of three relations over time, ``by`` "month", "quarter" or "year"."""
        from detente.relations.triad import triad

        found = self.acts(one, other, third, until=until, sources=sources)
        return triad(found, one, other, third, since=since, until=until, by=by)

    def network(
        self,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        sources: Sequence[str] | None = None,
        **limits: Any,
    ) -> SignedNetwork:
        """The signed network of a period, with camps; ``min_reports`` acts (5) make an edge."""
        from detente.relations.network import network

        return network(self.acts(since=since, until=until, sources=sources), since=since, until=until, **limits)

    def outlook(
        self,
        one: str,
        other: str,
        *,
        horizon: str = "3m",
        as_of: dt.date | None = None,
        sources: Sequence[str] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> Forecast:
        """What is to be expected of a relation "1m" to "12m" ahead, and how far such forecasts have carried.

        ``names`` are those of the codes, for the sentences that are told.
        """
        from detente.relations.outlook import outlook

        return outlook(self.acts(until=as_of, sources=sources), one, other, horizon=horizon, as_of=as_of, names=names)

    def ledger(self, *, today: dt.date | None = None, sources: Sequence[str] | None = None) -> Ledger:
        """The forecasts of others and our own, settled where their time has come."""
        from detente.record.expectations import expectations
        from detente.relations.ledger import ledger

        day = today or dt.datetime.now(dt.UTC).date()
        return ledger(expectations(self._connection), self.acts(sources=sources), day)
