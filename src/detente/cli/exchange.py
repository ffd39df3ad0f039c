"""`detente import`, `detente export`: the field's event files in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.add import TheRecord, progress
from detente.cli.options import date_of, fail, quiet_pipe, say
from detente.errors import DetenteError

#: Problems of rows that are printed one by one; the rest are counted.
_SHOWN = 20

SinceOption = Annotated[str | None, typer.Option("--since", metavar="YYYY-MM-DD", help="Leave out what is earlier.")]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="Leave out what is later.")]
SourceOption = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="NAME", help="Only these: 'coded', or the name of a data set. May be repeated."),
]


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Event files by others.")],
    format: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", help="gdelt1, gdelt2, icews, polecat, petrarch, phoenix, keds, plover-json, table."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="What to call the data set; the file's name without it.")
    ] = None,
    codes: Annotated[
        str | None, typer.Option("--codes", help="What a table's codes are: cameo, weis or plover.")
    ] = None,
    record: TheRecord = None,
) -> None:
    """Take in event files by others beside our own; the same file twice changes nothing."""
    if name is not None and len(files) > 1:
        fail("--name goes with one file; import the files one by one, or leave --name away", 2)
    failed = 0
    try:
        from detente.formats.rows import RowProblem
        from detente.record import Record
        from detente.record.imports import import_events

        with Record.open(record, wait=2.0) as store:
            for file in files:
                shown = 0

                def note(found: RowProblem) -> None:
                    nonlocal shown
                    shown += 1
                    if shown <= _SHOWN:
                        say(f"{found.path} row {found.row}, {found.field}: {found.message}; skipped")

                try:
                    with progress(file.name) as step:
                        done = import_events(
                            store.connection, file, format, name=name, codes=codes, problem=note, step=step
                        )
                except DetenteError as error:
                    say(str(error))
                    failed += 1
                    continue
                if shown > _SHOWN:
                    say(f"{file}: {shown - _SHOWN} more rows skipped")
                known = ", known already" if done.known else ""
                skipped = f", {done.skipped} skipped" if done.skipped else ""
                print(f"{done.dataset}: {done.rows} events ({done.format}){skipped}{known}")
    except DetenteError as error:
        fail(str(error))
    if failed:
        raise typer.Exit(1)


def export(
    format: Annotated[
        str,
        typer.Argument(
            help="csv, jsonl, parquet, plover-json, gdelt1, gdelt2, icews, polecat, petrarch, phoenix or keds."
        ),
    ],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to a file instead of standard output.")] = None,
    pair: Annotated[
        tuple[str, str] | None, typer.Option("--between", metavar="CODE CODE", help="Only between these two.")
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    status: Annotated[
        list[str] | None,
        typer.Option("--status", help="Statuses of coded events to write; actual and recalled without it."),
    ] = None,
    record: TheRecord = None,
) -> None:
    """Write the record's events, each happening once, in one of the field's formats."""
    first, last = date_of(since, "--since"), date_of(until, "--until")
    try:
        from detente.formats.writing import write_events
        from detente.record import Record
        from detente.record.exports import event_batches

        if out is None and format == "parquet":
            fail("parquet cannot be written to a pipe; name a file with --out", 2)
        with Record.open(record, read_only=True, wait=2.0) as store:
            batches = event_batches(
                store.connection,
                since=first,
                until=last,
                among=pair,
                sources=source,
                statuses=status or ("actual", "recalled"),
            )
            written = write_events(batches, out if out is not None else sys.stdout.buffer, format)
        say(f"{written.rows} events written" + (f"; {written.lost}" if written.lost else ""))
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        quiet_pipe()
