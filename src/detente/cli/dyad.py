"""`detente dyad`: how two states stand with each other."""

from __future__ import annotations

import json
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.add import TheRecord
from detente.cli.exchange import SinceOption, SourceOption, UntilOption
from detente.cli.options import date_of, fail, quiet_pipe
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.record.record import Record
    from detente.relations.relation import Relation


class Shown(StrEnum):
    """How a relation is shown."""

    terminal = "terminal"
    markdown = "markdown"
    json = "json"
    csv = "csv"


def dyad(
    one: Annotated[str, typer.Argument(metavar="CODE", help="A state or organisation: GRC, EU, PSE ...")],
    other: Annotated[str, typer.Argument(metavar="CODE")],
    since: SinceOption = None,
    until: UntilOption = None,
    by: Annotated[str, typer.Option("--by", help="day, week or month.")] = "month",
    context: Annotated[str | None, typer.Option("--context", help="Only this PLOVER context.")] = None,
    source: SourceOption = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw the course: .png, .svg or .html.")
    ] = None,
    format: Annotated[Shown, typer.Option("--format", "-f")] = Shown.terminal,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Print the sentences behind the turning points.")
    ] = False,
    record: TheRecord = None,
) -> None:
    """Say how two states stand with each other, what changed, and how we know."""
    first, last = date_of(since, "--since"), date_of(until, "--until")
    try:
        from detente.brief.relation import as_dict, as_markdown
        from detente.record import Record

        with Record.open(record, read_only=True, wait=2.0) as store:
            found = store.relation(
                one.upper(), other.upper(), since=first, until=last, by=by, context=context, sources=source
            )
            if plot is not None:
                found.plot(plot)
            if format is Shown.json:
                print(json.dumps(as_dict(found) | {"words": _words(store, found)}, ensure_ascii=False, indent=1))
            elif format is Shown.csv:
                found.to_pandas().to_csv(sys.stdout, index=False)
            elif format is Shown.markdown:
                print(as_markdown(found, _words(store, found)), end="")
            else:
                _show(store, found, evidence=evidence)
    except DetenteError as error:
        fail(str(error))
    except BrokenPipeError:
        quiet_pipe()


def _words(store: Record, found: Relation) -> list[str]:
    """Statements and assessments of the period, each with its source."""
    first = found.both.day[0].astype(object) if len(found.both.day) else None
    lines = []
    for table in ("assessments", "statements"):
        for item in store.words(table, found.one, found.other, since=first):
            told = item.record
            who = getattr(told, "holder", None) or getattr(told, "speaker", "")
            state = " ".join(w for w in (getattr(told, "state", None), getattr(told, "trend", None)) if w)
            lead = f"{who}{f' ({state})' if state else ''}"
            where = ", ".join(str(part) for part in (item.outlet, item.published, item.id) if part)
            lines.append(f"{lead}: “{' '.join(told.text.split())}” [{where}]")  # type: ignore[union-attr]
    return lines


def _show(store: Record, found: Relation, *, evidence: bool) -> None:
    from rich.console import Console
    from rich.markup import escape

    from detente.brief.braille import terminal
    from detente.brief.relation import chart_of
    from detente.brief.relation_table import tables
    from detente.brief.standing import standing

    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    console = Console(width=width, highlight=False)
    console.print(f"[bold]{escape(found.one)} and {escape(found.other)}[/bold]")
    console.print(escape(" ".join(said.text for said in standing(found))))
    drawn = terminal(chart_of(found), width)
    if drawn:
        console.print()
        print(drawn)
    for table in tables(found):
        console.print()
        console.print(table)
    words = _words(store, found)
    if words:
        console.print("\n[bold]Words[/bold]")
        for line in words[-8:]:
            console.print(escape(line))
        if len(words) > 8:
            console.print(f"… {len(words) - 8} more with --format markdown")
    if evidence:
        console.print("\n[bold]Behind the turning points[/bold]")
        for turn in found.turning:
            console.print(f"{turn.day}: {turn.direction}")
            for id_ in turn.acts:
                act = store.behind(id_)
                console.print(f"  {escape(act.line)}", soft_wrap=True)
                for told_id, outlet, published, sentence in act.tellings:
                    console.print(escape(f"    {sentence} [{outlet or '-'}, {published}, {told_id}]"))
    if found.undated:
        console.print(f"{found.undated} acts not dated to a {found.by}, in no series.")
