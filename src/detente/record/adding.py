"""Adding articles and coding stored ones anew: in batches, each wholly written or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.errors import DetenteError
from detente.interruption import put_off
from detente.record.folds import Folder, refold
from detente.record.store import Writer, item_rows, one, read_article, rows, run_of, transaction, write_accounts
from detente.records import Account, Article, Provenance

if TYPE_CHECKING:
    import duckdb

    from detente.account import Accountant

#: A batch ends after so many articles or seconds: what a kill may cost.
BATCH, SECONDS = 200, 5.0

_ITEM_TABLES = tuple(item_rows("", Account(article=Article(id="", body=""), sentences=())))


@dataclass(frozen=True, slots=True)
class Added:
    """What one adding did: articles added, known already, and those that could not be coded."""

    added: int = 0
    known: int = 0
    failed: int = 0


class Adder:
    """Codes articles that the record does not hold and writes them batch by batch.

    An article whose key is held is passed over: adding twice changes nothing, and an interrupted adding goes on where
    it was. ``report`` takes one line for each article that cannot be coded; the others are kept. ``writing`` is held
    while a batch is written, where others write too. Use it as a context: leaving it writes the last batch.

    Where others code, nothing but :meth:`claim`, :meth:`keep` and :meth:`fail` is needed, and no ``coder``.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        coder: Accountant | None = None,
        report: Callable[[str], None] | None = None,
        writing: AbstractContextManager[object] | None = None,
    ) -> None:
        self._connection, self._coder, self._report = connection, coder, report
        self._writing = writing or nullcontext()
        self._writer, self._folder = Writer(connection), Folder(connection)
        self._held = {str(row["id"]) for row in rows(connection, "select id from articles")}
        self._batch: list[tuple[str, Account]] = []
        self._signatures: dict[str, bytes] = {}
        self._began = time.monotonic()
        self._added = self._known = self._failed = 0

    def __enter__(self) -> Adder:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or issubclass(kind, KeyboardInterrupt):
            self.flush()

    @property
    def done(self) -> Added:
        """What was done so far."""
        return Added(self._added, self._known, self._failed)

    def add(self, key: str, article: Article) -> bool:
        """Take in one article; whether it was new."""
        if not self.claim(key):
            return False
        assert self._coder is not None, "an adder without a coder only keeps accounts"
        try:
            account = self._coder.account(article)
        except DetenteError as error:
            self.fail(article.source or article.id, str(error))
            return False
        except (ValueError, RecursionError, IndexError, KeyError) as error:
            # a fault of ours in one article of a thousand must not cost the others
            self.fail(
                article.source or article.id, f"cannot be coded ({type(error).__name__}: {error}); please report it"
            )
            return False
        self.keep(key, account)
        return True

    def claim(self, key: str) -> bool:
        """Whether ``key`` is new; asked once, it is not any more."""
        if key in self._held:
            self._known += 1
            return False
        self._held.add(key)
        return True

    def keep(self, key: str, account: Account, signature: bytes = b"") -> None:
        """Write an account with the next batch, in the order of these calls.

        ``signature`` is that of its body (:func:`detente.record.stories.to_bytes`), where it was made already.
        """
        self._batch.append((key, account))
        self._signatures[key] = signature
        if len(self._batch) >= BATCH or time.monotonic() - self._began > SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what is pending, in one transaction."""
        if self._batch:
            with put_off():  # else Ctrl-C could come between the commit and forgetting the batch
                with self._writing, transaction(self._connection):
                    write_accounts(self._connection, self._writer, self._batch)
                    self._folder.fold(self._writer, self._batch, self._signatures)
                self._added += len(self._batch)
                self._batch, self._signatures = [], {}
        self._began = time.monotonic()

    def fail(self, origin: str, reason: str) -> None:
        """Count and tell an article that cannot be coded."""
        self._failed += 1
        if self._report is not None:
            self._report(f"{origin}: {' '.join(reason.split())}; skipped")


def add(
    connection: duckdb.DuckDBPyConnection,
    articles: Iterable[tuple[str, Article]],
    coder: Accountant,
    report: Callable[[str], None] | None = None,
) -> Added:
    """Add (key, article) pairs, in order."""
    with Adder(connection, coder, report) as adder:
        for key, article in articles:
            adder.add(key, article)
    return adder.done


def due(connection: duckdb.DuckDBPyConnection, now: Provenance) -> list[str]:
    """Keys of the articles that other versions than ``now`` coded, in the order they were added."""
    found = rows(
        connection,
        "select a.id from articles a join runs r on r.id = a.run "
        "where (r.detente, r.model, r.knowledge) is distinct from (?, ?, ?) order by a.seq",
        [now.detente, now.model, now.knowledge],
    )
    return [str(row["id"]) for row in found]


def recode(
    connection: duckdb.DuckDBPyConnection,
    keys: Iterable[str],
    coder: Accountant,
    step: Callable[[], None] | None = None,
) -> int:
    """Code stored articles anew; the number of them. Interrupted, it can be run again for the rest.

    Articles and stories stay as they are. Events are placed anew when all are coded.
    """
    writer, count = Writer(connection), 0
    batch: list[tuple[str, Account]] = []

    def write() -> None:
        if not batch:
            return
        with transaction(connection):
            connection.execute("insert or replace into notes values ('refold', 'events were coded anew')")
            _replace(connection, writer, batch)
        batch.clear()

    for key in keys:
        batch.append((key, coder.account(read_article(connection, key))))
        count += 1
        if len(batch) >= BATCH:
            write()
        if step is not None:
            step()
    write()
    if one(connection, "select count(*) from notes where what = 'refold'"):
        refold(connection)
    return count


def _replace(connection: duckdb.DuckDBPyConnection, writer: Writer, batch: list[tuple[str, Account]]) -> None:
    keys = [key for key, _ in batch]
    for table in _ITEM_TABLES:
        connection.execute(f'delete from "{table}" where list_contains(?, "article")', [keys])  # noqa: S608
    tables: dict[str, list[dict[str, object]]] = {}
    for key, account in batch:
        for table, items in item_rows(key, account).items():
            tables.setdefault(table, []).extend(items)
        run = run_of(connection, account.provenance)
        connection.execute("update articles set run = ?, notes = ? where id = ?", [run, list(account.notes), key])
    for table, items in tables.items():
        writer.insert(table, items)
