"""`detente add`, `detente recode`: articles into the record."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.options import (
    ConfidenceOption,
    DateOption,
    EndpointOption,
    KnowledgeOption,
    NameOption,
    date_of,
    fail,
    say,
)
from detente.errors import DetenteError

TheRecord = Annotated[
    Path | None, typer.Option("--record", metavar="PATH", help="The record to use instead of your own.")
]


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on standard error where that is a screen; nothing where it is not."""
    if not sys.stderr.isatty():
        yield lambda n: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda n: bar.advance(task, n)


WorkersOption = Annotated[
    int,
    typer.Option(
        "--workers", min=0, max=256, help="Processes that code; 0 codes in this one, without bounds for an article."
    ),
]
SecondsOption = Annotated[
    float,
    typer.Option("--article-seconds", min=0.0, help="Time an article may take before it is quarantined (0: any)."),
]
MegabytesOption = Annotated[
    int,
    typer.Option("--article-megabytes", min=0, help="Memory an article may take before it is quarantined (0: any)."),
]


def add(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Files, folders, patterns, pages, feeds, JSON Lines, Parquet or WARC files, output of detente scale.",
        ),
    ],
    date: DateOption = None,
    record: TheRecord = None,
    knowledge: KnowledgeOption = None,
    min_confidence: ConfidenceOption = 0.0,
    model_endpoint: EndpointOption = None,
    model_name: NameOption = None,
    workers: WorkersOption = 1,
    article_seconds: SecondsOption = 60.0,
    article_megabytes: MegabytesOption = 1024,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses in private and loopback networks.")
    ] = False,
) -> None:
    """Code articles and keep them in the record. Adding twice changes nothing; interrupted, run it again."""
    published = date_of(date)
    try:
        from detente.ingest.sources import count_of, unread
        from detente.record import Record
        from detente.scale.adding import Taken, is_output, take_in, take_output
        from detente.scale.coding import by_workers, in_this_process
        from detente.scale.messages import Setup

        if model_endpoint is None and workers:
            setup = Setup(str(knowledge) if knowledge else None, min_confidence, article_megabytes)
            coding = by_workers(workers, setup, article_seconds)
        else:
            from detente.api import coder_of

            asked = (knowledge, min_confidence, model_endpoint, model_name)
            coding = in_this_process(coder_of(*asked, record=record, report=say))
        taken = Taken()
        outputs = [source for source in sources if is_output(source)]
        with (
            Record.open(record, wait=2.0) as store,
            coding as coded,
            progress("adding", None if outputs else count_of(sources)) as step,
        ):
            for merging, group in groupby(sources, key=outputs.__contains__):
                if merging:
                    for place in group:
                        taken += take_output(store.connection, place, say, step)
                else:
                    items = unread(list(group), date=published, allow_private=allow_private)
                    taken += take_in(store.connection, partial(coded, items), say, step)
    except DetenteError as error:
        fail(str(error))
    parts = [f"{taken.added} added", f"{taken.known} known already"]
    parts += [f"{taken.lost} skipped"] if taken.lost else []
    parts += [f"{taken.passed} in quarantine"] if taken.passed else []
    print(", ".join(parts))
    if taken.lost and not taken.added and not taken.known:
        raise typer.Exit(1)


def recode(
    record: TheRecord = None,
    all: Annotated[bool, typer.Option("--all", help="Code every article anew.")] = False,
    knowledge: KnowledgeOption = None,
    model_endpoint: EndpointOption = None,
    model_name: NameOption = None,
) -> None:
    """Code the stored articles anew that an older program, model or knowledge coded."""
    try:
        from detente.api import coder_of
        from detente.record import Record
        from detente.record.adding import due
        from detente.record.adding import recode as code_again
        from detente.record.store import rows

        with (
            Record.open(record, wait=2.0) as store,
            coder_of(knowledge, 0.0, model_endpoint, model_name, record=record, report=say) as coder,
        ):
            if all:
                keys = [str(r["id"]) for r in rows(store.connection, "select id from articles order by seq")]
            else:
                keys = due(store.connection, coder.provenance)
            with progress("coding", len(keys)) as step:
                count = code_again(store.connection, keys, coder, lambda: step(1))
    except DetenteError as error:
        fail(str(error))
    print(f"{count} coded anew" if count else "every article was coded by these versions; nothing to do")
