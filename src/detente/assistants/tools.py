"""The tools, with their arguments as assistants see them. All only read."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver.tools import Tool
from mcp_types import ToolAnnotations
from pydantic import Field

from detente.assistants.forecasts import Forecasts, version_of
from detente.assistants.shapes import (
    AccountAnswer,
    ActAnswer,
    EventsAnswer,
    OutlookAnswer,
    RecordAnswer,
    RelationAnswer,
    SearchAnswer,
    StatementsAnswer,
)
from detente.errors import DetenteError
from detente.records import Account, EventType

if TYPE_CHECKING:
    from detente.record.record import Record

#: Characters of a text that is coded and of a word in it, and seconds to wait for a record that another process holds.
LONGEST_TEXT, LONGEST_WORD, WAIT = 30_000, 1000, 2.0

Code = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_-]{2,20}$",
        description="Code of a state (ISO 3166 alpha-3: GRC), organisation (EU, NATO, UN) or armed group (HEZBOLLAH).",
    ),
]
OneCode = Annotated[Code | None, Field(description="Code of a state or body, as GRC or EU; leave it away for any.")]
Since = Annotated[dt.date | None, Field(description="YYYY-MM-DD; leave out what is earlier.")]
Until = Annotated[dt.date | None, Field(description="YYYY-MM-DD; leave out what is later.")]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Skip = Annotated[int, Field(ge=0, le=1_000_000, description="The after of the answer before.")]
Count = Annotated[int, Field(ge=1, le=50, description="Items of the answer at most.")]


class Tools:
    """The tools over one record. Each call opens it for reading and lets go of it, one call at a time.

    The record is not held between calls, since no process can write while another has it open.
    """

    def __init__(self, record: Path | None) -> None:
        self._path = record
        self._turn = threading.Lock()
        self._coding = threading.Lock()
        self._coded = functools.lru_cache(maxsize=4)(_code)
        self._forecasts = Forecasts()

    @contextmanager
    def _reading(self) -> Iterator[Record]:
        import duckdb

        from detente.record import Record

        with self._turn:
            try:
                with Record.open(self._path, read_only=True, wait=WAIT) as record:
                    yield record
            except duckdb.Error as error:
                told = str(error).splitlines()[0][:120] if str(error) else "no reason given"
                raise DetenteError(
                    f"the record gave no answer ({told}); ask for less, or see: detente record"
                ) from None

    def record(self) -> RecordAnswer:
        """What the record holds: articles, days, data sets, and the pairs of states with the most acts.

        Ask this first where you do not know what the record is about.
        """
        from detente.assistants.answers import contents_answer

        with self._reading() as record:
            return contents_answer(record)

    def relation(self, one: Code, other: Code, since: Since = None, until: Until = None) -> RelationAnswer:
        """How two states stand with each other, in sentences that each name the acts they rest on.

        Gives the level with its 80 % interval (Goldstein's scale), the course, the latest turning points with their
        acts, issues, and the sentences behind. "unknown" means that the record does not tell; do not guess beyond it.
        """
        from detente.assistants.answers import relation_answer

        with self._reading() as record:
            return relation_answer(record, one.upper(), other.upper(), since, until)

    def events(
        self,
        one: OneCode = None,
        other: OneCode = None,
        since: Since = None,
        until: Until = None,
        type: Annotated[EventType | None, Field(description="PLOVER's type of act.")] = None,
        context: Annotated[
            str | None, Field(max_length=60, description="PLOVER context: military, economic, territory, energy ...")
        ] = None,
        after: Annotated[str | None, Field(max_length=200, description="The after of the answer before.")] = None,
        limit: Count = 15,
    ) -> EventsAnswer:
        """Acts that happened, the newest first, each with its sentence, outlet, day and id.

        one alone takes all acts of that code, one and other those between the two, in both directions. Give after
        of an answer to get the next ones. act has all tellings of one.
        """
        from detente.assistants.answers import events_answer
        from detente.record.browsing import Asked

        asked = Asked(one=_upper(one), other=_upper(other), since=since, until=until, context=context, type=type)
        with self._reading() as record:
            return events_answer(record, asked, after, limit)

    def act(
        self,
        id: Annotated[
            str,
            Field(
                max_length=200,
                pattern=r"^[^\x00]+[#:][0-9]{1,9}$",
                description="Id of an act as other answers give it: KEY#3, or DATASET:17 of an imported one.",
            ),
        ],
        after: Skip = 0,
        limit: Count = 20,
    ) -> ActAnswer:
        """All tellings of an act: every sentence that tells it, with title, outlet and day; or its imported row."""
        from detente.assistants.answers import act_answer

        with self._reading() as record:
            return act_answer(record, id, after, limit)

    def statements(
        self,
        words: Annotated[Words | None, Field(description="That stand in what was said.")] = None,
        speaker: Annotated[Words | None, Field(description="Part of a name, or the code of a speaker's state.")] = None,
        about: OneCode = None,
        one: OneCode = None,
        other: OneCode = None,
        since: Since = None,
        until: Until = None,
        after: Skip = 0,
        limit: Count = 15,
    ) -> StatementsAnswer:
        """Who said what about whom, the latest published first, with the sentences around the words.

        about is the state spoken of. one and other together take what one says of the other, or anyone of both.
        """
        from detente.assistants.answers import statements_answer

        if (one is None) != (other is None):
            raise DetenteError("give both one and other, or for a single state speaker or about")
        pair = (one.upper(), other.upper()) if one and other else None
        with self._reading() as record:
            return statements_answer(record, words, speaker, about, pair, since, until, after, limit)

    def search(
        self, words: Annotated[Words, Field(description="Words that the sentences hold.")], limit: Count = 15
    ) -> SearchAnswer:
        """Stored sentences that hold the words, the best first; what no other tool has a field for."""
        from detente.assistants.answers import search_answer

        with self._reading() as record:
            return search_answer(record, words, limit)

    def account(
        self,
        text: Annotated[
            str, Field(min_length=1, max_length=LONGEST_TEXT, description="An English article, as plain text.")
        ],
        date: Annotated[dt.date | None, Field(description="Day of publication, YYYY-MM-DD; dates rest on it.")] = None,
        after: Skip = 0,
        limit: Count = 30,
    ) -> AccountAnswer:
        """Code a text that you give: who did, said and agreed what, and how relations are said to stand.

        Every item has its words and sentence. Nothing is stored. The first call loads the models, a few seconds.
        """
        from detente.assistants.accounts import account_answer

        with self._coding:
            found = self._coded(text, date)
        return account_answer(found, None, after, limit)

    def article_account(
        self,
        key: Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z]+$", description="Key of an article.")],
        after: Skip = 0,
        limit: Count = 30,
    ) -> AccountAnswer:
        """The account of a stored article: all that was noted on it, every item with its words and sentence."""
        from detente.assistants.accounts import account_answer

        with self._reading() as record:
            found = record.account(key)
        return account_answer(found, key, after, limit)

    def outlook(
        self,
        one: Code,
        other: Code,
        months: Annotated[int, Field(ge=1, le=12, description="Months ahead.")] = 3,
    ) -> OutlookAnswer:
        """What is to be expected of a relation, with how such forecasts did in the record's own past.

        The first one tests the models on that past, which takes a minute on a long record. Give the probabilities
        together with their skill.
        """
        from detente.assistants.answers import outlook_answer

        with self._reading() as record:
            acts, version = record.acts(), version_of(record.path)
        # the record is let go of meanwhile: a test of a long one takes a minute
        forecast = self._forecasts.outlook(acts, version, one.upper(), other.upper(), months)
        with self._reading() as record:
            return outlook_answer(record, forecast)

    def all(self) -> list[Tool]:
        """The tools as the protocol has them; arguments that a tool does not have are refused."""
        hints = ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        )
        made = []
        for name, title in _TITLES.items():
            call: Any = getattr(self, name)
            tool = Tool.from_function(call, name, title, inspect.getdoc(call), annotations=hints)
            tool.parameters["additionalProperties"] = False
            made.append(tool)
        return made


_TITLES = {
    "record": "What the record holds",
    "relation": "How two states stand",
    "events": "Acts",
    "act": "All tellings of an act",
    "statements": "Who said what",
    "search": "Sentences that hold words",
    "account": "Account of a text",
    "article_account": "Account of a stored article",
    "outlook": "Outlook of a relation",
}


def _upper(code: str | None) -> str | None:
    return code.upper() if code else None


def _code(text: str, date: dt.date | None) -> Account:
    from detente.api import accountant
    from detente.ingest import article_from_text

    longest = max(map(len, text.split()), default=0)
    if longest > LONGEST_WORD:
        # cutting an unbroken run into tokens takes time with the square of its length
        raise DetenteError(f"the text holds a word of {longest} characters, which is no prose; leave it out")
    return accountant().account(article_from_text(text, id="given", date=date, keep=True))
