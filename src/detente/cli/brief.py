"""`detente brief`: a relation as one file that can be passed on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.add import TheRecord
from detente.cli.exchange import SinceOption, SourceOption, UntilOption
from detente.cli.options import date_of, fail, say
from detente.errors import DetenteError


def brief(
    one: Annotated[str, typer.Argument(metavar="CODE", help="A state or organisation: GRC, EU, PSE ...")],
    other: Annotated[str, typer.Argument(metavar="CODE")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The report: .html, .pdf or .md.")],
    since: SinceOption = None,
    until: UntilOption = None,
    by: Annotated[str, typer.Option("--by", help="day, week or month.")] = "month",
    context: Annotated[str | None, typer.Option("--context", help="Only this PLOVER context.")] = None,
    source: SourceOption = None,
    record: TheRecord = None,
) -> None:
    """Write a relation as one file to pass on, every claim with its numbered source."""
    first, last = date_of(since, "--since"), date_of(until, "--until")
    try:
        from detente.brief.report import check_ending, gather, write
        from detente.brief.wording import in_sentences
        from detente.knowledge import names
        from detente.record import Record

        check_ending(out)
        codes = (one.upper(), other.upper())
        with Record.open(record, read_only=True, wait=2.0) as store:
            found = store.relation(*codes, since=first, until=last, by=by, context=context, sources=source)
            if len(found.acts):
                say("testing forecasts on the record's past; a long record takes a minute")
            forecast = (
                store.outlook(*codes, as_of=last, sources=source, names=in_sentences(names()))
                if len(found.acts)
                else None
            )
            today = dt.datetime.now(dt.UTC).date()
            told = gather(store, found, forecast, made=today, since=first, until=last)
        write(told, out)
    except DetenteError as error:
        fail(str(error))
    count = len(told.sources)
    say(f"{out}: {count} source{'' if count == 1 else 's'}")
